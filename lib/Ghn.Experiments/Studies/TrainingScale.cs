using Ghn.Gnn;
using Ghn.Spaces;

namespace Ghn.Experiments.Studies;

/// <summary>How large the main job is in a profile.</summary>
/// <param name="Hypernetwork">Sizes of the hypernetwork.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="RankedSpace">Where the architectures that are ranked come from; the paper ranks larger blocks than it trains on.</param>
/// <param name="RankedArchitectures">Unseen architectures that are ranked.</param>
/// <param name="RankingImages">Validation images for each of them.</param>
public sealed record TrainingScale(
    GhnOptions Hypernetwork,
    GhnTrainingOptions Training,
    BlockSpace RankedSpace,
    int RankedArchitectures,
    int RankingImages
)
{
    /// <summary>
    /// The same training for the classes and the size of the data's images, and with no more validation images than it has:
    /// a profile's numbers are for the real data sets.
    /// </summary>
    public static GhnTrainingOptions Within(GhnTrainingOptions training, DataSplits data) =>
        training with
        {
            Network = training.Network with { Classes = data.ClassNames.Count, ImageSize = data.Train.Height },
            BatchSize = Math.Min(training.BatchSize, data.Train.Count),
            ValidationImages = Math.Min(training.ValidationImages, data.Validation.Count),
        };

    /// <summary>The scale of a profile.</summary>
    public static TrainingScale Of(Profile profile)
    {
        var workshopGhn = new GhnOptions
        {
            Gnn = new GnnOptions { Phases = 2 },
            Decoder = new DecoderOptions { ChunkChannels = 64 },
        };
        return profile switch
        {
            Profile.Smoke => new TrainingScale(
                workshopGhn,
                new GhnTrainingOptions
                {
                    Network = GroundTruthOptions.Chain(8),
                    Space = new BlockSpace { Nodes = 5 },
                    Steps = 60,
                    BatchSize = 32,
                    ArchitecturesPerStep = 2,
                    LearningRate = 3e-3,
                    WarmupSteps = 10,
                    ValidateEvery = 20,
                    ValidationArchitectures = 4,
                    ValidationImages = 250,
                    Augmentation = Augmentation.None,
                },
                new BlockSpace { Nodes = 5 },
                100,
                250
            ),
            Profile.Workshop => new TrainingScale(
                workshopGhn,
                ProfileSettings.Training(nodes: 7, steps: 7_000, validateEvery: 500) with
                {
                    Network = GroundTruthOptions.Chain(16),
                },
                new BlockSpace { Nodes = 7 },
                100,
                5_000
            ),
            _ => new TrainingScale(
                new GhnOptions { Decoder = new DecoderOptions { ChunkChannels = 128 } },
                new GhnTrainingOptions
                {
                    Steps = 210_000, // about 300 epochs of 45,000 images
                    ValidateEvery = 7_000,
                    ValidationImages = 5_000,
                },
                new BlockSpace { Nodes = 17 },
                1_000,
                5_000
            ),
        };
    }
}

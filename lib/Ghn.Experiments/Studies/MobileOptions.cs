using Ghn.Images;
using Ghn.Spaces;

namespace Ghn.Experiments.Studies;

/// <summary>
/// How a block that was found on small images is trained on ImageNet in the mobile setting (table 3), beside random ones at
/// the same cost.
/// </summary>
/// <param name="Chain">The chain around a block, but for its channels, which are solved, and its classes, which are the folder's.</param>
/// <param name="Budget">The most multiply-adds of a network: the channels are solved for it.</param>
/// <param name="Images">How images are read; their size is the chain's.</param>
/// <param name="Training">How a network is trained; its seed is the unit's.</param>
/// <param name="Space">Where the random blocks come from.</param>
/// <param name="RandomBlocks">How many random blocks.</param>
/// <param name="BlockSeed">Seed of these.</param>
/// <param name="Seeds">Training seeds, 0 … Seeds − 1.</param>
/// <param name="StatisticsBatches">Batches of training images that a finished network's norms are measured on, before it is tested.</param>
/// <param name="Block">Of a unit: its block, as JSON, so that a result of another search is refused.</param>
internal sealed record MobileOptions(
    NetworkOptions Chain,
    long Budget,
    ImageFolderOptions Images,
    NetworkTrainingOptions Training,
    BlockSpace Space,
    int RandomBlocks = 1,
    long BlockSeed = 2019,
    int Seeds = 1,
    int StatisticsBatches = 20,
    string? Block = null
)
{
    public static MobileOptions Of(Profile profile)
    {
        var space = GroundTruthOptions.Of(profile).Space;
        var chain = ImageNetMobile.Chain with { NormAffine = true };
        return profile switch
        {
            // The path on a few generated files.
            Profile.Smoke => new(
                chain with
                {
                    Blocks = 4,
                    ReductionsAfter = [0, 1],
                    ImageSize = 32,
                },
                100_000,
                new() { Size = 32, EvaluationSide = 36 },
                MobileTraining(steps: 4, batch: 8),
                space,
                StatisticsBatches: 1
            ),
            // The same chain on small pictures, for the same multiply-adds a pixel.
            Profile.Workshop => new(
                chain with
                {
                    ImageSize = 64,
                },
                ImageNetMobile.Budget * 64 * 64 / (224 * 224),
                new() { Size = 64, EvaluationSide = 72 },
                MobileTraining(steps: 10_000, batch: 64) with
                {
                    AuxiliaryWeight = 0,
                },
                space
            ),
            _ => new(chain, ImageNetMobile.Budget, new(), MobileTraining(steps: 250 * 10_009, batch: 128), space),
        };
    }

    public ComputationGraph Build(Architecture block, int classes) =>
        new(block, ChannelSolver.Solve(block, Chain with { Classes = classes }, Budget).Network);

    /// <summary>The random blocks, distinct; the same in every run.</summary>
    public IReadOnlyList<Architecture> Sample() => Space.SampleDistinct(RandomBlocks, BlockSeed, "mobile");

    /// <summary>
    /// "As in the NAS literature", says the paper. This is the mobile training of DARTS (Liu et al. 2019): 250 epochs of
    /// 1,281,167 images in batches of 128. Differs: the learning rate falls by a cosine, in DARTS by 3 % an epoch.
    /// </summary>
    private static NetworkTrainingOptions MobileTraining(int steps, int batch) =>
        new()
        {
            Steps = steps,
            BatchSize = batch,
            LearningRate = 0.1,
            WeightDecay = 3e-5,
            LabelSmoothing = 0.1,
            AuxiliaryWeight = 0.4,
            Augmentation = Augmentation.None, // a folder of images has its own
            MeasureImages = Evaluation.BatchSize, // a trainer's own, after the last step; the accuracy is of all of val
        };
}

/// <summary>One training.</summary>
internal sealed record MobileUnit(BlockOrigin Origin, int Number, long Seed)
{
    public override string ToString() =>
        Invariant($"{Origin.ToString().ToLowerInvariant()} block {Number}, seed {Seed}");
}

/// <summary>What a training came to.</summary>
/// <param name="Block">The block.</param>
/// <param name="Channels">Initial channels that the solver chose.</param>
/// <param name="Classes">Classes of the folder.</param>
/// <param name="Parameters">Free scalars of the network.</param>
/// <param name="MultiplyAdds">Multiply-adds of the network for one image.</param>
/// <param name="Accuracy">Top-1 accuracy (0 … 1) on the folder's <c>val</c> after the last step; nothing is chosen by it.</param>
/// <param name="TrainingLoss">Mean loss of the last hundred steps.</param>
/// <param name="Tested">Images of <c>val</c> that the accuracy is of.</param>
/// <param name="SkippedTrain">
/// Files of <c>train</c> that were no usable images, as far as the process that ended the training has read them.
/// </param>
/// <param name="SkippedValidation">The same of <c>val</c>: the accuracy is of the others.</param>
public sealed record MobileResult(
    Architecture Block,
    int Channels,
    int Classes,
    long Parameters,
    long MultiplyAdds,
    double Accuracy,
    double TrainingLoss,
    int Tested,
    int SkippedTrain,
    int SkippedValidation
)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Invariant(
            $"F = {Channels}, {MultiplyAdds / 1e6:F1} M multiply-adds, {Parameters / 1e6:F2} M parameters, {100 * Accuracy:F1} % of {Classes} classes"
        );
}

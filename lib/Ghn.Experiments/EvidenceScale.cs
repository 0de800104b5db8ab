using Ghn.Architectures;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Training;

namespace Ghn.Experiments;

/// <summary>
/// How large the experiments are that test the paper's claims: one space, one chain of blocks and one ground truth for
/// all of them.
/// </summary>
/// <param name="GroundTruth">The space and its true accuracies.</param>
public sealed record EvidenceScale(GroundTruthOptions GroundTruth)
{
    /// <summary>
    /// Scales that were tried before one was chosen, by name: a dozen architectures each, others than the ground truth's.
    /// They were compared by cost, by spread and by agreement of two seeds, and no surrogate was looked at.
    /// </summary>
    public static IReadOnlyDictionary<string, GroundTruthOptions> Pilots { get; } =
        new Dictionary<string, GroundTruthOptions>
        {
            ["pilot-f8"] = Pilot(channels: 8, nodes: 10, steps: 4_000),
            ["pilot-f16"] = Pilot(channels: 16, nodes: 10, steps: 4_000),
        };

    /// <summary>The scale of a profile.</summary>
    public static EvidenceScale Of(Profile profile) =>
        profile switch
        {
            Profile.Smoke => new EvidenceScale(Truth(channels: 4, nodes: 5, steps: 20) with { Architectures = 6 }),
            Profile.Workshop => new EvidenceScale(Truth(channels: 8, nodes: 10, steps: 4_000)),
            _ => new EvidenceScale(
                new GroundTruthOptions
                {
                    Space = new BlockSpace { Nodes = 17 },
                    Network = new NetworkOptions(),
                    Training = new NetworkTrainingOptions
                    {
                        MeasureAt = [10, 100, 200, 1_000],
                        MeasureEveryEpoch = true,
                    },
                }
            ),
        };

    private static GroundTruthOptions Pilot(int channels, int nodes, int steps) =>
        Truth(channels, nodes, steps) with
        {
            Architectures = 12,
            ArchitectureSeed = 1,
        };

    private static GroundTruthOptions Truth(int channels, int nodes, int steps) =>
        new()
        {
            Space = new BlockSpace { Nodes = nodes },
            Network = new NetworkOptions
            {
                Blocks = 3,
                ReductionsAfter = [1, 2],
                Channels = channels,
                StemStride = 2,
            },
            Training = new NetworkTrainingOptions
            {
                Steps = steps,
                LearningRate = 0.1,
                WarmupSteps = 100,
                Augmentation = new Augmentation { PadCrop = 0 }, // at this length crops slow learning down
                MeasureAt = new[] { 10, 100, 200, 1_000, steps * 6 / 10 }.Where(s => s <= steps).Distinct().ToArray(),
                MeasureEveryEpoch = true,
            },
        };
}

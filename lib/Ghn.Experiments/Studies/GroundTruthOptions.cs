using Ghn.Spaces;

namespace Ghn.Experiments.Studies;

/// <summary>Which architectures are trained for their true accuracy, and how.</summary>
/// <param name="Space">Where the architectures come from.</param>
/// <param name="Network">The chain of blocks around each.</param>
/// <param name="Training">How each is trained; its seed is the unit's.</param>
/// <param name="Architectures">How many; 100 in the paper.</param>
/// <param name="ArchitectureSeed">Seed of the architectures.</param>
/// <param name="Seeds">Training seeds, 0 … Seeds − 1: initial weights and the order of images.</param>
/// <param name="StatisticsBatches">
/// Batches of training images that the norms' statistics of a finished network are measured on, before it is tested:
/// its test accuracy does not depend on how the test images are batched.
/// </param>
public sealed record GroundTruthOptions(
    BlockSpace Space,
    NetworkOptions Network,
    NetworkTrainingOptions Training,
    [property: AtLeast(2)] int Architectures = 100,
    long ArchitectureSeed = 2019,
    int Seeds = 2,
    int StatisticsBatches = 20
)
{
    /// <summary>
    /// Scales that were tried before one was chosen, by name: a dozen architectures each, others than the ground truth's.
    /// They were compared by cost, by spread and by agreement of two seeds, and no surrogate was looked at.
    /// </summary>
    public static IReadOnlyDictionary<string, GroundTruthOptions> Pilots { get; } =
        new Dictionary<string, GroundTruthOptions>
        {
            ["pilot-f8"] = Pilot(channels: 8, nodes: 10),
            ["pilot-f16"] = Pilot(channels: 16, nodes: 10),
            ["pilot-f16-n7"] = Pilot(channels: 16, nodes: 7),
        };

    /// <summary>The options of a profile: the space and the chain of blocks of all comparisons.</summary>
    public static GroundTruthOptions Of(Profile profile) =>
        profile switch
        {
            Profile.Smoke => Small(channels: 4, nodes: 5, steps: 20, images: Profiles.SmokeImages) with
            {
                Architectures = 6,
                StatisticsBatches = 1,
            },
            Profile.Workshop => Small(channels: 16, nodes: 7),
            _ => new(
                new BlockSpace { Nodes = 17 },
                new NetworkOptions(),
                new() { MeasureAt = [10, 100, 200, 1_000, 21_090], MeasureEveryEpoch = true }
            ),
        };

    /// <summary>The architectures, distinct; the same in every run.</summary>
    public IReadOnlyList<Architecture> Sample() =>
        Space.SampleDistinct(Architectures, ArchitectureSeed, "ground truth");

    internal IReadOnlyList<ComputationGraph> Build(IEnumerable<Architecture> architectures) =>
        [.. architectures.Select(a => new ComputationGraph(a, Network))];

    internal static NetworkOptions Chain(int channels) =>
        new()
        {
            Blocks = 3,
            ReductionsAfter = [1, 2],
            Channels = channels,
            StemStride = 2,
        };

    private static GroundTruthOptions Pilot(int channels, int nodes) =>
        Small(channels, nodes) with
        {
            Architectures = 12,
            ArchitectureSeed = 1,
        };

    private static GroundTruthOptions Small(int channels, int nodes, int steps = 4_000, int images = 5_000) =>
        new(
            new BlockSpace { Nodes = nodes },
            Chain(channels),
            new NetworkTrainingOptions
            {
                Steps = steps,
                LearningRate = 0.1,
                WarmupSteps = 100,
                Augmentation = new Augmentation { PadCrop = 0 }, // at this length crops slow learning down
                MeasureAt = new[] { 10, 100, 200, 1_000, steps * 6 / 10 }.Where(s => s <= steps).Distinct().ToArray(),
                MeasureEveryEpoch = true,
                MeasureImages = images,
            }
        );
}

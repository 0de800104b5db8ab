using System.Text.Json.Serialization;

namespace Ghn.Experiments.Studies;

/// <summary>
/// Does a block that was found on CIFAR-10 stay good on other images (the paper's third claim, at a size that two cores
/// can bear)? Blocks found by the search and random ones are trained on one data set at two resolutions, all at the same
/// cost. All found ones are of one search: one hypernetwork, one draw of candidates.
/// </summary>
/// <param name="Truth">
/// How a network is trained and tested; its chain is used but for the channels, which are solved, and the image size.
/// Random blocks are of its space, but none of its architectures.
/// </param>
/// <param name="Budget">Multiply-adds of every network, at any resolution, as nearly as whole channels allow.</param>
/// <param name="Resolutions">Heights and widths of the images, each the data set's size or half of it.</param>
/// <param name="FoundBlocks">How many of the search's best blocks.</param>
/// <param name="RandomBlocks">How many random ones.</param>
/// <param name="BlockSeed">Seed of these.</param>
/// <param name="Seeds">
/// Training seeds of every block, 0 … Seeds − 1. One: however noisy trainings are, a number of them makes a mean of blocks
/// surest if each is of another block.
/// </param>
/// <param name="Repeated">
/// Random blocks, the first ones, that are trained with one seed more: how much trainings of one block differ tells how
/// far two places could agree. No result depends on it.
/// </param>
/// <param name="Block">Of a unit: its block, as JSON, so that a result of another search is refused.</param>
public sealed record TransferOptions(
    GroundTruthOptions Truth,
    long Budget,
    IReadOnlyList<int> Resolutions,
    int FoundBlocks = 10,
    int RandomBlocks = 20,
    long BlockSeed = 2019,
    int Seeds = 1,
    [property: JsonIgnore, AtLeast(0)] int Repeated = 5,
    string? Block = null
)
{
    /// <summary>Heights and widths of the images, in pixels.</summary>
    public IReadOnlyList<int> Resolutions { get; init; } = new ValueList<int>(Resolutions);

    /// <summary>The options of a profile.</summary>
    public static TransferOptions Of(Profile profile)
    {
        var truth = GroundTruthOptions.Of(profile);
        // What the networks of the ground truth cost on average, to a thousand.
        var mean = ProfileSettings.MeanCost(new() { Space = truth.Space, Network = truth.Network });
        var options = new TransferOptions(
            truth with
            {
                Training = truth.Training with { MeasureAt = [], MeasureEveryEpoch = false },
            },
            (long)(Math.Round(mean / 1_000) * 1_000),
            [32, 16]
        );
        return profile == Profile.Smoke ? options with { FoundBlocks = 2, RandomBlocks = 2, Repeated = 2 } : options;
    }

    /// <summary>The chain of a block at a resolution, with the channels that come nearest to the budget.</summary>
    public NetworkOptions Solve(Architecture block, int resolution)
    {
        var solved = ChannelSolver.Solve(block, Truth.Network with { ImageSize = resolution }, Budget);
        return solved.NextMultiplyAdds - Budget < Budget - solved.MultiplyAdds
            ? solved.Network with
            {
                Channels = solved.Network.Channels + 1,
            }
            : solved.Network;
    }

    /// <summary>The random blocks, distinct, and none of the ground truth's; the same in every run.</summary>
    public IReadOnlyList<Architecture> Sample()
    {
        var seen = Truth.Sample().ToHashSet();
        return
        [
            .. Truth
                .Space.SampleDistinct(RandomBlocks + seen.Count, BlockSeed, "transfer")
                .Where(a => !seen.Contains(a))
                .Take(RandomBlocks),
        ];
    }
}

/// <summary>One training.</summary>
internal sealed record TransferUnit(BlockOrigin Origin, int Number, int Resolution, long Seed)
{
    public override string ToString() =>
        Invariant($"{Origin.ToString().ToLowerInvariant()} block {Number} at {Resolution} pixels, seed {Seed}");
}

/// <summary>What a training came to.</summary>
/// <param name="Channels">Initial channels that the solver chose.</param>
/// <param name="Trained">The training.</param>
public sealed record TransferResult(int Channels, TrueAccuracy Trained)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Invariant($"F = {Channels}, {Trained.MultiplyAdds / 1e6:F2} M multiply-adds, {Trained}");
}

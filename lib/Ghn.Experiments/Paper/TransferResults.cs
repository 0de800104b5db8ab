using Ghn.Experiments.Studies;
using ArrayStatistics = MathNet.Numerics.Statistics.ArrayStatistics;

namespace Ghn.Experiments.Paper;

/// <summary>The blocks of one origin, trained on one data set at one resolution.</summary>
/// <param name="Data">Name of the data set.</param>
/// <param name="Resolution">Height and width of the images.</param>
/// <param name="Origin">Where the blocks come from.</param>
/// <param name="Test">Test accuracy (0 … 1) of each block, mean over the seeds.</param>
/// <param name="Again">Of the first blocks, with one seed more; none: these are not repeated.</param>
/// <param name="Networks">Each as trained with the first seed: block, channels (the fewer, the more the block costs) and cost.</param>
public sealed record TransferRow(
    string Data,
    int Resolution,
    BlockOrigin Origin,
    IReadOnlyList<double> Test,
    IReadOnlyList<double> Again,
    IReadOnlyList<TransferResult> Networks
);

/// <summary>Found blocks against random ones in one place.</summary>
/// <param name="Data">Name of the data set.</param>
/// <param name="Resolution">Height and width of the images.</param>
/// <param name="Difference">
/// Mean test accuracy (0 … 1) of the found blocks minus that of the random ones, with its interval over blocks of either kind.
/// </param>
/// <param name="PValue">Two-sided, of a permutation test.</param>
/// <param name="Holm">The same, corrected for all places together.</param>
public sealed record TransferGap(string Data, int Resolution, Interval Difference, double PValue, double Holm);

/// <summary>How much of what differs between the blocks of one place is noise of their trainings.</summary>
/// <param name="Data">Name of the data set.</param>
/// <param name="Resolution">Height and width of the images.</param>
/// <param name="Blocks">Standard deviation of test accuracy (0 … 1) over all blocks, as they were trained: noise is in it.</param>
/// <param name="Trainings">Standard deviation that one block's would have over trainings, from the repeated ones.</param>
/// <param name="Repeated">How many are repeated.</param>
/// <param name="Largest">The largest difference between two trainings of one of them.</param>
public sealed record TransferNoise(
    string Data,
    int Resolution,
    double Blocks,
    double Trainings,
    int Repeated,
    double Largest
)
{
    /// <summary>The share of the variance (0 … 1) that is not noise: the r to be expected of all blocks trained again.</summary>
    public double Reliability => Math.Max(0, 1 - Math.Pow(Trainings / Blocks, 2));
}

/// <summary>Whether blocks that are good in one place are good in another.</summary>
/// <param name="From">One place.</param>
/// <param name="To">Another.</param>
/// <param name="R">Pearson's r over all blocks, found and random, with its interval over blocks.</param>
/// <param name="BetterHalf">
/// r over the half of the blocks that is better in the first place; null: fewer than ten blocks.
/// </param>
/// <param name="Most">
/// The r to be expected if only noise of trainings parted the places: the root of the product of their reliabilities.
/// </param>
public sealed record TransferAgreement(
    TransferNoise From,
    TransferNoise To,
    Interval R,
    double? BetterHalf,
    double Most
);

/// <summary>
/// What a notebook shows of the transfer of found blocks: its ledgers on CIFAR-10 and Fashion-MNIST, or, where one of them
/// is not complete, that of the smoke profile.
/// </summary>
/// <remarks>
/// The found blocks are of one search: intervals and tests are over its blocks and say nothing about another hypernetwork's
/// or other candidates.
/// </remarks>
public sealed class TransferResults
{
    internal const string Stream = "transfer";

    private static readonly string[] s_data = [Cifar10.Name, FashionMnist.Name];

    private readonly string _folder;
    private IReadOnlyList<TransferRow>? _rows;

    /// <summary>Finds out which ledgers are shown.</summary>
    /// <param name="settings">Profile and data.</param>
    /// <param name="resultsFolder">The folder of the ledgers.</param>
    public TransferResults(NotebookSettings settings, string resultsFolder)
    {
        _folder = resultsFolder;
        Settings =
            settings.Profile == Profile.Smoke
                ? [settings]
                : [.. s_data.Select(name => settings with { Data = settings.Data with { Name = name } })];
        if (settings.Replay && !Settings.All(IsComplete))
            Settings = [settings.AsSmoke()];
        Options = TransferOptions.Of(Settings[0].Profile);
    }

    /// <summary>What is really shown, one entry a data set.</summary>
    public IReadOnlyList<NotebookSettings> Settings { get; }

    /// <summary>The options at this scale.</summary>
    public TransferOptions Options { get; }

    /// <summary>Computes what the ledgers lack; nothing if they are complete.</summary>
    public void Complete(IProgress<UnitProgress>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var settings in Settings)
        {
            using var experiment = Open(settings);
            experiment.Run(Environment.ProcessorCount, progress, cancellation);
        }
    }

    /// <summary>
    /// Found and random blocks on each data set at each resolution. Throws <see cref="GhnException"/> if units are missing.
    /// </summary>
    public IReadOnlyList<TransferRow> Rows() => _rows ??= [.. Settings.SelectMany(Rows)];

    /// <summary>
    /// Found blocks against random ones in each place, by the permutation test of two samples. The places share their
    /// blocks: they are no repetitions of each other.
    /// </summary>
    public IReadOnlyList<TransferGap> Gaps()
    {
        var places = Places()
            .Select(place => Enum.GetValues<BlockOrigin>().Select(o => place.Single(r => r.Origin == o)).ToArray())
            .ToArray();
        var p = places.Select(of => Significance.TwoSampleTest(of[0].Test, of[1].Test).PValue).ToArray();
        return
        [
            .. places
                .Zip(p, Significance.Holm(p))
                .Select(t => new TransferGap(
                    t.First[0].Data,
                    t.First[0].Resolution,
                    Bootstrap.OfDifference(t.First[0].Test, t.First[1].Test, new RandomStream(0, Stream)),
                    t.Second,
                    t.Third
                )),
        ];
    }

    /// <summary>How much of what differs between the blocks of each place is noise of their trainings.</summary>
    public IReadOnlyList<TransferNoise> Noises() =>
        [
            .. Places()
                .Select(place =>
                {
                    // One training minus the mean of S others has the variance σ² (1 + 1/S); that of the mean is σ²/S.
                    var pairs = place.SelectMany(r => r.Again.Zip(r.Test, (a, b) => a - b)).ToArray();
                    return new TransferNoise(
                        place.First().Data,
                        place.First().Resolution,
                        ArrayStatistics.StandardDeviation([.. place.SelectMany(r => r.Test)]),
                        Math.Sqrt(pairs.Average(d => d * d) / (1 + Options.Seeds)),
                        pairs.Length,
                        pairs.Max(Math.Abs)
                    );
                }),
        ];

    /// <summary>
    /// Whether blocks that are good in one place are good in another, for each pair of data sets or resolutions.
    /// </summary>
    public IReadOnlyList<TransferAgreement> Agreements()
    {
        var places = Places().Select(g => g.SelectMany(r => r.Test).ToArray()).Zip(Noises()).ToArray();
        return
        [
            .. from i in Enumerable.Range(0, places.Length)
            from j in Enumerable.Range(i + 1, places.Length - i - 1)
            let a = places[i]
            let b = places[j]
            select new TransferAgreement(
                a.Second,
                b.Second,
                Bootstrap.Of(a.First, b.First, Correlation.Pearson, new RandomStream(0, Stream)),
                BetterHalf(a.First, b.First),
                Math.Sqrt(a.Second.Reliability * b.Second.Reliability)
            ),
        ];
    }

    private static double? BetterHalf(double[] from, double[] to)
    {
        if (from.Length < 10)
            return null;
        var better = Values.Best(from, from.Length / 2);
        return Correlation.Pearson([.. better.Select(i => from[i])], [.. better.Select(i => to[i])]);
    }

    private IEnumerable<IGrouping<(string, int), TransferRow>> Places() => Rows().GroupBy(r => (r.Data, r.Resolution));

    private IEnumerable<TransferRow> Rows(NotebookSettings settings)
    {
        using var experiment = Open(settings);
        var results = experiment.Results();
        TransferResult Of(BlockOrigin origin, int number, int resolution, int seed) =>
            results.GetValueOrDefault(new(origin, number, resolution, seed))
            ?? throw experiment.Incomplete($", after those of {PaperExperiments.Table1}");
        return
        [
            .. from resolution in Options.Resolutions
            from origin in Enum.GetValues<BlockOrigin>()
            let isFound = origin == BlockOrigin.Found
            let numbers = Enumerable.Range(0, isFound ? Options.FoundBlocks : Options.RandomBlocks)
            let seeds = Enumerable.Range(0, Options.Seeds)
            select new TransferRow(
                settings.Data.Name,
                resolution,
                origin,
                [.. numbers.Select(n => seeds.Average(seed => Of(origin, n, resolution, seed).Trained.Test))],
                [
                    .. numbers
                        .Take(isFound ? 0 : Options.Repeated)
                        .Select(n => Of(origin, n, resolution, Options.Seeds).Trained.Test),
                ],
                [.. numbers.Select(n => Of(origin, n, resolution, 0))]
            ),
        ];
    }

    private TransferExperiment Open(NotebookSettings settings) =>
        (TransferExperiment)PaperExperiments.Create(PaperExperiments.Transfer, settings, _folder);

    private bool IsComplete(NotebookSettings settings)
    {
        using var experiment = Open(settings);
        return experiment.HasLedger && experiment.Blocks(BlockOrigin.Found) is not null && experiment.IsComplete();
    }
}

using Ghn.Data;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Transfer;
using Ghn.Experiments.Units;

namespace Ghn.Experiments.Ranking;

/// <summary>The blocks of one origin, trained on one data set at one resolution.</summary>
/// <param name="Data">Name of the data set.</param>
/// <param name="Resolution">Height and width of the images.</param>
/// <param name="Origin">Where the blocks come from.</param>
/// <param name="Test">Test accuracy (0 … 1) of each block, mean over the seeds.</param>
/// <param name="MultiplyAdds">Multiply-adds of each.</param>
public sealed record TransferRow(
    string Data,
    int Resolution,
    BlockOrigin Origin,
    IReadOnlyList<double> Test,
    IReadOnlyList<double> MultiplyAdds
);

/// <summary>Found blocks against random ones in one place.</summary>
/// <param name="Data">Name of the data set.</param>
/// <param name="Resolution">Height and width of the images.</param>
/// <param name="Gap">
/// Mean test accuracy (0 … 1) of the found blocks minus that of the random ones, with its interval over blocks of either kind.
/// </param>
public sealed record TransferGap(string Data, int Resolution, PairedDifference Gap);

/// <summary>
/// What a notebook shows of the transfer of found blocks: its ledgers on CIFAR-10 and Fashion-MNIST, or, where one of them
/// is not complete, that of the smoke profile.
/// </summary>
public sealed class TransferEvidence
{
    private static readonly string[] s_data = [Cifar10.Name, FashionMnist.Name];

    private readonly string _folder;

    /// <summary>Finds out which ledgers are shown.</summary>
    /// <param name="settings">Profile and data.</param>
    /// <param name="resultsFolder">The folder of the ledgers.</param>
    public TransferEvidence(NotebookSettings settings, string resultsFolder)
    {
        _folder = resultsFolder;
        Settings =
            settings.Profile == Profile.Smoke
                ? [settings]
                : [.. s_data.Select(name => settings with { Data = settings.Data with { Name = name } })];
        if (settings.Replay && !Settings.All(IsComplete))
            Settings = [settings.AsSmoke()];
        Options = TransferScale.Of(Settings[0].Profile);
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
    public IReadOnlyList<TransferRow> Rows() => [.. Settings.SelectMany(Rows)];

    /// <summary>
    /// Found blocks against random ones in each place. The places share their blocks: they are no repetitions of each other.
    /// </summary>
    public IReadOnlyList<TransferGap> Gaps() =>
        [
            .. Rows()
                .GroupBy(r => (r.Data, r.Resolution))
                .Select(place =>
                {
                    IReadOnlyList<double>[] of =
                    [
                        .. Enum.GetValues<BlockOrigin>().Select(o => place.Single(r => r.Origin == o).Test),
                    ];
                    return new TransferGap(
                        place.Key.Data,
                        place.Key.Resolution,
                        Bootstrap.Compare(
                            [of[0].Count, of[1].Count],
                            drawn => drawn[0].Average(i => of[0][i]) - drawn[1].Average(i => of[1][i]),
                            new RandomStream(0, "transfer")
                        )
                    );
                }),
        ];

    /// <summary>
    /// Whether blocks that are good in one place are good in another: Pearson's r over all blocks, found and random, of each
    /// pair of data sets or resolutions, with its interval over blocks.
    /// </summary>
    public IReadOnlyList<(string From, string To, Interval R)> Agreements()
    {
        var places = Rows()
            .GroupBy(r => $"{r.Data}, {r.Resolution} pixels")
            .Select(g => (g.Key, Test: g.SelectMany(r => r.Test).ToArray()))
            .ToArray();
        return
        [
            .. from i in Enumerable.Range(0, places.Length)
            from j in Enumerable.Range(i + 1, places.Length - i - 1)
            select (
                places[i].Key,
                places[j].Key,
                Bootstrap.Of(places[i].Test, places[j].Test, Correlation.Pearson, new RandomStream(0, "transfer"))
            ),
        ];
    }

    private IEnumerable<TransferRow> Rows(NotebookSettings settings)
    {
        using var experiment = Open(settings);
        var results = experiment.Results();
        TrueAccuracy[] Of(BlockOrigin origin, int number, int resolution) =>
            [
                .. Enumerable
                    .Range(0, Options.Seeds)
                    .Select(seed =>
                        results.GetValueOrDefault(new(origin, number, resolution, seed))?.Trained
                        ?? throw Incomplete(experiment)
                    ),
            ];
        return
        [
            .. from resolution in Options.Resolutions
            from origin in Enum.GetValues<BlockOrigin>()
            let count = origin == BlockOrigin.Found ? Options.FoundBlocks : Options.RandomBlocks
            let blocks = Enumerable.Range(0, count).Select(n => Of(origin, n, resolution)).ToArray()
            select new TransferRow(
                settings.Data.Name,
                resolution,
                origin,
                [.. blocks.Select(b => b.Average(t => t.Test))],
                [.. blocks.Select(b => (double)b[0].MultiplyAdds)]
            ),
        ];
    }

    private TransferExperiment Open(NotebookSettings settings) =>
        (TransferExperiment)PaperExperiments.Create(PaperExperiments.Transfer, settings, _folder);

    private bool IsComplete(NotebookSettings settings)
    {
        using var experiment = Open(settings);
        if (!experiment.HasLedger || experiment.Blocks(BlockOrigin.Found) is null)
            return false;
        var (done, units, _) = experiment.Status();
        return done == units;
    }

    private static GhnException Incomplete(TransferExperiment experiment)
    {
        var (done, units, _) = experiment.Status();
        var settings = experiment.Settings;
        return new GhnException(
            $"{experiment.LedgerPath} has {done} of {units} units that are known; compute the others first, after those of "
                + $"{PaperExperiments.Table1}: ghn experiment {experiment.Name} --profile "
                + $"{settings.Profile.ToString().ToLowerInvariant()} --data {settings.Data.Name}."
        );
    }
}

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
    }

    /// <summary>What is really shown, one entry a data set.</summary>
    public IReadOnlyList<NotebookSettings> Settings { get; }

    /// <summary>The options at this scale.</summary>
    public TransferOptions Options => TransferScale.Of(Settings[0].Profile);

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
    /// Whether blocks that are good in one place are good in another: Pearson's r over all blocks, found and random, of each
    /// pair of data sets or resolutions.
    /// </summary>
    public IReadOnlyList<(string From, string To, double R)> Agreements()
    {
        var places = Rows()
            .GroupBy(r => $"{r.Data}, {r.Resolution} pixels")
            .Select(g => (g.Key, Test: g.SelectMany(r => r.Test).ToArray()))
            .ToArray();
        return
        [
            .. from i in Enumerable.Range(0, places.Length)
            from j in Enumerable.Range(i + 1, places.Length - i - 1)
            select (places[i].Key, places[j].Key, Correlation.Pearson(places[i].Test, places[j].Test)),
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
            let blocks = Enumerable.Range(0, Options.Blocks).Select(n => Of(origin, n, resolution)).ToArray()
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

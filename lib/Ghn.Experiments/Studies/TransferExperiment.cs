using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments.Framework;

namespace Ghn.Experiments.Studies;

/// <summary>
/// Trains the search's best blocks and random ones on one data set, at two resolutions and equal cost. The same command
/// with another data set makes the ledger that this one is compared with.
/// </summary>
public sealed class TransferExperiment : UnitExperiment<TransferOptions, TransferUnit, TransferResult>
{
    private readonly Func<IReadOnlyList<Architecture>?> _search;
    private readonly Action<int, IProgress<UnitProgress>?, CancellationToken>? _prepare;
    private readonly IReadOnlyList<Architecture> _random;
    private readonly object _lock = new();
    private IReadOnlyList<Architecture>? _found;
    private HalvedData? _halved;

    /// <summary>Prepares the experiment; nothing is read or computed yet.</summary>
    /// <param name="name">Name of the experiment and of its ledger.</param>
    /// <param name="options">The options.</param>
    /// <param name="search">The blocks that the search scored best, best first; null: it has not scored all yet.</param>
    /// <param name="settings">Profile, data and device.</param>
    /// <param name="resultsFolder">The folder of the ledger.</param>
    /// <param name="prepare">Computes the search where that takes seconds; null: it is an experiment of its own.</param>
    public TransferExperiment(
        string name,
        TransferOptions options,
        Func<IReadOnlyList<Architecture>?> search,
        NotebookSettings settings,
        string resultsFolder,
        Action<int, IProgress<UnitProgress>?, CancellationToken>? prepare = null
    )
        : base(name, settings, resultsFolder) =>
        (Options, _search, _prepare, _random) = (options, search, prepare, options.Sample());

    /// <summary>The options, but for the block.</summary>
    public TransferOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            (
                "blocks found, random",
                $"{(Found() is null ? $"not known before the search has scored all candidates (ghn experiment {PaperExperiments.Table1})" : Options.FoundBlocks)}, {Options.RandomBlocks}"
            ),
            ("resolutions", string.Join(", ", Options.Resolutions)),
            ("multiply-adds, about", $"{Options.Budget:N0}"),
            ("seeds", $"{Options.Seeds}"),
            ("random blocks with one seed more", $"{Options.Repeated}"),
        ];

    /// <summary>The blocks of an origin; of found ones null while the search has not scored all.</summary>
    public IReadOnlyList<Architecture>? Blocks(BlockOrigin origin) => origin == BlockOrigin.Found ? Found() : _random;

    /// <inheritdoc/>
    public override void Run(
        int workers,
        IProgress<UnitProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (Found() is null)
            _prepare?.Invoke(workers, progress, cancellation);
        base.Run(workers, progress, cancellation);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _halved?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override TransferOptions? OptionsOf(TransferUnit unit) =>
        Blocks(unit.Origin) is null ? throw PaperExperiments.NoSearch(LedgerPath)
        : Options.Resolutions.Contains(unit.Resolution)
        && unit.Seed >= 0
        && (unit.Seed < Options.Seeds || IsRepeated(unit))
        && Blocks(unit.Origin) is { } blocks
        && unit.Number >= 0
        && unit.Number < blocks.Count
            ? Options with
            {
                Block = blocks[unit.Number].ToJson(),
            }
        : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<TransferUnit> Units(IReadOnlyDictionary<TransferUnit, TransferResult> done)
    {
        var blocks = Enum.GetValues<BlockOrigin>().ToDictionary(o => o, o => Blocks(o)?.Count ?? 0);
        return
        [
            .. from seed in Enumerable.Range(0, Options.Seeds + 1) // one seed of everything first: a comparison is there early
            from number in Enumerable.Range(0, blocks.Values.Max())
            from resolution in Options.Resolutions
            from origin in blocks.Keys
            where number < blocks[origin]
            let unit = new TransferUnit(origin, number, resolution, seed)
            where seed < Options.Seeds || IsRepeated(unit)
            select unit,
        ];
    }

    /// <inheritdoc/>
    protected override TransferResult Compute(TransferUnit unit, DataSplits data, CancellationToken cancellation)
    {
        var block = Blocks(unit.Origin)![unit.Number];
        var network = Options.Solve(block, unit.Resolution);
        var truth = Options.Truth with { Network = network };
        var (train, validation, test) = At(unit.Resolution, data);
        return new TransferResult(
            network.Channels,
            GroundTruth.Train(block, truth, unit.Seed, train, validation, test, CheckpointOf(unit), cancellation)
        );
    }

    private bool IsRepeated(TransferUnit unit) =>
        unit.Origin == BlockOrigin.Random && unit.Number < Options.Repeated && unit.Seed == Options.Seeds;

    private IReadOnlyList<Architecture>? Found() => _found ??= _search()?.Take(Options.FoundBlocks).ToArray();

    private (ImageSet Train, ImageSet Validation, ImageSet Test) At(int resolution, DataSplits data)
    {
        if (resolution == data.Train.Height)
            return (data.Train, data.Validation, data.Test);
        if (2 * resolution != data.Train.Height)
            throw new GhnException(
                $"Resolution {resolution} is impossible with {data.Name}: its images have {data.Train.Height} pixels; use that or half of it."
            );
        lock (_lock)
            _halved ??= new HalvedData(data);
        return (_halved.Train, _halved.Validation, _halved.Test);
    }
}

namespace Ghn.Experiments.Studies;

/// <summary>
/// Trains the search's best blocks and random ones on one data set, at two resolutions and equal cost. The same command
/// with another data set makes the ledger that this one is compared with.
/// </summary>
internal sealed class TransferExperiment(ExperimentContext context, TransferOptions options, FoundBlocks found)
    : UnitExperiment<TransferOptions, TransferUnit, TransferResult>(context)
{
    private readonly IReadOnlyList<Architecture> _random = options.Sample();
    private readonly object _lock = new();
    private (ImageSet Train, ImageSet Validation, ImageSet Test)? _halved;

    /// <summary>Prepares the experiment with the best blocks of the search by the graph hypernetwork.</summary>
    public TransferExperiment(ExperimentContext context)
        : this(
            context,
            TransferOptions.Of(context.Settings.Profile),
            FoundBlocks.Of(context, (search, done) => search.Top(ProfileSettings.Base, done))
        ) { }

    public TransferOptions Options { get; } = Counts.Checked(options);

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

    /// <summary>Which are found is not known yet: random ones cost the same, as all are solved for one budget.</summary>
    public override ExperimentPrice Price()
    {
        var graphs =
            from block in _random
            from resolution in Options.Resolutions
            select new ComputationGraph(block, Options.Solve(block, resolution));
        var blocks = Options.Seeds * (Options.RandomBlocks + Options.FoundBlocks) + Options.Repeated;
        return ExperimentPrice.Of(Options.Truth.Training, graphs) * ((double)blocks / Options.RandomBlocks);
    }

    /// <summary>The blocks of an origin; of found ones null while the search has not scored all.</summary>
    public IReadOnlyList<Architecture>? Blocks(BlockOrigin origin) => origin == BlockOrigin.Found ? Found() : _random;

    public override void Run(
        int workers,
        IProgress<UnitProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        found.Prepare(workers, progress, cancellation);
        base.Run(workers, progress, cancellation);
    }

    public override void Dispose()
    {
        if (_halved is var (train, validation, test))
            foreach (var set in (ImageSet[])[train, validation, test])
                set.Dispose();
        base.Dispose();
    }

    protected override TransferOptions? OptionsOf(TransferUnit unit) =>
        Blocks(unit.Origin) is not { } blocks ? throw FoundBlocks.NoSearch(LedgerPath)
        : IsUnit(unit) ? Options with { Block = blocks[unit.Number].ToJson() }
        : null;

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

    protected override TransferResult Compute(TransferUnit unit, DataSplits data, CancellationToken cancellation)
    {
        var block = Blocks(unit.Origin)![unit.Number];
        var network = Options.Solve(block, unit.Resolution);
        var truth = Options.Truth with { Network = network };
        var images = At(unit.Resolution, data);
        var trained = GroundTruth.Train(block, truth, unit.Seed, images, CheckpointOf(unit), cancellation);
        return new TransferResult(network.Channels, trained);
    }

    private bool IsRepeated(TransferUnit unit) =>
        unit.Origin == BlockOrigin.Random && unit.Number < Options.Repeated && unit.Seed == Options.Seeds;

    private Architecture[]? Found() => found.Known?.Take(Options.FoundBlocks).ToArray();

    private (ImageSet Train, ImageSet Validation, ImageSet Test) At(int resolution, DataSplits data)
    {
        if (resolution == data.Train.Height)
            return (data.Train, data.Validation, data.Test);
        if (2 * resolution != data.Train.Height)
            throw new GhnException(
                $"Resolution {resolution} is impossible with {data.Name}: its images have {data.Train.Height} pixels; use that or half of it."
            );
        lock (_lock)
            return _halved ??= (
                HalvedData.Halve(data.Train),
                HalvedData.Halve(data.Validation),
                HalvedData.Halve(data.Test)
            );
    }
}

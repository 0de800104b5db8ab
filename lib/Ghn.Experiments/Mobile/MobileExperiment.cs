using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments.Transfer;
using Ghn.Experiments.Units;
using Ghn.Graphs;
using Ghn.Training;
using Ghn.Weights;
using static System.FormattableString;

namespace Ghn.Experiments.Mobile;

/// <summary>
/// Trains the block that the search found, and random ones, on ImageNet in the mobile setting (table 3). The
/// trained networks are kept beside the ledger.
/// </summary>
public sealed class MobileExperiment : UnitExperiment<MobileOptions, MobileUnit, MobileResult, ImageNetParts>
{
    private const int Reports = 1_000; // of a training that takes days

    private readonly Func<Architecture?> _search;
    private readonly IReadOnlyList<Architecture> _random;
    private readonly Action<int, IProgress<UnitProgress>?, CancellationToken>? _prepare;
    private Architecture? _found;

    /// <summary>Prepares the experiment; nothing is read or computed yet.</summary>
    /// <param name="name">Name of the experiment and of its ledger.</param>
    /// <param name="options">The options.</param>
    /// <param name="search">The block that the search chose; null: it has not ended yet.</param>
    /// <param name="settings">Profile, folder of the images, and device.</param>
    /// <param name="resultsFolder">The folder of the ledger.</param>
    /// <param name="prepare">Computes the search where that takes seconds; null: it is an experiment of its own.</param>
    public MobileExperiment(
        string name,
        MobileOptions options,
        Func<Architecture?> search,
        NotebookSettings settings,
        string resultsFolder,
        Action<int, IProgress<UnitProgress>?, CancellationToken>? prepare = null
    )
        : base(name, settings, resultsFolder, NameOf(settings)) =>
        (Options, _search, _prepare, _random) = (options, search, prepare, options.Sample());

    /// <summary>The options, but for the block.</summary>
    public MobileOptions Options { get; }

    /// <summary>Whether the search has chosen its block.</summary>
    public bool KnowsFoundBlock => Found() is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            (
                "block found",
                Found() is null
                    ? $"not known before the search has ended (ghn experiment {PaperExperiments.Table1})"
                    : $"the best of {PaperExperiments.Table1}"
            ),
            ("random blocks, seeds", $"{Options.RandomBlocks}, {Options.Seeds}"),
            ("blocks in a chain, pixels", $"{Options.Chain.Blocks}, {Options.Chain.ImageSize}"),
            ("multiply-adds, at most", $"{Options.Budget:N0}"),
            ("steps, images a step", $"{Options.Training.Steps:N0}, {Options.Training.BatchSize}"),
        ];

    /// <inheritdoc/>
    public override void Run(
        int workers,
        IProgress<UnitProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (Found() is null)
            _prepare?.Invoke(workers, progress, cancellation);
        if (Found() is null)
            throw new GhnException(
                $"The block that {Name} trains is not known: compute {PaperExperiments.Table4} and {PaperExperiments.Table1} with "
                    + $"--profile {Settings.Profile.ToString().ToLowerInvariant()} --data {Cifar10.Name} first."
            );
        base.Run(workers, progress, cancellation);
    }

    /// <inheritdoc/>
    protected override ImageNetParts Load()
    {
        Devices.Parse(Settings.Device); // one that is not there is named before files are looked for
        var images = ImageNetParts.Open(Settings.Data, Options.Images);
        var (classes, expected) = (images.Train.ClassNames.Count, Options.Chain.Classes);
        if (Settings.Profile != Profile.Paper || classes == expected)
            return images;
        images.Dispose();
        throw new GhnException(
            $"{images.Train.Name} has {classes} classes and ImageNet {expected:N0}: name its folder."
        );
    }

    /// <inheritdoc/>
    protected override (string Name, string Checksum) Identify(ImageNetParts data) => (NameOf(Settings), data.Checksum);

    /// <inheritdoc/>
    protected override MobileOptions? OptionsOf(MobileUnit unit) =>
        unit.Origin == BlockOrigin.Found && Found() is null ? throw PaperExperiments.NoSearch(LedgerPath)
        : unit.Seed >= 0 && unit.Seed < Options.Seeds && Block(unit) is { } block
            ? Options with
            {
                Block = block.ToJson(),
            }
        : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<MobileUnit> Units(IReadOnlyDictionary<MobileUnit, MobileResult> done) =>
        [
            .. from seed in Enumerable.Range(0, Options.Seeds)
            from unit in Enumerable
                .Range(0, Options.RandomBlocks)
                .Select(i => new MobileUnit(BlockOrigin.Random, i, seed))
                .Prepend(new MobileUnit(BlockOrigin.Found, 0, seed))
            where Block(unit) is not null
            select unit,
        ];

    /// <inheritdoc/>
    protected override MobileResult Compute(MobileUnit unit, ImageNetParts data, CancellationToken cancellation)
    {
        var block = Block(unit)!;
        var graph = Options.Build(block, data.Train.ClassNames.Count);
        var source = new RandomWeights(unit.Seed, Devices.Parse(Settings.Device));
        var training = Options.Training with
        {
            Seed = unit.Seed,
            MeasureImages = Math.Min(Options.Training.MeasureImages, data.Validation.Count),
        };
        using var network = new NetworkTrainer(training, data.Train, data.Validation).Train(
            source,
            graph,
            CheckpointOf(unit),
            new DirectProgress<TrainingProgress>(p => Tell(unit, p)),
            cancellation
        );
        var evaluation = new EvaluationOptions
        {
            Execution = training.Execution,
            Recalibration = new Recalibration
            {
                Images = data.Train,
                Batches = Math.Min(Options.StatisticsBatches, Math.Max(1, data.Train.Count / Evaluation.BatchSize)),
            },
        };
        network.Save(NetworkOf(unit));
        using var batch = new GraphBatch([graph], source.Device);
        using var weights = network.Generate(batch)[0];
        var leftOut = data.Train.Skipped.Concat(data.Validation.Skipped).ToArray();
        if (leftOut.Length > 0)
            Say(
                $"{leftOut.Length} files so far were no usable images, the first of them {leftOut[0].Path}: {leftOut[0].Reason}"
            );
        return new MobileResult(
            block,
            graph.Nodes[0].OutputChannels,
            data.Train.ClassNames.Count,
            graph.ParameterCount,
            graph.MultiplyAdds,
            Evaluation.Accuracy(weights, data.Validation, data.Validation.Count, evaluation, cancellation),
            Math.Round(network.Trace.Points.TakeLast(100).Average(p => p.Loss), 4),
            data.Train.Skipped.Count,
            data.Validation.Skipped.Count
        );
    }

    private void Tell(MobileUnit unit, TrainingProgress progress)
    {
        if (progress.Step % Math.Max(1, progress.Steps / Reports) == 0)
            Say(Invariant($"{unit}: step {progress.Step:N0} of {progress.Steps:N0}, loss {progress.Loss:F3}"));
    }

    private static string NameOf(NotebookSettings settings) =>
        settings.Data.Name == GeneratedImages.Name ? GeneratedImages.Name : "imagenet";

    private string NetworkOf(MobileUnit unit) =>
        Path.ChangeExtension(
            LedgerPath,
            $"{unit.Origin.ToString().ToLowerInvariant()}-{unit.Number}.seed-{unit.Seed}.network"
        );

    private Architecture? Found() => _found ??= _search();

    private Architecture? Block(MobileUnit unit) =>
        unit.Origin == BlockOrigin.Random
            ? unit.Number >= 0 && unit.Number < _random.Count
                ? _random[unit.Number]
                : null
            : unit.Number == 0
                ? Found()
                : null;
}

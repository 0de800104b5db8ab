using Ghn.Images;

namespace Ghn.Experiments.Studies;

/// <summary>
/// Trains the block that the search found, and random ones, on ImageNet in the mobile setting (table 3). The
/// trained networks are kept beside the ledger.
/// </summary>
internal sealed class MobileExperiment(ExperimentContext context, MobileOptions options, FoundBlocks found)
    : UnitExperiment<MobileOptions, MobileUnit, MobileResult, ImageNetParts>(context, NameOf(context.Settings))
{
    private const int Reports = 1_000; // of a training that takes days

    private readonly IReadOnlyList<Architecture> _random = options.Sample();

    /// <summary>Prepares the experiment with the block that the search by the graph hypernetwork chose.</summary>
    public MobileExperiment(ExperimentContext context)
        : this(
            context,
            MobileOptions.Of(context.Settings.Profile),
            FoundBlocks.Of(
                context,
                (search, done) => search.TopBest(ProfileSettings.Base, done) is { } best ? [best] : null
            )
        ) { }

    public MobileOptions Options { get; } = Counts.Checked(options);

    public bool KnowsFoundBlock => found.Known is not null;

    /// <summary>
    /// The found block trained on ImageNet at a profile's size, one result a seed; none: nobody has trained it, or the search
    /// that found it is not here.
    /// </summary>
    /// <param name="settings">Profile, and the data set on which the block was found.</param>
    /// <param name="resultsFolder">The folder of the ledgers.</param>
    public static IReadOnlyList<MobileResult> Found(NotebookSettings settings, string resultsFolder)
    {
        using var table3 = new MobileExperiment(new(PaperExperiments.Table3, settings, resultsFolder));
        return table3.HasLedger && table3.KnowsFoundBlock
            ? [.. table3.Results().Where(r => r.Key.Origin == BlockOrigin.Found).Select(r => r.Value)]
            : [];
    }

    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            (
                "block found",
                !KnowsFoundBlock
                    ? $"not known before the search has ended (ghn experiment {PaperExperiments.Table1})"
                    : $"the best of {PaperExperiments.Table1}"
            ),
            ("random blocks, seeds", $"{Options.RandomBlocks}, {Options.Seeds}"),
            ("blocks in a chain, pixels", $"{Options.Chain.Blocks}, {Options.Chain.ImageSize}"),
            ("multiply-adds, at most", $"{Options.Budget:N0}"),
            ("steps, images a step", $"{Options.Training.Steps:N0}, {Options.Training.BatchSize}"),
        ];

    /// <summary>Random blocks stand for the found one: all are solved for one budget.</summary>
    public override ExperimentPrice Price()
    {
        var graphs = _random.Select(b => Options.Build(b, Options.Chain.Classes)).ToArray();
        // At the end the norms are measured on training images, and all of val is looked at.
        var tested = Options.StatisticsBatches * Evaluation.BatchSize + ImageNetParts.ValidationImages;
        var trained = (double)Options.Training.Steps * Options.Training.BatchSize + Options.Training.MeasureImages;
        var random = ExperimentPrice.Of(Options.Training, graphs) + ExperimentPrice.OfScores(graphs, tested);
        return random with
            {
                Files = graphs.Length * (trained + tested),
            } * (Options.Seeds * (1.0 + Options.RandomBlocks) / Options.RandomBlocks);
    }

    public override void Run(
        int workers,
        IProgress<UnitProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        found.Prepare(workers, progress, cancellation);
        if (!KnowsFoundBlock)
            throw new GhnException(
                $"The block that {Name} trains is not known: compute {PaperExperiments.Table4} and {PaperExperiments.Table1} with "
                    + $"--profile {Settings.Profile.Name()} --data {Cifar10.Name} first."
            );
        base.Run(workers, progress, cancellation);
    }

    protected override ImageNetParts Load()
    {
        Devices.Parse(Settings.Device); // one that is not there is named before files are looked for
        var images = ImageNetParts.Open(Settings.Data, Options.Images);
        if (Unfit(images) is not { } reason)
            return images;
        images.Dispose();
        throw new GhnException(reason);
    }

    /// <summary>Why a training on these images would end without a result; null: it would not.</summary>
    private string? Unfit(ImageNetParts images)
    {
        var (train, validation) = (images.Train, images.Validation);
        var (classes, expected) = (train.ClassNames.Count, Options.Chain.Classes);
        const string remedy = "give --data-folder with";
        return Settings.Profile == Profile.Paper && classes != expected
                ? $"{train.Name} has {classes} classes and ImageNet {expected:N0}: {remedy} its folder."
            : Settings.Profile == Profile.Paper && validation.Count != ImageNetParts.ValidationImages
                ? $"{validation.Name} has {validation.Count:N0} images and ImageNet {ImageNetParts.ValidationImages:N0}: {remedy} its folder."
            : train.Count < Evaluation.BatchSize
                ? $"{train.Name} has {train.Count} images, and a trained network's norms are measured on {Evaluation.BatchSize}: {remedy} a larger one."
            : validation.Count < classes
                ? $"{validation.Name} has {validation.Count} images of the {classes} classes of {train.Name}: {remedy} one that has at least one of each."
            : null;
    }

    protected override (string Name, string Checksum) Identify(ImageNetParts data) => (NameOf(Settings), data.Checksum);

    protected override MobileOptions? OptionsOf(MobileUnit unit) =>
        unit.Origin == BlockOrigin.Found && !KnowsFoundBlock ? throw FoundBlocks.NoSearch(LedgerPath)
        : IsUnit(unit) ? Options with { Block = Block(unit)!.ToJson() }
        : null;

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

    protected override MobileResult Compute(MobileUnit unit, ImageNetParts data, CancellationToken cancellation)
    {
        var block = Block(unit)!;
        var graph = Options.Build(block, data.Train.ClassNames.Count);
        var device = Devices.Parse(Settings.Device);
        using var trained = TestedNetwork.Train(
            graph,
            Options.Training with
            {
                Seed = unit.Seed,
            },
            Options.StatisticsBatches,
            data.Train,
            data.Validation,
            device,
            CheckpointOf(unit),
            new DirectProgress<TrainingProgress>(p => Report(unit, p, data.Train)),
            cancellation
        );
        var accuracy = trained.Accuracy(data.Validation, device, cancellation);
        trained.Network.Save(NetworkOf(unit));
        if (LeftOut(data.Validation) is { } leftOut)
            Log($"{unit}: {leftOut}");
        return new MobileResult(
            block,
            graph.Nodes[0].OutputChannels,
            data.Train.ClassNames.Count,
            graph.ParameterCount,
            graph.MultiplyAdds,
            accuracy,
            trained.TrainingLoss,
            data.Validation.Usable,
            data.Train.Skipped.Count,
            data.Validation.Skipped.Count
        );
    }

    private void Report(MobileUnit unit, TrainingProgress progress, ImageFolder train)
    {
        if (progress.IsEarlier || progress.Step % Math.Max(1, progress.Steps / Reports) != 0)
            return;
        var step = Invariant($"{unit}: step {progress.Step:N0} of {progress.Steps:N0}, loss {progress.Loss:F3}");
        Log(LeftOut(train) is { } leftOut ? $"{step}; {leftOut}" : step);
    }

    /// <summary>The files of a folder that were left out so far, in words; null: none.</summary>
    private static string? LeftOut(ImageFolder folder) =>
        folder.Skipped is [var first, ..] and var all
            ? $"{all.Count} files and folders of {folder.Name} so far are no usable images, the first {first.Path}: {first.Reason}"
            : null;

    private static string NameOf(NotebookSettings settings) =>
        settings.Data.Name == GeneratedImages.Name ? GeneratedImages.Name : "imagenet";

    private string NetworkOf(MobileUnit unit) =>
        Path.ChangeExtension(
            LedgerPath,
            $"{unit.Origin.ToString().ToLowerInvariant()}-{unit.Number}.seed-{unit.Seed}.network"
        );

    private Architecture? Block(MobileUnit unit) =>
        (unit.Origin == BlockOrigin.Random ? _random : found.Known)?.ElementAtOrDefault(unit.Number);
}

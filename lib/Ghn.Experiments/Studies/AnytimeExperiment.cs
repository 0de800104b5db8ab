using Ghn.Anytime;
using ArrayStatistics = MathNet.Numerics.Statistics.ArrayStatistics;

namespace Ghn.Experiments.Studies;

/// <summary>
/// The search for anytime networks (figures 3 and 4): random networks are trained, hypernetworks score them and the
/// candidates, the best candidates by predicted area are trained, beside them the best by costs alone, the best of the
/// former by validation is trained again, and so are networks made by hand: the best shape of each family.
/// </summary>
internal sealed class AnytimeExperiment(ExperimentContext context)
    : UnitExperiment<AnytimeUnitOptions, AnytimeUnit, AnytimeResult>(context)
{
    private IReadOnlyList<CellArchitecture>? _random;
    private IReadOnlyList<ComputationGraph>? _candidates;

    public AnytimeOptions Options { get; } = Counts.Checked(AnytimeOptions.Of(context.Settings.Profile));

    public IReadOnlyList<CellArchitecture> Random => _random ??= Options.SampleRandom();

    public IReadOnlyList<ComputationGraph> Candidates =>
        _candidates ??= [.. Options.SampleCandidates().Select(c => new ComputationGraph(c, Options.Network))];

    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("space", $"{Options.Space}, F = {Options.Network.Channels}"),
            ("candidates, kept, random networks", $"{Options.Candidates:N0}, {Options.Kept}, {Options.Random}"),
            ("made by hand", string.Join("; ", Options.HandMade.Keys)),
            ($"variants of {Options.ControlOf}", string.Join("; ", Options.Controls.Keys)),
            ("seeds; of them search", $"{Options.Seeds}; {Options.Searches}"),
        ];

    /// <summary>
    /// Which are found is not known yet: average ones stand for them, and no search finds what another one did.
    /// </summary>
    public override ExperimentPrice Price()
    {
        var random = Random.Select(c => new ComputationGraph(c, Options.Network)).ToArray();
        var found = Options.Kept * (Options.Searches + 1) + Options.Searches * Options.Seeds;
        var trained = 1 + (double)(Options.Repeated + found) / random.Length;
        // All shapes once, then an average one of each family with further seeds.
        var handMade = Options
            .HandMade.Values.Select(shapes =>
                ExperimentPrice.Of(Options.Training, shapes.SelectMany(s => s).Select(n => n.Build()))
                * (1 + (double)Options.Seeds / shapes.Count)
            )
            .Aggregate((a, b) => a + b);
        var scored = Options.Seeds + (double)Options.Searches * Options.Candidates / random.Length;
        return ExperimentPrice.Of(Options.Training, random) * trained
            + handMade
            + ExperimentPrice.Of(Options.HypernetworkTraining) * Options.Seeds
            + ExperimentPrice.OfScores(random, Options.ScoringImages) * scored;
    }

    /// <summary>How far the areas of the random networks spread, and how well the seeds agree on them.</summary>
    public override IReadOnlyList<(string Name, string Value)> Summarise()
    {
        var results = Results();
        TrainedAnytime? Trained(int i, int seed) => TrainedOf(results, new(AnytimeTask.Random, i, seed));
        (double A, double B)[] both =
        [
            .. from i in Enumerable.Range(0, Options.Repeated)
            let pair = (A: Trained(i, 0), B: Trained(i, 1))
            where pair.A is not null && pair.B is not null
            select (TestArea(pair.A), TestArea(pair.B)),
        ];
        if (both.Length < 3)
            return [];
        var means = both.Select(p => (p.A + p.B) / 2).ToArray();
        var r = Correlation.Pearson([.. both.Select(p => p.A)], [.. both.Select(p => p.B)]);
        return
        [
            ("random networks trained with two seeds", $"{both.Length}"),
            ("area on test images, mean", Invariant($"{means.Average():F3}")),
            ("… its sd over networks", Invariant($"{ArrayStatistics.StandardDeviation(means):F3}")),
            ("r between two seeds", Invariant($"{r:F2}")),
        ];
    }

    public double Area(ComputationGraph graph, IReadOnlyList<double> accuracies) =>
        Area(AnytimeCurve.Lazy(graph, accuracies));

    public double ValidationArea(TrainedAnytime trained) => Area(new(trained.Costs, trained.Validation));

    public double TestArea(TrainedAnytime trained) => Area(trained.TestCurve);

    /// <summary>
    /// A training in a ledger; null: it is not there. Throws <see cref="GhnException"/> if another network was trained than
    /// that of this number.
    /// </summary>
    public TrainedAnytime? TrainedOf(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results, AnytimeUnit unit)
    {
        var expected = unit.Task switch
        {
            AnytimeTask.Random => Random[unit.Number],
            AnytimeTask.Candidate => Candidates[unit.Number].Cells,
            _ => null,
        };
        var trained = results.GetValueOrDefault(unit)?.Trained;
        return trained is null || Equals(trained.Cells, expected)
            ? trained
            : throw new GhnException(
                $"In {LedgerPath}, {unit} is another network than this version draws; move the ledger away to begin again."
            );
    }

    /// <summary>
    /// Predicted areas of all candidates, by number, with the weights of the hypernetwork of a seed; null: it has not scored
    /// them.
    /// </summary>
    public IReadOnlyList<double>? Scores(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results, int seed) =>
        results.GetValueOrDefault(new(AnytimeTask.Hypernetwork, 0, seed))?.Candidates is { } scored
            ? [.. scored.Zip(Candidates, (exits, graph) => Area(graph, exits))]
            : null;

    /// <summary>
    /// What costs alone say of the areas of all candidates, by number: each exit is as accurate as exits of its cost are in
    /// the random networks (<see cref="AccuracyByCost"/>), on validation images and trained with the first seed. Null: not
    /// all of these are trained yet.
    /// </summary>
    public IReadOnlyList<double>? ScoresByCost(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results)
    {
        TrainedAnytime?[] random =
        [
            .. Enumerable.Range(0, Options.Random).Select(i => TrainedOf(results, new(AnytimeTask.Random, i))),
        ];
        if (random.Contains(null))
            return null;
        var known = new AccuracyByCost(random!);
        return [.. Candidates.Select(g => Area(g, [.. Cost.LazyToExits(g).Select(c => known.At(c))]))];
    }

    /// <summary>The candidates with the largest of these areas, best first; of equal ones the first.</summary>
    public IReadOnlyList<int> Top(IReadOnlyList<double> scores) => Values.Best(scores, Options.Kept);

    /// <summary>
    /// Of the candidates that the hypernetwork of a seed has found, the one with the largest area on validation images after
    /// its training. Null: not all are trained yet.
    /// </summary>
    public int? Best(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results, int seed) =>
        Scores(results, seed) is { } scores
            ? Largest(results, [.. Top(scores).Select(i => new AnytimeUnit(AnytimeTask.Candidate, i))])?.Number
            : null;

    /// <summary>
    /// Of the shapes of a family made by hand, the one with the largest area on validation images after its first training.
    /// Null: not all are trained yet.
    /// </summary>
    public int? BestShape(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results, string family) =>
        Largest(
            results,
            [.. Options.HandMade[family].Select((_, i) => new AnytimeUnit(AnytimeTask.HandMade, i, 0, family))]
        )?.Number;

    protected override AnytimeUnitOptions? OptionsOf(AnytimeUnit unit) =>
        unit.Task switch
        {
            AnytimeTask.Random or AnytimeTask.Candidate => new(
                Options.Space,
                Options.Network,
                Options.NetworkSeed,
                Training: Options.Training,
                StatisticsBatches: Options.StatisticsBatches
            ),
            AnytimeTask.HandMade when Shape(unit) is { } networks => new(
                HandMade: networks,
                Training: Options.Training,
                StatisticsBatches: Options.StatisticsBatches
            ),
            AnytimeTask.Hypernetwork => new(
                Options.Space,
                Options.Network,
                Options.NetworkSeed,
                Options.Random,
                Candidates: unit.Seed < Options.Searches ? Options.Candidates : null,
                Hypernetwork: Options.Hypernetwork,
                HypernetworkTraining: Options.HypernetworkTraining,
                ScoringImages: Options.ScoringImages
            ),
            _ => null,
        };

    protected override IReadOnlyList<AnytimeUnit> Units(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> done)
    {
        var seeds = Enumerable.Range(0, Options.Seeds).ToArray();
        var searches = Enumerable.Range(0, Options.Searches);
        IEnumerable<AnytimeUnit> Random(int first, int end, int trainings) =>
            from network in Enumerable.Range(first, end - first)
            from seed in Enumerable.Range(0, trainings)
            select new AnytimeUnit(AnytimeTask.Random, network, seed);
        var shapes =
            from family in Options.HandMade
            from shape in Enumerable.Range(0, family.Value.Count)
            select new AnytimeUnit(AnytimeTask.HandMade, shape, 0, family.Key);
        // Seed 0 has chosen these, so they are compared with others.
        var chosen = searches
            .Select(s => Best(done, s))
            .OfType<int>()
            .Distinct()
            .Select(i => new AnytimeUnit(AnytimeTask.Candidate, i))
            .Concat(
                from family in Options.HandMade.Keys.Concat(Options.Controls.Keys)
                let shape = BestShape(done, Options.Controls.ContainsKey(family) ? Options.ControlOf : family)
                where shape is not null
                select new AnytimeUnit(AnytimeTask.HandMade, shape.Value, 0, family)
            );
        var kept = searches
            .Select(s => Scores(done, s))
            .Append(ScoresByCost(done))
            .OfType<IReadOnlyList<double>>()
            .SelectMany(Top);
        return
        [
            .. Random(0, Options.Repeated, trainings: 2), // tell early whether networks differ by more than seeds do
            .. shapes,
            .. seeds.Select(s => new AnytimeUnit(AnytimeTask.Hypernetwork, 0, s)),
            .. Random(Options.Repeated, Options.Random, trainings: 1),
            .. kept.Distinct().Select(i => new AnytimeUnit(AnytimeTask.Candidate, i)),
            .. from unit in chosen from seed in seeds select unit with { Seed = seed + 1 },
        ];
    }

    protected override AnytimeResult Compute(AnytimeUnit unit, DataSplits data, CancellationToken cancellation)
    {
        var trainings = new AnytimeTrainings(Options, data, member => CheckpointOf(unit, member), cancellation);
        return unit.Task switch
        {
            AnytimeTask.Random => new(trainings.Train(Random[unit.Number], unit.Seed)),
            AnytimeTask.Candidate => new(trainings.Train(Candidates[unit.Number].Cells!, unit.Seed)),
            AnytimeTask.HandMade => new(trainings.Train([.. Shape(unit)!.Select(n => n.Build())], unit.Seed)),
            _ => OfHypernetwork(unit, data, cancellation),
        };
    }

    private AnytimeUnit? Largest(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results, AnytimeUnit[] units) =>
        units.All(results.ContainsKey) ? units.MaxBy(u => ValidationArea(TrainedOf(results, u)!)) : null;

    private double Area(AnytimeCurve curve) => curve.Area(Options.Budgets.From, Options.Budgets.To);

    private IReadOnlyList<HandMadeNetwork>? Shape(AnytimeUnit unit) =>
        (
            Options.HandMade.TryGetValue(unit.Name ?? "", out var shapes)
            || Options.Controls.TryGetValue(unit.Name ?? "", out shapes)
        )
        && unit.Number >= 0
        && unit.Number < shapes.Count
            ? shapes[unit.Number]
            : null;

    private AnytimeResult OfHypernetwork(AnytimeUnit unit, DataSplits data, CancellationToken cancellation)
    {
        var training = TrainingScale.Within(Options.HypernetworkTraining with { Seed = unit.Seed }, data);
        using var workers = new WorkerThreads(1);
        using var ghn = new GraphHyperNetwork(Options.Hypernetwork, unit.Seed, Devices.Parse(Settings.Device));
        new GhnTrainer(ghn, training, data).Train(workers, CheckpointOf(unit), cancellation: cancellation);
        var random = Random.Select(c => new ComputationGraph(c, Options.Network)).ToArray();
        return new(
            Scores: Score(ghn, random, data, cancellation),
            Candidates: unit.Seed < Options.Searches ? Score(ghn, Candidates, data, cancellation) : null
        );
    }

    private IReadOnlyList<IReadOnlyList<double>> Score(
        GraphHyperNetwork ghn,
        IReadOnlyList<ComputationGraph> graphs,
        DataSplits data,
        CancellationToken cancellation
    )
    {
        using var workers = new WorkerThreads(1);
        return Evaluation.ScoreExits(
            ghn,
            graphs,
            data.Validation,
            Math.Min(Options.ScoringImages, data.Validation.Count),
            workers,
            cancellation: cancellation
        );
    }
}

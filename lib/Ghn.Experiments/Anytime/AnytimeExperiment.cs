using Ghn.Anytime;
using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Units;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Training;
using static System.FormattableString;
using ArrayStatistics = MathNet.Numerics.Statistics.ArrayStatistics;

namespace Ghn.Experiments.Anytime;

/// <summary>
/// The search for anytime networks (figures 3 and 4): random networks are trained, hypernetworks score them and the
/// candidates, the ten best candidates by predicted area are trained, the best of these by validation is trained again,
/// and so are networks made by hand.
/// </summary>
public sealed class AnytimeExperiment : UnitExperiment<AnytimeUnitOptions, AnytimeUnit, AnytimeResult>
{
    private static readonly AnytimeUnit s_searching = new(AnytimeTask.Hypernetwork);

    private readonly Lazy<IReadOnlyList<CellArchitecture>> _random;
    private readonly Lazy<IReadOnlyList<ComputationGraph>> _candidates;
    private readonly Lazy<GraphHyperNetwork> _hypernetwork;
    private readonly string _kept;

    /// <summary>Prepares the experiment; nothing is read or computed yet.</summary>
    /// <param name="name">Name of the experiment, of its ledger and of the file of the hypernetwork that searches.</param>
    /// <param name="options">The options.</param>
    /// <param name="settings">Profile, data and device.</param>
    /// <param name="resultsFolder">The folder of both files.</param>
    public AnytimeExperiment(string name, AnytimeOptions options, NotebookSettings settings, string resultsFolder)
        : base(name, settings, resultsFolder)
    {
        Options = options;
        _kept = ResultFile.Path(resultsFolder, name, settings, ".ghn");
        _random = new(options.SampleRandom);
        _candidates = new(() => [.. options.SampleCandidates().Select(c => new ComputationGraph(c, options.Network))]);
        _hypernetwork = new(() =>
            File.Exists(_kept)
                ? Checkpoint.LoadHypernetwork(_kept, Devices.Parse(settings.Device))
                : throw new GhnException(
                    $"There is no trained hypernetwork {_kept}, but {LedgerPath} knows one: put it back, or move the ledger away to begin again."
                )
        );
    }

    /// <summary>The options.</summary>
    public AnytimeOptions Options { get; }

    /// <summary>The random networks, by number.</summary>
    public IReadOnlyList<CellArchitecture> Random => _random.Value;

    /// <summary>The candidates, by number.</summary>
    public IReadOnlyList<ComputationGraph> Candidates => _candidates.Value;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("space", $"{Options.Space}, F = {Options.Network.Channels}"),
            ("candidates, kept, random networks", $"{Options.Candidates:N0}, {Options.Kept}, {Options.Random}"),
            ("made by hand", string.Join(", ", Options.HandMade.Keys)),
            ("seeds", $"{Options.Seeds}"),
        ];

    /// <summary>How far the areas of the random networks spread, and how well the seeds agree on them.</summary>
    public override IReadOnlyList<(string Name, string Value)> Conclude()
    {
        var results = Results();
        TrainedAnytime? Trained(int i, int seed) =>
            results.GetValueOrDefault(new(AnytimeTask.Random, i, seed))?.Trained;
        var both = Enumerable
            .Range(0, Options.Random)
            .Select(i => (A: Trained(i, 0), B: Trained(i, 1)))
            .Where(p => p.A is not null && p.B is not null)
            .Select(p => (A: Area(p.A!, p.A!.Test), B: Area(p.B!, p.B!.Test)))
            .ToArray();
        if (both.Length < 3)
            return [];
        var means = both.Select(p => (p.A + p.B) / 2).ToArray();
        return
        [
            ("random networks trained with two seeds", $"{both.Length}"),
            ("area on test images, mean", Invariant($"{means.Average():F3}")),
            ("… its sd over networks", Invariant($"{ArrayStatistics.StandardDeviation(means):F3}")),
            (
                "r between two seeds",
                Invariant($"{Correlation.Pearson([.. both.Select(p => p.A)], [.. both.Select(p => p.B)]):F2}")
            ),
        ];
    }

    /// <summary>Area of a network over the budgets of the options, 0 … 1, from the accuracy of its exits.</summary>
    public double Area(ComputationGraph graph, IReadOnlyList<double> accuracies) =>
        AnytimeCurve.Lazy(graph, accuracies).Area(Options.Budgets.From, Options.Budgets.To);

    /// <summary>Area of a trained network over the budgets of the options, 0 … 1, by its validation or its test accuracies.</summary>
    public double Area(TrainedAnytime trained, IReadOnlyList<double> accuracies) =>
        new AnytimeCurve(trained.Costs, accuracies).Area(Options.Budgets.From, Options.Budgets.To);

    /// <summary>
    /// Predicted areas of all candidates, by number; null: some are not scored yet. Throws <see cref="GhnException"/> if
    /// another hypernetwork than that of the ledger has scored one.
    /// </summary>
    public IReadOnlyList<double>? Scores(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results)
    {
        if (!Scoring().All(results.ContainsKey))
            return null;
        if (Scoring().FirstOrDefault(u => results[u].Checksum != results[s_searching].Checksum) is { } other)
            throw new GhnException(
                $"In {LedgerPath}, {other} was not done by the hypernetwork of {s_searching}; delete the line to compute it again."
            );
        return [.. Scoring().SelectMany(u => results[u].Scores!).Zip(Candidates, (exits, graph) => Area(graph, exits))];
    }

    /// <summary>The candidates with the largest predicted areas, best first; of equal ones the first. Null: not scored yet.</summary>
    public IReadOnlyList<int>? Top(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results) =>
        Scores(results) is { } scores
            ? [.. Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]).Take(Options.Kept)]
            : null;

    /// <summary>That of them with the largest area on validation images after its training. Null: not all are trained yet.</summary>
    public int? Best(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> results)
    {
        if (Top(results) is not { } top || !top.All(i => results.ContainsKey(new(AnytimeTask.Candidate, i))))
            return null;
        TrainedAnytime Trained(int i) => results[new(AnytimeTask.Candidate, i)].Trained!;
        return top.MaxBy(i => Area(Trained(i), Trained(i).Validation));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_hypernetwork.IsValueCreated)
            _hypernetwork.Value.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override AnytimeUnitOptions? OptionsOf(AnytimeUnit unit) =>
        unit.Task switch
        {
            AnytimeTask.Random => Trained() with { Networks = Options.Random },
            AnytimeTask.Candidate => Trained() with { Networks = Options.Candidates },
            AnytimeTask.HandMade when Options.HandMade.TryGetValue(unit.Name ?? "", out var networks) => new(
                HandMade: networks,
                Training: Options.Training,
                StatisticsBatches: Options.StatisticsBatches
            ),
            AnytimeTask.Hypernetwork => new(
                Options.Space,
                Options.Network,
                Options.Random,
                Hypernetwork: Options.Hypernetwork,
                HypernetworkTraining: Options.HypernetworkTraining,
                ScoringImages: Options.ScoringImages
            ),
            AnytimeTask.Score => new(
                Options.Space,
                Options.Network,
                Options.Candidates,
                Hypernetwork: Options.Hypernetwork,
                HypernetworkTraining: Options.HypernetworkTraining,
                ScoringImages: Options.ScoringImages
            ),
            _ => null,
        };

    /// <inheritdoc/>
    protected override IReadOnlyList<AnytimeUnit> Units(IReadOnlyDictionary<AnytimeUnit, AnytimeResult> done)
    {
        var seeds = Enumerable.Range(0, Options.Seeds).ToArray();
        var units = new List<AnytimeUnit> { s_searching }; // first of all: what others wait for
        units.AddRange(
            from network in Enumerable.Range(0, Options.Random)
            from seed in Enumerable.Range(0, Options.RandomSeeds)
            select new AnytimeUnit(AnytimeTask.Random, network, seed)
        );
        if (done.ContainsKey(s_searching))
            units.AddRange(Scoring());
        units.AddRange((Top(done) ?? []).Select(i => new AnytimeUnit(AnytimeTask.Candidate, i)));
        if (Best(done) is { } best)
            units.AddRange(seeds.Select(s => new AnytimeUnit(AnytimeTask.Candidate, best, s + 1))); // seed 0 has chosen it
        units.AddRange(
            from seed in seeds
            from name in Options.HandMade.Keys
            select new AnytimeUnit(AnytimeTask.HandMade, 0, seed, name)
        );
        units.AddRange(seeds.Skip(1).Select(s => new AnytimeUnit(AnytimeTask.Hypernetwork, 0, s)));
        return units;
    }

    /// <inheritdoc/>
    protected override AnytimeResult Compute(AnytimeUnit unit, DataSplits data, CancellationToken cancellation)
    {
        var trainings = new AnytimeTrainings(Options, data, member => CheckpointOf(unit, member), cancellation);
        return unit.Task switch
        {
            AnytimeTask.Random => new(trainings.Train(Random[unit.Number], unit.Seed)),
            AnytimeTask.Candidate => new(trainings.Train(Candidates[unit.Number].Cells!, unit.Seed)),
            AnytimeTask.HandMade => new(
                trainings.Train([.. Options.HandMade[unit.Name!].Select(n => n.Build())], unit.Seed)
            ),
            AnytimeTask.Hypernetwork => OfHypernetwork(unit, data, cancellation),
            _ => OfCandidates(unit.Number, data, cancellation),
        };
    }

    private AnytimeResult OfCandidates(int hundred, DataSplits data, CancellationToken cancellation)
    {
        var checksum = Surrogates.Checksum(_hypernetwork.Value);
        if (checksum != Results()[s_searching].Checksum)
            throw new GhnException(
                $"{_kept} is not the hypernetwork that {LedgerPath} knows: put that back, or move the ledger away to begin again."
            );
        IReadOnlyList<ComputationGraph> graphs =
        [
            .. Candidates.Skip(hundred * AnytimeUnit.Scored).Take(AnytimeUnit.Scored),
        ];
        return new(Scores: Score(_hypernetwork.Value, graphs, data, cancellation), Checksum: checksum);
    }

    private AnytimeUnitOptions Trained() =>
        new(Options.Space, Options.Network, Training: Options.Training, StatisticsBatches: Options.StatisticsBatches);

    private AnytimeResult OfHypernetwork(AnytimeUnit unit, DataSplits data, CancellationToken cancellation)
    {
        var training = TrainingScale.Within(Options.HypernetworkTraining with { Seed = unit.Seed }, data);
        using var workers = new WorkerThreads(1);
        using var ghn = new GraphHyperNetwork(Options.Hypernetwork, unit.Seed, Devices.Parse(Settings.Device));
        new GhnTrainer(ghn, training, data).Train(workers, CheckpointOf(unit), cancellation: cancellation);
        var graphs = Random.Select(c => new ComputationGraph(c, Options.Network)).ToArray();
        var scores = Score(ghn, graphs, data, cancellation);
        if (unit.Seed == 0)
            Checkpoint.Save(ghn, _kept);
        return new(Scores: scores, Checksum: Surrogates.Checksum(ghn));
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
            new EvaluationOptions { Execution = Options.HypernetworkTraining.Execution },
            cancellation: cancellation
        );
    }

    private AnytimeUnit[] Scoring() =>
        [
            .. Enumerable
                .Range(0, (Options.Candidates + AnytimeUnit.Scored - 1) / AnytimeUnit.Scored)
                .Select(i => new AnytimeUnit(AnytimeTask.Score, i)),
        ];
}

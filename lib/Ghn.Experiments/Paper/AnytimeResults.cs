using Ghn.Anytime;
using Ghn.Experiments.Studies;

namespace Ghn.Experiments.Paper;

/// <summary>A candidate among the best by predicted area.</summary>
/// <param name="Candidate">Its number.</param>
/// <param name="Score">Predicted area, 0 … 1.</param>
/// <param name="Trained">Its training with seed 0.</param>
public sealed record FoundAnytime(int Candidate, double Score, TrainedAnytime Trained);

/// <summary>
/// What the search for anytime networks came to (figures 3 and 4), from its ledger. A replay whose ledger is not complete
/// falls back to the smoke profile on the generated set, which is. Areas are from 0 to 1, over the budgets of the options.
/// </summary>
public sealed class AnytimeResults
{
    private readonly AnytimeExperiment _experiment;
    private IReadOnlyDictionary<AnytimeUnit, AnytimeResult>? _results;

    /// <summary>Finds out which ledger is shown.</summary>
    /// <param name="settings">Profile and data.</param>
    /// <param name="resultsFolder">The folder of the ledger.</param>
    public AnytimeResults(NotebookSettings settings, string resultsFolder)
    {
        AnytimeExperiment Of(NotebookSettings shown) =>
            (AnytimeExperiment)PaperExperiments.Create(PaperExperiments.Anytime, shown, resultsFolder);
        _experiment = Of(settings);
        if (settings.Replay && !_experiment.IsComplete())
            _experiment = Of(settings.AsSmoke());
    }

    /// <summary>What is really shown.</summary>
    public NotebookSettings Settings => _experiment.Settings;

    /// <summary>The options at this scale.</summary>
    public AnytimeOptions Options => _experiment.Options;

    /// <summary>The settings as rows of a table.</summary>
    public IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("profile, data set", $"{Settings.Profile.Name()}, {Settings.Data.Name}"),
            .. _experiment.Describe(),
            ("steps of a network's training", $"{Options.Training.Steps:N0}"),
            ("budgets (10⁶ multiply-adds)", Invariant($"{Options.Budgets.From / 1e6} to {Options.Budgets.To / 1e6}")),
        ];

    /// <summary>So many budgets (at least 2) at equal distances from one end of the options' range to the other, for curves.</summary>
    public IReadOnlyList<double> Budgets(int count = 101)
    {
        var (from, to) = Options.Budgets;
        return [.. Enumerable.Range(0, count).Select(i => from + i * (to - from) / (count - 1))];
    }

    /// <summary>Computes what the ledger lacks, on as many threads as there are processors; nothing if it is complete.</summary>
    public void Complete(IProgress<UnitProgress>? progress = null, CancellationToken cancellation = default)
    {
        _experiment.Run(Environment.ProcessorCount, progress, cancellation);
        _results = null;
    }

    /// <summary>The random networks, trained with the first seed, by number.</summary>
    public IReadOnlyList<TrainedAnytime> Random() => Random(0, Options.Random);

    /// <summary>
    /// How the hypernetworks rank the random networks: predicted areas of each seed against areas on test images.
    /// </summary>
    public SurrogateRanking Ranking()
    {
        var graphs = _experiment.Random.Select(c => new ComputationGraph(c, Options.Network)).ToArray();
        double[] Predicted(int seed) => [.. Scored(seed).Zip(graphs, (s, g) => _experiment.Area(g, s))];
        return new SurrogateRanking(
            "ghn",
            [TestAreas(Random())],
            [.. Enumerable.Range(0, Options.Seeds).Select(Predicted)]
        );
    }

    /// <summary>
    /// What a predictor comes to that knows costs alone, and how accurate exits of such a cost are in all random networks but
    /// the one that it predicts (<see cref="AccuracyByCost"/>).
    /// </summary>
    public SurrogateRanking RankingByCost()
    {
        var random = Random();
        double Predicted(int network)
        {
            var known = new AccuracyByCost(random.Where((_, i) => i != network));
            var costs = random[network].Costs;
            return new AnytimeCurve(costs, [.. costs.Select(known.At)]).Area(Options.Budgets.From, Options.Budgets.To);
        }
        return new(
            "costs alone",
            [TestAreas(Random())],
            [
                [.. Enumerable.Range(0, random.Count).Select(Predicted)],
            ]
        );
    }

    /// <summary>
    /// Areas of the random networks that were trained twice, the first training against the second: how reliable one is.
    /// </summary>
    public SurrogateRanking AnotherTraining()
    {
        double[] Areas(int seed) => TestAreas(Random(seed, Options.Repeated));
        return new("trained fully, another seed", [Areas(1)], [Areas(0)]);
    }

    /// <summary>Predicted areas of all candidates, by number, by the hypernetwork of a seed that searches.</summary>
    public IReadOnlyList<double> Scores(int seed = 0) =>
        _experiment.Scores(Results(), seed) ?? throw _experiment.Incomplete();

    /// <summary>The candidates that the hypernetwork of a seed kept, best first.</summary>
    public IReadOnlyList<FoundAnytime> Top(int seed = 0) => Top(Scores(seed));

    /// <summary>The candidates that the hypernetworks of all seeds that search kept, each once.</summary>
    public IReadOnlyList<FoundAnytime> Found() =>
        [.. Enumerable.Range(0, Options.Searches).SelectMany(Top).DistinctBy(f => f.Candidate)];

    /// <summary>The candidates that are best by their costs alone, best first (<see cref="AccuracyByCost"/>).</summary>
    public IReadOnlyList<FoundAnytime> TopByCost() => Top(ScoresByCost());

    /// <summary>Areas of all candidates, predicted from their costs alone, by number.</summary>
    public IReadOnlyList<double> ScoresByCost() =>
        _experiment.ScoresByCost(Results()) ?? throw _experiment.Incomplete();

    /// <summary>
    /// Of those that the hypernetwork of a seed kept, the one with the largest area on validation images, and its further
    /// trainings with other seeds.
    /// </summary>
    public (int Candidate, IReadOnlyList<TrainedAnytime> Runs) Best(int seed = 0)
    {
        var best = _experiment.Best(Results(), seed) ?? throw _experiment.Incomplete();
        return (best, Further(new(AnytimeTask.Candidate, best)));
    }

    /// <summary>
    /// The best network of each search, each once, with the searches that chose it; as <see cref="Best"/>.
    /// </summary>
    public IReadOnlyList<(IReadOnlyList<int> Searches, int Candidate, IReadOnlyList<TrainedAnytime> Runs)> Searched() =>
        [
            .. Enumerable
                .Range(0, Options.Searches)
                .Select(seed => (Seed: seed, Best: Best(seed)))
                .GroupBy(s => s.Best.Candidate)
                .Select(g => ((IReadOnlyList<int>)[.. g.Select(s => s.Seed)], g.Key, g.First().Best.Runs)),
        ];

    /// <summary>
    /// The families made by hand, by name: further trainings of the shape with the largest area on validation images.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TrainedAnytime>> HandMade() =>
        Options.HandMade.Keys.ToDictionary(name => name, name => Further(BestShape(name)));

    /// <summary>
    /// Name of the family whose best shape has the largest area on validation images, by the training that has chosen it.
    /// </summary>
    public string BestHandMade() =>
        Options.HandMade.Keys.MaxBy(name => _experiment.ValidationArea(Trained(BestShape(name))))!;

    /// <summary>Further trainings of the variants of the best shape of <see cref="AnytimeOptions.ControlOf"/>, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TrainedAnytime>> Controls() =>
        Options.Controls.Keys.ToDictionary(
            name => name,
            name => Further(BestShape(Options.ControlOf) with { Name = name })
        );

    /// <summary>Area on test images; at each budget that of the exit that is best on validation images.</summary>
    public double TestArea(TrainedAnytime trained) => _experiment.TestArea(trained);

    /// <summary>The same of several networks.</summary>
    public double[] TestAreas(IEnumerable<TrainedAnytime> networks) => [.. networks.Select(TestArea)];

    /// <summary>Area on validation images, by which networks are chosen.</summary>
    public double ValidationArea(TrainedAnytime trained) => _experiment.ValidationArea(trained);

    /// <summary>
    /// Budgeted batches: at each budget the ratio with the best accuracy on validation images among those that keep to it
    /// there, and what its thresholds come to on test images; null where none keeps to it.
    /// </summary>
    public static IReadOnlyList<BudgetedPoint?> WithinBudgets(TrainedAnytime trained, IEnumerable<double> budgets) =>
        [.. budgets.Select(b => trained.Budgeted.Where(p => p.ValidationCost <= b).MaxBy(p => p.Validation))];

    private IReadOnlyList<IReadOnlyList<double>> Scored(int seed) =>
        Results().GetValueOrDefault(new(AnytimeTask.Hypernetwork, 0, seed))?.Scores ?? throw _experiment.Incomplete();

    private AnytimeUnit BestShape(string family) =>
        new(
            AnytimeTask.HandMade,
            _experiment.BestShape(Results(), family) ?? throw _experiment.Incomplete(),
            0,
            family
        );

    private IReadOnlyList<TrainedAnytime> Further(AnytimeUnit chosen) =>
        [.. Enumerable.Range(1, Options.Seeds).Select(s => Trained(chosen with { Seed = s }))];

    private TrainedAnytime[] Random(int seed, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Trained(new(AnytimeTask.Random, i, seed)))];

    private FoundAnytime[] Top(IReadOnlyList<double> scores) =>
        [
            .. _experiment
                .Top(scores)
                .Select(i => new FoundAnytime(i, scores[i], Trained(new(AnytimeTask.Candidate, i)))),
        ];

    private TrainedAnytime Trained(AnytimeUnit unit) =>
        _experiment.TrainedOf(Results(), unit) ?? throw _experiment.Incomplete();

    private IReadOnlyDictionary<AnytimeUnit, AnytimeResult> Results() => _results ??= _experiment.Results();
}

using Ghn.Anytime;
using Ghn.Experiments.Anytime;
using Ghn.Experiments.Units;
using Ghn.Graphs;

namespace Ghn.Experiments.Ranking;

/// <summary>A candidate among the best by predicted area.</summary>
/// <param name="Candidate">Its number.</param>
/// <param name="Score">Predicted area, 0 … 1.</param>
/// <param name="Trained">Its training with seed 0.</param>
public sealed record FoundAnytime(int Candidate, double Score, TrainedAnytime Trained);

/// <summary>
/// What the search for anytime networks came to (figures 3 and 4), from its ledger. A replay whose ledger is not complete
/// falls back to the smoke profile on the generated set, which is. Areas are from 0 to 1, over the budgets of the options.
/// </summary>
public sealed class AnytimeEvidence
{
    private readonly AnytimeExperiment _experiment;
    private IReadOnlyDictionary<AnytimeUnit, AnytimeResult>? _results;

    /// <summary>Finds out which ledger is shown.</summary>
    /// <param name="settings">Profile and data.</param>
    /// <param name="resultsFolder">The folder of the ledger.</param>
    public AnytimeEvidence(NotebookSettings settings, string resultsFolder)
    {
        AnytimeExperiment Of(NotebookSettings shown) =>
            (AnytimeExperiment)PaperExperiments.Create(PaperExperiments.Anytime, shown, resultsFolder);
        _experiment = Of(settings);
        if (settings.Replay && !IsComplete())
            _experiment = Of(settings.AsSmoke());
    }

    /// <summary>What is really shown.</summary>
    public NotebookSettings Settings => _experiment.Settings;

    /// <summary>The options at this scale.</summary>
    public AnytimeOptions Options => _experiment.Options;

    /// <summary>Computes what the ledger lacks, on as many threads as there are processors; nothing if it is complete.</summary>
    public void Complete(IProgress<UnitProgress>? progress = null, CancellationToken cancellation = default)
    {
        _experiment.Run(Environment.ProcessorCount, progress, cancellation);
        _results = null;
    }

    /// <summary>The random networks, trained with one seed, by number.</summary>
    public IReadOnlyList<TrainedAnytime> Random(int seed = 0) =>
        [.. Enumerable.Range(0, Options.Random).Select(i => Trained(new(AnytimeTask.Random, i, seed)))];

    /// <summary>
    /// How the hypernetworks rank the random networks: predicted areas of each seed against areas on test images.
    /// </summary>
    public SurrogateRanking Ranking()
    {
        var graphs = Options.SampleRandom().Select(c => new ComputationGraph(c, Options.Network)).ToArray();
        double[] Predicted(int seed) =>
            [
                .. Results()[new(AnytimeTask.Hypernetwork, 0, seed)]
                    .Scores!.Zip(graphs, (s, g) => _experiment.Area(g, s)),
            ];
        return new SurrogateRanking("ghn", Truths(), [.. Seeds.Select(Predicted)]);
    }

    /// <summary>
    /// What a predictor comes to that knows costs alone: the area of the random networks if every exit were right.
    /// </summary>
    public SurrogateRanking RankingByCost() =>
        new(
            "costs alone",
            Truths(),
            [
                [.. Random().Select(t => Area(t, [.. t.Test.Select(_ => 1.0)]))],
            ]
        );

    /// <summary>The area of one training against that of the other seeds: how reliable it is.</summary>
    public SurrogateRanking AnotherTraining() =>
        new("trained fully, another seed", [.. Truths().Skip(1)], [Truths()[0]]);

    /// <summary>Predicted areas of all candidates, by number.</summary>
    public IReadOnlyList<double> Scores()
    {
        return _experiment.Scores(Results()) ?? throw Incomplete();
    }

    /// <summary>The candidates that were kept, best first.</summary>
    public IReadOnlyList<FoundAnytime> Top()
    {
        var scores = Scores();
        return
        [
            .. (_experiment.Top(Results()) ?? throw Incomplete()).Select(i => new FoundAnytime(
                i,
                scores[i],
                Trained(new(AnytimeTask.Candidate, i))
            )),
        ];
    }

    /// <summary>
    /// Of those kept, the one with the largest area on validation images, and its further trainings with other seeds.
    /// </summary>
    public (int Candidate, IReadOnlyList<TrainedAnytime> Runs) Best()
    {
        var best = _experiment.Best(Results()) ?? throw Incomplete();
        return (best, [.. Seeds.Select(s => Trained(new(AnytimeTask.Candidate, best, s + 1)))]);
    }

    /// <summary>The networks made by hand, by name, one training a seed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TrainedAnytime>> HandMade() =>
        Options.HandMade.Keys.ToDictionary(
            name => name,
            name =>
                (IReadOnlyList<TrainedAnytime>)[.. Seeds.Select(s => Trained(new(AnytimeTask.HandMade, 0, s, name)))]
        );

    /// <summary>Name of the one made by hand that has the largest mean area on validation images.</summary>
    public string BestHandMade() => HandMade().MaxBy(h => h.Value.Average(t => Area(t, t.Validation))).Key;

    /// <summary>Accuracy on test images against budget.</summary>
    public static AnytimeCurve Curve(TrainedAnytime trained) => new(trained.Costs, trained.Test);

    /// <summary>
    /// Accuracy of a random network on validation images against budget, with the weights of the hypernetwork of seed 0.
    /// </summary>
    public AnytimeCurve PredictedCurve(int network)
    {
        var graph = new ComputationGraph(Options.SampleRandom()[network], Options.Network);
        return AnytimeCurve.Lazy(graph, Results()[new(AnytimeTask.Hypernetwork)].Scores![network]);
    }

    /// <summary>Area on test images.</summary>
    public double TestArea(TrainedAnytime trained) => Area(trained, trained.Test);

    /// <summary>
    /// Budgeted batches: at each budget the ratio with the best accuracy on validation images among those that keep to it
    /// there, and what its thresholds come to on test images; null where none keeps to it.
    /// </summary>
    public static IReadOnlyList<BudgetedPoint?> WithinBudgets(TrainedAnytime trained, IEnumerable<double> budgets) =>
        [.. budgets.Select(b => trained.Budgeted.Where(p => p.ValidationCost <= b).MaxBy(p => p.Validation))];

    private IEnumerable<int> Seeds => Enumerable.Range(0, Options.Seeds);

    private double Area(TrainedAnytime trained, IReadOnlyList<double> accuracies) =>
        new AnytimeCurve(trained.Costs, accuracies).Area(Options.Budgets.From, Options.Budgets.To);

    private double[][] Truths() =>
        [.. Enumerable.Range(0, Options.RandomSeeds).Select(seed => Random(seed).Select(TestArea).ToArray())];

    private TrainedAnytime Trained(AnytimeUnit unit) =>
        Results().GetValueOrDefault(unit)?.Trained ?? throw Incomplete();

    private IReadOnlyDictionary<AnytimeUnit, AnytimeResult> Results() => _results ??= _experiment.Results();

    private bool IsComplete()
    {
        if (!_experiment.HasLedger)
            return false;
        var (done, units, _) = _experiment.Status();
        return done == units;
    }

    private GhnException Incomplete()
    {
        var (done, units, _) = _experiment.Status();
        return new GhnException(
            $"{_experiment.LedgerPath} has {done} of at least {units} units; compute the others first: ghn experiment "
                + $"{_experiment.Name} --profile {Settings.Profile.ToString().ToLowerInvariant()} --data {Settings.Data.Name}."
        );
    }
}

using Ghn.Experiments.Studies;
using Ghn.Operators;

namespace Ghn.Experiments.Paper;

/// <summary>
/// How a surrogate ranks the architectures of the ground truth. The scores of each seed are compared with the test accuracies
/// of one training of each architecture. A statistic is the mean over the seeds of the surrogate and of the trainings, so all
/// surrogates are comparable. The noise ceiling is √reliability.
/// </summary>
public sealed class SurrogateRanking
{
    private const int StreamSeed = 0;

    private readonly int _architectures;
    private readonly IReadOnlyList<IReadOnlyList<double>> _scores;
    private readonly IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> _truths;

    /// <summary>Scores that share no training with the truth.</summary>
    /// <param name="name">The surrogate.</param>
    /// <param name="truths">One list a training seed, one true value an architecture.</param>
    /// <param name="scores">One list a seed, one score an architecture.</param>
    public SurrogateRanking(
        string name,
        IReadOnlyList<IReadOnlyList<double>> truths,
        IReadOnlyList<IReadOnlyList<double>> scores
    )
        : this(name, scores, _ => truths) { }

    private SurrogateRanking(
        string name,
        IReadOnlyList<IReadOnlyList<double>> scores,
        Func<int, IReadOnlyList<IReadOnlyList<double>>> truths
    )
    {
        (Name, _scores, _architectures) = (name, [.. scores.Select(Values.Array)], scores[0].Count);
        _truths = [.. scores.Select((_, seed) => truths(seed).Select(Values.Array).ToArray())];
        foreach (var (list, truth) in scores.SelectMany((list, seed) => _truths[seed].Select(t => (list, t))))
            Values.RequirePairs(list, truth, 3);
    }

    /// <summary>The surrogate.</summary>
    public string Name { get; }

    /// <summary>How many seeds it has.</summary>
    public int Seeds => _scores.Count;

    /// <summary>Score of each architecture with one seed.</summary>
    public IReadOnlyList<double> ScoresOf(int seed) => _scores[seed];

    /// <summary>Mean score of each architecture over the seeds.</summary>
    public IReadOnlyList<double> MeanScores =>
        Enumerable.Range(0, _architectures).Select(i => _scores.Average(s => s[i])).ToArray();

    /// <summary>
    /// Mean score over the architectures with each seed: of a surrogate that gives weights, the accuracy (0 … 1) of networks
    /// that run with them.
    /// </summary>
    public IReadOnlyList<double> Accuracies => [.. _scores.Select(s => s.Average())];

    /// <summary>
    /// A trained surrogate. Throws <see cref="GhnException"/> if a unit is missing, naming the command that computes it.
    /// </summary>
    internal static SurrogateRanking Of(string variant, GroundTruthTable table, Surrogates experiment)
    {
        var results = experiment.Results();
        var scores = Enumerable
            .Range(0, experiment.Seeds)
            .Select(seed =>
                results.TryGetValue(new TrainedSurrogate(variant, seed), out var result)
                    ? result.Scores
                    : throw new GhnException(
                        $"{experiment.LedgerPath} lacks {variant}, seed {seed}; compute it first: ghn experiment {experiment.Name} {experiment.Settings.Arguments}."
                    )
            )
            .ToArray();
        return new SurrogateRanking(variant, table.Tests, scores);
    }

    /// <summary>
    /// Training for a few steps: validation accuracy after them with each training seed, against the truth of each other
    /// seed, so that the two share no training run.
    /// </summary>
    public static SurrogateRanking OfSteps(int steps, GroundTruthTable table) =>
        Apart($"SGD {steps} steps", table, seed => table.ValidationOf(seed, steps));

    /// <summary>
    /// The truth of one training seed against that of each other seed: the reliability r of one training. A perfect predictor of
    /// the mean accuracy would reach √r.
    /// </summary>
    public static SurrogateRanking AnotherTraining(GroundTruthTable table) =>
        Apart("trained fully, another seed", table, table.TestOf);

    /// <summary>
    /// How much of the truth lies in which operators a block has, whatever its edges: each architecture is predicted from its
    /// numbers of nodes of each operator, by a ridge regression over all other architectures' truths of one training seed,
    /// and compared with the truth of each other seed. Unlike a surrogate it has seen true accuracies.
    /// </summary>
    public static SurrogateRanking OfOperatorCounts(GroundTruthTable table) =>
        Apart(
            "operator counts, fitted to the truth",
            table,
            seed => RidgeRegression.Fit(Counts(table), table.TestOf(seed), [1]).LeftOut
        );

    /// <summary>The statistic of each seed of the surrogate.</summary>
    /// <param name="agreement">Such as <see cref="Correlation.Pearson"/>, or that <see cref="TopK.AmongBest"/>.</param>
    public IReadOnlyList<double> PerSeed(Agreement agreement) =>
        [.. Enumerable.Range(0, Seeds).Select(s => Agree(agreement, s, [.. Enumerable.Range(0, _architectures)]))];

    /// <summary>The mean over the seeds.</summary>
    public double Value(Agreement agreement) => PerSeed(agreement).Average();

    /// <summary>The mean over the seeds, with its interval over architectures and seeds of the surrogate.</summary>
    /// <param name="agreement">Such as <see cref="Correlation.Pearson"/>, or that <see cref="TopK.AmongBest"/>.</param>
    /// <param name="resamples">Resamples of the bootstrap.</param>
    public Interval Mean(Agreement agreement, int resamples = Bootstrap.Resamples) =>
        Bootstrap.Of(
            [_architectures, Seeds],
            drawn => MeanOver(agreement, drawn[0], drawn[1]),
            new RandomStream(StreamSeed, $"bootstrap {Name}"),
            resamples
        );

    /// <summary>
    /// How much better this one agrees than another one, both as means over their seeds, on the same architectures; the
    /// seeds of the two are drawn apart.
    /// </summary>
    public PairedDifference Against(SurrogateRanking other, Agreement agreement, int resamples = Bootstrap.Resamples) =>
        Bootstrap.Compare(
            [_architectures, Seeds, other.Seeds],
            drawn => MeanOver(agreement, drawn[0], drawn[1]) - other.MeanOver(agreement, drawn[0], drawn[2]),
            new RandomStream(StreamSeed, $"bootstrap {Name} {other.Name}"),
            resamples
        );

    /// <summary>
    /// By how much Pearson's r of the first ones is above that of the second ones, as means over rankings and seeds, with its
    /// interval over architectures and seeds. All are of the same architectures and have the same seeds, which are drawn
    /// together: trainings of one seed share their draws.
    /// </summary>
    internal static Interval Difference(IReadOnlyList<SurrogateRanking> first, IReadOnlyList<SurrogateRanking> second)
    {
        double Mean(IReadOnlyList<SurrogateRanking> rankings, IReadOnlyList<IReadOnlyList<int>> drawn) =>
            rankings.Average(r => r.MeanOver(Correlation.Pearson, drawn[0], drawn[1]));
        return Bootstrap.Of(
            [first[0]._architectures, first[0].Seeds],
            drawn => Mean(first, drawn) - Mean(second, drawn),
            new RandomStream(StreamSeed, $"bootstrap {first[0].Name} {second[0].Name}")
        );
    }

    private static SurrogateRanking Apart(
        string name,
        GroundTruthTable table,
        Func<int, IReadOnlyList<double>> scores
    ) =>
        new(name, [.. table.Seeds.Select(scores)], seed => [.. table.Seeds.Where(s => s != seed).Select(table.TestOf)]);

    private static double[][] Counts(GroundTruthTable table) =>
        [
            .. table.Architectures.Select(a =>
                Operator.Searched.Select(o => (double)a.Nodes.Count(n => n.Operator == o)).ToArray()
            ),
        ];

    private double MeanOver(Agreement agreement, IReadOnlyList<int> rows, IReadOnlyList<int> seeds) =>
        seeds.GroupBy(s => s).Sum(s => s.Count() * Agree(agreement, s.Key, rows)) / seeds.Count;

    private double Agree(Agreement agreement, int seed, IReadOnlyList<int> rows)
    {
        var scores = Values.At(_scores[seed], rows);
        return _truths[seed].Average(truth => Values.Agree(agreement, scores, Values.At(truth, rows)));
    }
}

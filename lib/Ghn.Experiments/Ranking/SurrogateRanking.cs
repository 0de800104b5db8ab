using Ghn.Experiments.Statistics;

namespace Ghn.Experiments.Ranking;

/// <summary>
/// How a surrogate ranks the architectures of the ground truth: its scores of each seed against the truth that belongs to
/// that seed. A statistic is the mean over the seeds; its interval comes of drawing architectures again and again, the
/// same for all seeds.
/// </summary>
public sealed class SurrogateRanking
{
    private const int StreamSeed = 0;

    private readonly TruthTable _table;
    private readonly IReadOnlyList<IReadOnlyList<double>> _scores;
    private readonly IReadOnlyList<IReadOnlyList<double>> _truths;

    /// <summary>Scores against the mean truth of all training seeds.</summary>
    /// <param name="name">The surrogate.</param>
    /// <param name="table">The truth.</param>
    /// <param name="scores">One list a seed, one score an architecture.</param>
    public SurrogateRanking(string name, TruthTable table, IReadOnlyList<IReadOnlyList<double>> scores)
        : this(name, table, scores, scores.Select(_ => table.Test).ToArray()) { }

    private SurrogateRanking(
        string name,
        TruthTable table,
        IReadOnlyList<IReadOnlyList<double>> scores,
        IReadOnlyList<IReadOnlyList<double>> truths
    )
    {
        foreach (var list in scores)
            Values.RequirePairs(list, table.Test, 3);
        (Name, _table, _scores, _truths) = (name, table, scores, truths);
    }

    /// <summary>The surrogate.</summary>
    public string Name { get; }

    /// <summary>How many seeds it has.</summary>
    public int Seeds => _scores.Count;

    /// <summary>Mean score of each architecture over the seeds.</summary>
    public IReadOnlyList<double> MeanScores => _table.Rows.Select(i => _scores.Average(s => s[i])).ToArray();

    /// <summary>
    /// A trained surrogate. Throws <see cref="GhnException"/> if a unit is missing, naming the command that computes it.
    /// </summary>
    public static SurrogateRanking Of(string variant, TruthTable table, Surrogates experiment, string? name = null)
    {
        var results = experiment.Results();
        var scores = Enumerable
            .Range(0, experiment.Seeds)
            .Select(seed =>
                results.TryGetValue(new TrainedSurrogate(variant, seed), out var result)
                    ? result.Scores
                    : throw new GhnException(
                        $"{experiment.LedgerPath} lacks {variant}, seed {seed}; compute it first: ghn experiment {experiment.Name} "
                            + $"--profile {experiment.Settings.Profile.ToString().ToLowerInvariant()} --data {experiment.Settings.Data.Name}."
                    )
            )
            .ToArray();
        return new SurrogateRanking(name ?? variant, table, scores);
    }

    /// <summary>
    /// Training for a few steps: validation accuracy after them with each training seed, against the truth of the other
    /// seeds, so that the two share no training run.
    /// </summary>
    public static SurrogateRanking OfSteps(int steps, TruthTable table) =>
        Apart($"SGD {steps} steps", table, seed => table.ValidationOf(seed, steps));

    /// <summary>The truth of one training seed against that of the others: the reliability r of one training. What knew each architecture's mean over endless seeds would reach √r against one training.</summary>
    public static SurrogateRanking AnotherTraining(TruthTable table) =>
        Apart("trained fully, another seed", table, table.TestOf);

    /// <summary>A number of each network that costs nothing, such as its parameters.</summary>
    public static SurrogateRanking OfNumber(string name, TruthTable table, Func<TrueAccuracy, double> number) =>
        new(name, table, [table.Of(number)]);

    /// <summary>The statistic of each seed.</summary>
    /// <param name="agreement">Such as <see cref="Correlation.Pearson"/>.</param>
    /// <param name="rows">Architectures; null: all.</param>
    public IReadOnlyList<double> PerSeed(Agreement agreement, IReadOnlyList<int>? rows = null) =>
        Enumerable.Range(0, Seeds).Select(s => Agree(agreement, s, rows ?? [.. _table.Rows])).ToArray();

    /// <summary>The mean over the seeds, with its interval over architectures.</summary>
    /// <param name="agreement">Such as <see cref="Correlation.Pearson"/>.</param>
    /// <param name="rows">Architectures; null: all.</param>
    /// <param name="resamples">Resamples of the bootstrap.</param>
    public Interval Mean(Agreement agreement, IReadOnlyList<int>? rows = null, int resamples = Bootstrap.Resamples)
    {
        var all = rows ?? [.. _table.Rows];
        return Bootstrap.Of(
            all.Count,
            drawn => MeanOver(agreement, [.. drawn.Select(i => all[i])]),
            new RandomStream(StreamSeed, $"bootstrap {Name}"),
            resamples
        );
    }

    /// <summary>
    /// How much better this one agrees than another one, both as means over their seeds, on the same architectures.
    /// </summary>
    public PairedDifference Against(
        SurrogateRanking other,
        Agreement agreement,
        IReadOnlyList<int>? rows = null,
        int resamples = Bootstrap.Resamples
    )
    {
        var all = rows ?? [.. _table.Rows];
        return Bootstrap.Compare(
            all.Count,
            drawn =>
            {
                int[] items = [.. drawn.Select(i => all[i])];
                return MeanOver(agreement, items) - other.MeanOver(agreement, items);
            },
            new RandomStream(StreamSeed, $"bootstrap {Name} {other.Name}"),
            resamples
        );
    }

    private static SurrogateRanking Apart(string name, TruthTable table, Func<int, IReadOnlyList<double>> scores)
    {
        var seeds = table.Seeds.ToArray();
        IReadOnlyList<double> Others(int seed) =>
            [.. table.Rows.Select(i => seeds.Where(s => s != seed).Average(s => table.TestOf(s)[i]))];
        return new SurrogateRanking(name, table, [.. seeds.Select(scores)], [.. seeds.Select(Others)]);
    }

    private double MeanOver(Agreement agreement, IReadOnlyList<int> rows) =>
        Enumerable.Range(0, Seeds).Average(s => Agree(agreement, s, rows));

    /// <summary>NaN where it is not defined: a resample may draw one architecture only.</summary>
    private double Agree(Agreement agreement, int seed, IReadOnlyList<int> rows)
    {
        double[] scores = [.. rows.Select(i => _scores[seed][i])],
            truth = [.. rows.Select(i => _truths[seed][i])];
        return Values.AreConstant(scores) || Values.AreConstant(truth) ? double.NaN : agreement(scores, truth);
    }
}

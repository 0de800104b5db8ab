using MathNet.Numerics.Statistics;

namespace Ghn.Experiments.Statistics;

/// <summary>A measure of how a surrogate agrees with the truth, such as <see cref="Correlation.Pearson"/>.</summary>
public delegate double Agreement(IReadOnlyList<double> surrogate, IReadOnlyList<double> truth);

/// <summary>
/// Percentile bootstrap (Efron 1979): items (architectures) are drawn again and again with replacement, and the spread of
/// the statistic over these resamples stands for its spread over samples of architectures.
/// </summary>
/// <remarks>
/// It knows nothing of the noise in the measured values themselves (few validation images, one seed). With fewer than
/// about 20 items the intervals are too narrow. A resample on which the statistic is not defined is drawn again.
/// </remarks>
public static class Bootstrap
{
    /// <summary>The default number of resamples: the ends of an interval vary by about a hundredth of its width.</summary>
    public const int Resamples = 10_000;

    /// <summary>
    /// Interval of any statistic of <paramref name="items"/> items. <paramref name="statistic"/> gets the numbers of the
    /// drawn items, 0 … items − 1 with repeats, and answers NaN where it is not defined.
    /// </summary>
    public static Interval Of(
        int items,
        Func<IReadOnlyList<int>, double> statistic,
        RandomStream random,
        int resamples = Resamples,
        double level = 0.95
    ) => Of([items], drawn => statistic(drawn[0]), random, resamples, level);

    /// <summary>
    /// Interval of a statistic of several kinds of items, such as architectures and seeds: a resample draws as many of each
    /// kind as there are. <paramref name="statistic"/> gets the numbers of the drawn ones of each.
    /// </summary>
    public static Interval Of(
        IReadOnlyList<int> kinds,
        Func<IReadOnlyList<IReadOnlyList<int>>, double> statistic,
        RandomStream random,
        int resamples = Resamples,
        double level = 0.95
    ) => Percentiles(statistic(Everything(kinds)), Draw(kinds, statistic, random, resamples), level);

    /// <summary>Interval of the mean of one sample minus that of another, both drawn anew.</summary>
    public static Interval OfDifference(
        IReadOnlyList<double> first,
        IReadOnlyList<double> second,
        RandomStream random
    ) =>
        Of(
            [first.Count, second.Count],
            drawn => drawn[0].Average(i => first[i]) - drawn[1].Average(i => second[i]),
            random
        );

    /// <summary>Interval of the agreement of a surrogate with the truth, one value of each per architecture.</summary>
    public static Interval Of(
        IReadOnlyList<double> surrogate,
        IReadOnlyList<double> truth,
        Agreement agreement,
        RandomStream random,
        int resamples = Resamples,
        double level = 0.95
    )
    {
        Values.RequirePairs(surrogate, truth, 3);
        var estimate = agreement(surrogate, truth);
        var values = Draw(
            [truth.Count],
            drawn => Values.Agree(agreement, Values.At(surrogate, drawn[0]), Values.At(truth, drawn[0])),
            random,
            resamples
        );
        return Percentiles(estimate, values, level);
    }

    /// <summary>
    /// Compares two methods on the same items: an interval of any difference of theirs, over several kinds of items; NaN
    /// where it is not defined. The two-sided p is twice the smaller share of resamples on either side of 0 (counting one
    /// more resample, so that it is never 0), at most 1.
    /// </summary>
    public static PairedDifference Compare(
        IReadOnlyList<int> kinds,
        Func<IReadOnlyList<IReadOnlyList<int>>, double> difference,
        RandomStream random,
        int resamples = Resamples,
        double level = 0.95
    )
    {
        var estimate = difference(Everything(kinds));
        var values = Draw(kinds, difference, random, resamples);
        var tail = Math.Min(values.Count(v => v <= 0), values.Count(v => v >= 0));
        var p = Math.Min(1, 2 * (tail + 1.0) / (values.Length + 1));
        return new PairedDifference(Percentiles(estimate, values, level), p);
    }

    private static int[][] Everything(IReadOnlyList<int> kinds) =>
        [.. kinds.Select(count => Enumerable.Range(0, count).ToArray())];

    private static double[] Draw(
        IReadOnlyList<int> kinds,
        Func<IReadOnlyList<IReadOnlyList<int>>, double> statistic,
        RandomStream random,
        int resamples
    )
    {
        if (kinds.Max() < 2 || kinds.Min() < 1 || resamples < 1)
            throw new GhnException(
                $"A bootstrap needs at least 2 items and 1 resample; there are {string.Join(" and ", kinds)} and {resamples}."
            );
        var values = new double[resamples];
        var drawn = Everything(kinds);
        var undefined = 0;
        for (var r = 0; r < resamples; )
        {
            foreach (var kind in drawn)
                for (var i = 0; i < kind.Length; i++)
                    kind[i] = random.Next(kind.Length);
            values[r] = statistic(drawn);
            if (!double.IsNaN(values[r]))
                r++;
            else if (++undefined > 10 * resamples)
                throw new GhnException(
                    "The statistic is not defined on most resamples; measure items that differ more."
                );
        }
        Array.Sort(values);
        return values;
    }

    private static Interval Percentiles(double estimate, double[] sorted, double level)
    {
        if (level is not (> 0 and < 1))
            throw new GhnException($"A confidence level of {level} is impossible: it lies between 0 and 1.");
        double At(double q) => SortedArrayStatistics.QuantileCustom(sorted, q, QuantileDefinition.R7);
        return new Interval(estimate, At((1 - level) / 2), At((1 + level) / 2), level);
    }
}

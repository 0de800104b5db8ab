namespace Ghn.Display;

internal static class Binning
{
    /// <summary>Bin edges (one more than counts) that cover all values, and the number of values in each bin.</summary>
    public static (ImmutableArray<double> Edges, ImmutableArray<double> Counts) Count(double[] values, int bins)
    {
        if (values.Length == 0)
            return ([0, 1], [0]);
        var (min, max) = (values.Min(), values.Max());
        if (min == max)
            (min, max) = (min - 0.5, max + 0.5);
        var width = Ticks.NiceStep(max - min, bins);
        var first = Math.Floor(min / width);
        var count = Math.Max(
            1,
            (int)(Math.Floor(max / width) - first) + (max > Math.Floor(max / width) * width ? 1 : 0)
        );
        var counts = new double[count];
        foreach (var value in values)
            counts[Math.Clamp((int)(Math.Floor(value / width) - first), 0, count - 1)]++;
        return ([.. Enumerable.Range(0, count + 1).Select(i => (first + i) * width)], [.. counts]);
    }
}

/// <summary>The statistics in a box plot (Tukey 1977; quartiles interpolated linearly as in numpy).</summary>
internal sealed record BoxStatistics(
    double LowWhisker,
    double LowerQuartile,
    double Median,
    double UpperQuartile,
    double HighWhisker,
    IReadOnlyList<double> Outliers
)
{
    /// <summary>The statistics of the finite values; null if there are none.</summary>
    public static BoxStatistics? Of(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length == 0)
            return null;
        var (q1, q3) = (Quantile(sorted, 0.25), Quantile(sorted, 0.75));
        var reach = 1.5 * (q3 - q1);
        var inside = sorted.Where(v => v >= q1 - reach && v <= q3 + reach).ToArray();
        return new BoxStatistics(
            inside[0],
            q1,
            Quantile(sorted, 0.5),
            q3,
            inside[^1],
            [.. sorted.Where(v => v < inside[0] || v > inside[^1])]
        );
    }

    private static double Quantile(double[] sorted, double fraction)
    {
        var at = fraction * (sorted.Length - 1);
        var low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
    }
}

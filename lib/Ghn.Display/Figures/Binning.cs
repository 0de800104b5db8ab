using System.Collections.Immutable;

namespace Ghn.Display;

/// <summary>Values counted into bins whose edges are readable numbers.</summary>
internal static class Binning
{
    /// <summary>Edges (one more than counts) that cover all values, and how many values fall between each two.</summary>
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

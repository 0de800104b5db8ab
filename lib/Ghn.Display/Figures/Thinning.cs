namespace Ghn.Display;

/// <summary>Reduces the number of points without a visible difference.</summary>
internal static class Thinning
{
    // Indices of the points of a line that keep its shape (largest triangle, three buckets: Steinarsson 2013). The
    // first and last stay; peaks survive because each bucket keeps the point that stands out most.
    public static IReadOnlyList<int> Line(IReadOnlyList<double> x, IReadOnlyList<double> y, int limit)
    {
        if (x.Count <= limit || limit < 3)
            return [.. Enumerable.Range(0, x.Count)];
        var kept = new List<int>(limit) { 0 };
        var size = (x.Count - 2) / (double)(limit - 2);
        int Start(int bucket) => Math.Min((int)(bucket * size) + 1, x.Count - 1);
        for (var bucket = 0; bucket < limit - 2; bucket++)
        {
            var (from, to, next) = (
                Start(bucket),
                Start(bucket + 1),
                Math.Max(Start(bucket + 2), Start(bucket + 1) + 1)
            );
            var (cx, cy) = Centre(x, y, to, Math.Min(next, x.Count));
            var (ax, ay) = (x[kept[^1]], y[kept[^1]]);
            var (best, largest) = (from, -1.0);
            for (var i = from; i < to; i++)
            {
                var area = Math.Abs((ax - cx) * (y[i] - ay) - (ax - x[i]) * (cy - ay));
                if (double.IsNaN(y[i]) || area > largest)
                    (best, largest) = (i, double.IsNaN(y[i]) ? double.PositiveInfinity : area); // a gap must stay a gap
            }
            kept.Add(best);
        }
        kept.Add(x.Count - 1);
        return kept;
    }

    /// <summary>Indices spread evenly over a cloud of points.</summary>
    public static IReadOnlyList<int> Cloud(int count, int limit) =>
        count <= limit
            ? [.. Enumerable.Range(0, count)]
            : [.. Enumerable.Range(0, limit).Select(i => (int)((long)i * count / limit))];

    private static (double X, double Y) Centre(IReadOnlyList<double> x, IReadOnlyList<double> y, int from, int to)
    {
        var (sumX, sumY, count) = (0.0, 0.0, 0);
        for (var i = from; i < to; i++)
            if (!double.IsNaN(y[i]))
                (sumX, sumY, count) = (sumX + x[i], sumY + y[i], count + 1);
        return count == 0 ? (x[Math.Min(from, x.Count - 1)], 0) : (sumX / count, sumY / count);
    }
}

using MathNetCorrelation = MathNet.Numerics.Statistics.Correlation;

namespace Ghn.Experiments.Statistics;

/// <summary>
/// How well a surrogate's scores agree with true values (Table 4 reports Pearson's R). All three lie in [−1, 1], are
/// symmetric in their arguments, and throw <see cref="GhnException"/> for lists of different lengths, fewer than 3
/// values, values that are not finite, and lists of equal values, for which no correlation is defined.
/// </summary>
public static class Correlation
{
    /// <summary>Pearson's r: how close the pairs are to a line.</summary>
    public static double Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        RequireVariation(a, b);
        // A bootstrap asks hundreds of thousands of times: with MathNet, reports and notebooks take half as long again.
        var (x, y) = (Values.Array(a), Values.Array(b));
        var (meanX, meanY) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            meanX += x[i] / x.Length;
            meanY += y[i] / x.Length;
        }
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }
        return Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1);
    }

    /// <summary>Spearman's ρ: Pearson's r of the ranks; equal values share the average of their ranks.</summary>
    public static double Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        RequireVariation(a, b);
        return Math.Clamp(MathNetCorrelation.Spearman(a, b), -1, 1);
    }

    /// <summary>
    /// Kendall's τ-b: (concordant − discordant) / √(pairs not tied in a · pairs not tied in b). Looks at all pairs: meant
    /// for up to a few thousand values.
    /// </summary>
    public static double Kendall(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        RequireVariation(a, b);
        long balance = 0,
            untiedInA = 0,
            untiedInB = 0;
        for (var i = 0; i < a.Count; i++)
        for (var j = 0; j < i; j++)
        {
            var (signA, signB) = (a[i].CompareTo(a[j]), b[i].CompareTo(b[j]));
            balance += signA * signB;
            untiedInA += signA * signA;
            untiedInB += signB * signB;
        }
        return Math.Clamp(balance / Math.Sqrt((double)untiedInA * untiedInB), -1, 1);
    }

    /// <summary>
    /// Partial correlation: Pearson's r of what a line through <paramref name="given"/> leaves of <paramref name="a"/> and of
    /// <paramref name="b"/>. NaN where it leaves nothing of one of them.
    /// </summary>
    public static double Partial(IReadOnlyList<double> a, IReadOnlyList<double> b, IReadOnlyList<double> given)
    {
        var (ab, ag, bg) = (Pearson(a, b), Pearson(a, given), Pearson(b, given));
        var left = Math.Sqrt((1 - ag * ag) * (1 - bg * bg));
        return left < 1e-9 ? double.NaN : Math.Clamp((ab - ag * bg) / left, -1, 1);
    }

    private static void RequireVariation(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Values.RequirePairs(a, b, 3);
        if (Values.AreConstant(a) || Values.AreConstant(b))
            throw new GhnException(
                $"All {a.Count} values of one list are equal: no correlation is defined; measure items that differ."
            );
    }
}

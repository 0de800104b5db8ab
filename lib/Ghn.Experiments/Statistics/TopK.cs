namespace Ghn.Experiments.Statistics;

/// <summary>
/// What a search that keeps the surrogate's k best gets, and how a surrogate ranks the best. Higher is better in both lists. All throw
/// <see cref="GhnException"/> for lists of different lengths, values that are not finite, and an impossible k.
/// </summary>
/// <remarks>
/// Ties of the surrogate at the border of its k best are broken by chance: the results are the exact means over all ways
/// to break them, so that the order of the lists does not matter.
/// </remarks>
public static class TopK
{
    /// <summary>The best true value of all, minus the best true value among the surrogate's k best; from 0.</summary>
    public static double Regret(IReadOnlyList<double> surrogate, IReadOnlyList<double> truth, int k)
    {
        var (sure, tied, places) = Selection(surrogate, truth, k);
        var bestSure = sure.DefaultIfEmpty(double.NegativeInfinity).Max();
        var kept = BestOfRandom.Expected([.. tied.Select(t => Math.Max(bestSure, t))], places);
        return Math.Max(0, truth.Max() - kept);
    }

    /// <summary>The share (0 … 1) of the surrogate's k best whose true value is not below the k-th best true value.</summary>
    public static double Precision(IReadOnlyList<double> surrogate, IReadOnlyList<double> truth, int k)
    {
        var (sure, tied, places) = Selection(surrogate, truth, k);
        var border = truth.OrderDescending().ElementAt(k - 1);
        var hits = sure.Count(t => t >= border) + (double)places / tied.Length * tied.Count(t => t >= border);
        return hits / k;
    }

    /// <summary>
    /// An agreement among the truly best items only, such as the paper's Top-50: of 100, half. In a resample these are the
    /// best of the items drawn, so that an interval holds how uncertain it is who belongs to them. NaN where they all agree
    /// in one of the lists.
    /// </summary>
    /// <param name="share">Of the items, above 0 and at most 1.</param>
    /// <param name="agreement">Such as <see cref="Correlation.Pearson"/>.</param>
    public static Agreement AmongBest(double share, Agreement agreement)
    {
        if (share is not (> 0 and <= 1))
            throw new GhnException($"A share of {share} is impossible: it lies above 0 and is at most 1.");
        return (surrogate, truth) =>
        {
            Values.RequirePairs(surrogate, truth, 1);
            var count = (int)Math.Round(share * truth.Count, MidpointRounding.AwayFromZero);
            var best = Best(Values.Array(truth), count);
            return Values.Agree(agreement, Values.At(surrogate, best), Values.At(truth, best));
        };
    }

    /// <summary>
    /// The items with the largest values, in their own order; of equal ones at the border the first. Values alone are sorted:
    /// a bootstrap asks tens of thousands of times.
    /// </summary>
    private static List<int> Best(double[] values, int count)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        var border = count == 0 ? double.PositiveInfinity : sorted[^count];
        var left = count - values.Count(v => v > border);
        var best = new List<int>(count);
        for (var i = 0; i < values.Length; i++)
            if (values[i] > border || (values[i] == border && left-- > 0))
                best.Add(i);
        return best;
    }

    /// <summary>
    /// True values of the items that are surely among the surrogate's k best, and, best first, of those that share the
    /// k-th score, for whom <c>Places</c> places are left.
    /// </summary>
    private static (double[] Sure, double[] Tied, int Places) Selection(
        IReadOnlyList<double> surrogate,
        IReadOnlyList<double> truth,
        int k
    )
    {
        Values.RequirePairs(surrogate, truth, 1);
        if (k < 1 || k > surrogate.Count)
            throw new GhnException($"k = {k} is impossible: choose 1 … {surrogate.Count} of {surrogate.Count} items.");
        var border = surrogate.OrderDescending().ElementAt(k - 1);
        var sure = truth.Where((_, i) => surrogate[i] > border).ToArray();
        var tied = truth.Where((_, i) => surrogate[i] == border).OrderDescending().ToArray();
        return (sure, tied, k - sure.Length);
    }
}

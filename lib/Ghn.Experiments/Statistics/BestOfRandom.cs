namespace Ghn.Experiments.Statistics;

/// <summary>
/// What random search gets: the expected best of n values, as a mean over all ways to draw n different ones of those that
/// were measured (the unbiased estimate; Tang et al. 2020 on Dodge et al. 2019). Higher is better. All throw
/// <see cref="GhnException"/> for values that are not finite.
/// </summary>
public static class BestOfRandom
{
    /// <summary>Expected largest of <paramref name="draws"/> different values; exact.</summary>
    public static double Expected(IReadOnlyList<double> values, int draws)
    {
        Values.Require(values, 1);
        if (draws < 1 || draws > values.Count)
            throw new GhnException(
                $"{draws} draws are impossible: choose 1 … {values.Count} of {values.Count} values."
            );
        var best = values.OrderDescending().ToArray();
        var (expected, chance) = (0.0, (double)draws / best.Length); // that the best of all is drawn
        for (var i = 0; i <= best.Length - draws; i++)
        {
            expected += chance * best[i];
            if (i < best.Length - draws) // C(m − 1, n − 1) / C(m, n − 1) = (m − n + 1) / m, with m = values behind this one
                chance *= (double)(best.Length - draws - i) / (best.Length - 1 - i);
        }
        return expected;
    }

    /// <summary>The fewest draws whose expected best reaches a target; null: not even all of the values do.</summary>
    public static int? DrawsToReach(IReadOnlyList<double> values, double target)
    {
        // Adding up many chances rounds: what misses the target by that much has reached it.
        var slack = 1e-12 * Math.Abs(target);
        for (var draws = 1; draws <= values.Count; draws++)
            if (Expected(values, draws) >= target - slack)
                return draws;
        return null;
    }
}

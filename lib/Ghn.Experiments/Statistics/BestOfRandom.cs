namespace Ghn.Experiments.Statistics;

/// <summary>
/// What random search gets: the expected best of n values, as a mean over all ways to draw n different ones of those that
/// were measured (the unbiased estimate; Tang et al. 2020 on Dodge et al. 2019). Higher is better. All throw
/// <see cref="GhnException"/> for values that are not finite.
/// </summary>
public static class BestOfRandom
{
    /// <summary>Expected largest of <paramref name="draws"/> different values; exact.</summary>
    public static double Expected(IReadOnlyList<double> values, int draws) => Expected(values, values, draws);

    /// <summary>
    /// Expected value of the one that is chosen among <paramref name="draws"/> different ones, such as test accuracy of
    /// the one with the best validation accuracy; exact.
    /// </summary>
    /// <param name="values">What is reported.</param>
    /// <param name="chosenBy">The largest of these is chosen; of equal ones any, with the same chance.</param>
    /// <param name="draws">From 1 to as many as there are.</param>
    public static double Expected(IReadOnlyList<double> values, IReadOnlyList<double> chosenBy, int draws)
    {
        Values.RequirePairs(values, chosenBy, 1);
        if (draws < 1 || draws > values.Count)
            throw new GhnException(
                $"{draws} draws are impossible: choose 1 … {values.Count} of {values.Count} values."
            );
        var best = Enumerable
            .Range(0, values.Count)
            .GroupBy(i => chosenBy[i])
            .OrderByDescending(g => g.Key)
            .SelectMany(g => Enumerable.Repeat(g.Average(i => values[i]), g.Count()))
            .ToArray();
        var (expected, chance) = (0.0, (double)draws / best.Length); // that the best of all is drawn
        for (var i = 0; i <= best.Length - draws; i++)
        {
            expected += chance * best[i];
            if (i < best.Length - draws) // C(m − 1, n − 1) / C(m, n − 1) = (m − n + 1) / m, with m = values behind this one
                chance *= (double)(best.Length - draws - i) / (best.Length - 1 - i);
        }
        return expected;
    }

    /// <summary>The fewest draws whose expected value, chosen likewise, reaches a target; null: no number of draws does.</summary>
    public static int? DrawsToReach(IReadOnlyList<double> values, IReadOnlyList<double> chosenBy, double target)
    {
        // Adding up many chances rounds: what misses the target by that much has reached it.
        var slack = 1e-12 * Math.Abs(target);
        for (var draws = 1; draws <= values.Count; draws++)
            if (Expected(values, chosenBy, draws) >= target - slack)
                return draws;
        return null;
    }
}

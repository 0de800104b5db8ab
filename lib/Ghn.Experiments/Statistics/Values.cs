namespace Ghn.Experiments.Statistics;

internal static class Values
{
    /// <summary>Throws unless both lists have the same length, at least <paramref name="least"/>, and only finite numbers.</summary>
    public static void RequirePairs(IReadOnlyList<double> a, IReadOnlyList<double> b, int least)
    {
        if (a.Count != b.Count)
            throw new GhnException($"{a.Count} values cannot be paired with {b.Count}: give one of each per item.");
        Require(a, least);
        Require(b, least);
    }

    public static void Require(IReadOnlyList<double> values, int least)
    {
        if (values.Count < least)
            throw new GhnException($"{values.Count} values are too few: at least {least} are needed.");
        var all = Array(values);
        for (var i = 0; i < all.Length; i++)
            if (!double.IsFinite(all[i]))
                throw new GhnException($"Value {i} is {all[i]}: leave out what was not measured.");
    }

    /// <summary>The agreement of two lists; NaN where all values of one are the same and none is defined.</summary>
    public static double Agree(Agreement agreement, IEnumerable<double> surrogate, IEnumerable<double> truth)
    {
        var a = surrogate as double[] ?? [.. surrogate];
        var b = truth as double[] ?? [.. truth];
        return AreConstant(a) || AreConstant(b) ? double.NaN : agreement(a, b);
    }

    public static bool AreConstant(IReadOnlyList<double> values)
    {
        var all = Array(values);
        for (var i = 1; i < all.Length; i++)
            if (all[i] != all[0])
                return false;
        return true;
    }

    /// <summary>The values as an array, which a loop reads fast: a bootstrap asks hundreds of thousands of times.</summary>
    public static double[] Array(IReadOnlyList<double> values) => values as double[] ?? [.. values];

    /// <summary>The values in these places.</summary>
    public static double[] At(IReadOnlyList<double> values, IReadOnlyList<int> places)
    {
        var (all, chosen) = (Array(values), new double[places.Count]);
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = all[places[i]];
        return chosen;
    }

    /// <summary>The places of the largest values, the largest first; of equal ones the first.</summary>
    public static int[] Best(IReadOnlyList<double> values, int count) =>
        [.. Enumerable.Range(0, values.Count).OrderByDescending(i => values[i]).Take(count)];
}

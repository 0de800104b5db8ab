namespace Ghn.Experiments.Statistics;

/// <summary>Result of a paired test over seeds.</summary>
/// <param name="MeanDifference">Mean of first minus second.</param>
/// <param name="PValue">Two-sided and exact.</param>
public sealed record SignFlip(double MeanDifference, double PValue);

/// <summary>Exact tests, and the correction for making several.</summary>
public static class Significance
{
    /// <summary>Seeds up to which all sign patterns are gone through.</summary>
    public const int MostSeeds = 20;

    /// <summary>
    /// Paired permutation test (Fisher 1935): if two methods do not differ, each seed's difference could as well have the
    /// other sign. p is the share of all 2ⁿ sign patterns whose mean is at least as far from 0 as the observed one.
    /// </summary>
    /// <remarks>
    /// The smallest possible p is 2/2ⁿ: five seeds cannot give less than .0625, six not less than .03125. Throws
    /// <see cref="GhnException"/> for lists of different lengths, fewer than 2 or more than 20 seeds, and values that are
    /// not finite.
    /// </remarks>
    public static SignFlip SignFlipTest(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        Values.RequirePairs(first, second, 2);
        if (first.Count > MostSeeds)
            throw new GhnException(
                $"{first.Count} seeds are too many: all 2ⁿ patterns of at most {MostSeeds} are tried."
            );
        var differences = first.Zip(second, (a, b) => a - b).ToArray();
        var observed = differences.Sum();
        // Sums of the same numbers in another order differ in their last digits: such a pattern counts as equal.
        var least = Math.Abs(observed) - 1e-12 * differences.Sum(Math.Abs);
        var patterns = 1 << differences.Length;
        var extreme = 0;
        for (var pattern = 0; pattern < patterns; pattern++)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Length; i++)
                sum += (pattern >> i & 1) == 0 ? differences[i] : -differences[i];
            if (Math.Abs(sum) >= least)
                extreme++;
        }
        return new SignFlip(observed / differences.Length, (double)extreme / patterns);
    }

    /// <summary>
    /// Holm's correction (1979): p values adjusted so that all those at or below α can be called significant with a chance
    /// of at most α for even one false one. In the order given. Throws <see cref="GhnException"/> for values outside 0 … 1.
    /// </summary>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> pValues)
    {
        if (pValues.Where(p => p is not (>= 0 and <= 1)).ToArray() is [var bad, ..])
            throw new GhnException($"{bad} is not a p value: it lies between 0 and 1.");
        var adjusted = new double[pValues.Count];
        var (largest, left) = (0.0, pValues.Count);
        foreach (var i in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
        {
            largest = Math.Max(largest, Math.Min(1, left-- * pValues[i]));
            adjusted[i] = largest;
        }
        return adjusted;
    }
}

using System.Globalization;
using System.Numerics;

namespace Ghn.Experiments.Statistics;

/// <summary>Result of a permutation test.</summary>
/// <param name="MeanDifference">Mean of the first minus mean of the second.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="OneSidedPValue">Of the alternative that the first is larger.</param>
public sealed record PermutationTest(double MeanDifference, double PValue, double OneSidedPValue);

/// <summary>Permutation tests, and the correction for making several.</summary>
public static class Significance
{
    /// <summary>Seeds, or values of two samples, up to which all patterns are gone through.</summary>
    public const int MostSeeds = 20;

    private const int RandomSplits = 100_000;

    /// <summary>
    /// Paired permutation test (Fisher 1935): if two methods do not differ, each seed's difference could as well have the
    /// other sign. p is the share of all 2ⁿ sign patterns whose mean is at least as far from 0 as the observed one.
    /// </summary>
    /// <remarks>
    /// The smallest possible p is 2/2ⁿ, one-sided 1/2ⁿ: five seeds cannot give less than .0625 and .03125. Throws
    /// <see cref="GhnException"/> for lists of different lengths, fewer than 2 or more than 20 seeds, and values that are
    /// not finite.
    /// </remarks>
    public static PermutationTest SignFlipTest(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        Values.RequirePairs(first, second, 2);
        if (first.Count > MostSeeds)
            throw new GhnException(
                $"{first.Count} seeds are too many: all 2ⁿ patterns of at most {MostSeeds} are tried."
            );
        var differences = first.Zip(second, (a, b) => a - b).ToArray();
        var observed = differences.Sum();
        // Sums of the same numbers in another order differ in their last digits: such a pattern counts as equal.
        var slack = 1e-12 * differences.Sum(Math.Abs);
        var patterns = 1 << differences.Length;
        var (extreme, above) = (0, 0);
        for (var pattern = 0; pattern < patterns; pattern++)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Length; i++)
                sum += (pattern >> i & 1) == 0 ? differences[i] : -differences[i];
            extreme += Math.Abs(sum) >= Math.Abs(observed) - slack ? 1 : 0;
            above += sum >= observed - slack ? 1 : 0;
        }
        return new PermutationTest(observed / differences.Length, (double)extreme / patterns, (double)above / patterns);
    }

    /// <summary>
    /// Permutation test of two independent samples (Fisher 1935): if they do not differ, any of the values could as well
    /// have been in the other sample. p is the share of all ways to split them whose difference of means is at least as
    /// far from 0 as the observed one.
    /// </summary>
    /// <remarks>
    /// Exact for up to 20 values in all; for more, of 100,000 random splits, with the observed one counted among them, so
    /// that p is never 0. Throws <see cref="GhnException"/> for an empty sample and values that are not finite.
    /// </remarks>
    public static PermutationTest TwoSampleTest(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        double[] all = [.. first, .. second];
        Values.Require(first, 1);
        Values.Require(second, 1);
        var exact = all.Length <= MostSeeds;
        var (sum, expected) = (first.Sum(), first.Count * all.Average());
        // As above: the same values in another order may differ in their last digits.
        var slack = 1e-12 * all.Sum(Math.Abs);
        var (extreme, above, splits) = exact ? (0, 0, 0) : (1, 1, 1);
        foreach (var drawn in exact ? AllSums(all, first.Count) : RandomSums(all, first.Count))
        {
            splits++;
            extreme += Math.Abs(drawn - expected) >= Math.Abs(sum - expected) - slack ? 1 : 0;
            above += drawn >= sum - slack ? 1 : 0;
        }
        return new PermutationTest(
            first.Average() - second.Average(),
            (double)extreme / splits,
            (double)above / splits
        );
    }

    /// <summary>
    /// Page's test of an order (1963): are the conditions ordered, the first the smallest? Each seed ranks its conditions
    /// (equal values share their mean rank), and L = Σ condition · rank, over seeds and conditions. The one-sided p is the
    /// share of all ways to permute each seed's ranks whose L is at least the observed one; exact.
    /// </summary>
    /// <param name="seeds">One list a seed, with a value for each condition, in the order that is claimed.</param>
    /// <remarks>
    /// Throws <see cref="GhnException"/> without seeds, for fewer than 2 or more than 8 conditions, lists of different
    /// lengths and values that are not finite.
    /// </remarks>
    public static double PageTest(IReadOnlyList<IReadOnlyList<double>> seeds)
    {
        if (seeds.Count == 0 || seeds[0].Count is < 2 or > 8 || seeds.Any(s => s.Count != seeds[0].Count))
            throw new GhnException(
                "Page's test needs at least one seed, and for each seed values of the same 2 to 8 conditions."
            );
        var (observed, chances) = (0, new Dictionary<int, double> { [0] = 1 });
        foreach (var seed in seeds)
        {
            Values.Require(seed, 2);
            var twice = seed.Select(v => seed.Count(u => u < v) + seed.Count(u => u <= v) + 1).ToArray(); // 2 · mean rank
            observed += Weighted(twice);
            var ways = Permutations(twice).GroupBy(Weighted).ToDictionary(g => g.Key, g => g.Count());
            double all = ways.Values.Sum();
            chances = (
                from sum in chances
                from way in ways
                group sum.Value * way.Value / all by sum.Key + way.Key
            ).ToDictionary(g => g.Key, g => g.Sum());
        }
        return Math.Min(1, chances.Where(c => c.Key >= observed).Sum(c => c.Value));
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

    /// <summary>A p value as tables show it: four digits, or "&lt; 0.0001".</summary>
    public static string Format(double p) =>
        p < 0.0001 ? "< 0.0001" : p.ToString("0.0000", CultureInfo.InvariantCulture);

    private static IEnumerable<double> AllSums(double[] values, int count)
    {
        for (var split = 0u; split < 1u << values.Length; split++)
            if (BitOperations.PopCount(split) == count)
                yield return values.Where((_, i) => (split >> i & 1) == 1).Sum();
    }

    private static IEnumerable<double> RandomSums(double[] values, int count)
    {
        var (random, shuffled) = (new RandomStream(0, "two-sample test"), values.ToArray());
        for (var split = 0; split < RandomSplits; split++)
        {
            for (var i = 0; i < count; i++) // the first of a Fisher-Yates shuffle
            {
                var j = i + random.Next(shuffled.Length - i);
                (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
            }
            var sum = 0.0;
            for (var i = 0; i < count; i++)
                sum += shuffled[i];
            yield return sum;
        }
    }

    private static int Weighted(IReadOnlyList<int> ranks) => ranks.Select((r, i) => (i + 1) * r).Sum();

    private static IEnumerable<int[]> Permutations(int[] values) =>
        values.Length <= 1
            ? [values]
            : Enumerable
                .Range(0, values.Length)
                .SelectMany(i =>
                    Permutations([.. values[..i], .. values[(i + 1)..]]).Select(rest => (int[])[values[i], .. rest])
                );
}

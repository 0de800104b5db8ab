using CsCheck;
using Ghn.Experiments.Statistics;

namespace Ghn.Tests.Experiments.Statistics;

public sealed class SignificanceTests
{
    [Fact]
    public void Darwins_maize_gives_fishers_own_count()
    {
        // Fisher, The Design of Experiments, section 21: 2 · 863 of 32,768 patterns.
        double[] crossedMinusSelfed = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
        var test = Significance.SignFlipTest(crossedMinusSelfed, new double[15]);
        Assert.Equal(2 * 863 / 32768.0, test.PValue, 12);
        Assert.Equal(314 / 15.0, test.MeanDifference, 12);
    }

    [Fact]
    public void By_hand()
    {
        // Differences 1, 2, 3: only +++ and −−− have a sum of 6, of 8 patterns.
        Assert.Equal(0.25, Significance.SignFlipTest([2, 4, 6], [1, 2, 3]).PValue);
        // 3, −1, 2: |sum| ≥ 4 for (3, ±1, 2) and their opposites.
        Assert.Equal(0.5, Significance.SignFlipTest([3, 0, 2], [0, 1, 0]).PValue);
        Assert.Equal(1, Significance.SignFlipTest([1, 2], [1, 2]).PValue);
    }

    [Fact]
    public void Rounding_does_not_hide_a_pattern_that_is_equal()
    {
        // 0.1 + 0.2 + 0.3 in another order is another number in its last digit.
        Assert.Equal(0.25, Significance.SignFlipTest([0.3, 0.1, 0.2], [0, 0, 0]).PValue);
        Assert.Equal(0.25, Significance.SignFlipTest([-0.1, -0.2, -0.3], [0, 0, 0]).PValue);
    }

    [Fact]
    public void Swapping_the_methods_or_scaling_changes_no_p() =>
        Gen.Double[-5, 5]
            .Array[2, 9]
            .Sample(d =>
            {
                var zero = new double[d.Length];
                var p = Significance.SignFlipTest(d, zero).PValue;
                Assert.InRange(p, 2.0 / (1 << d.Length), 1);
                Assert.Equal(p, Significance.SignFlipTest(zero, d).PValue);
                Assert.Equal(p, Significance.SignFlipTest([.. d.Select(v => 8 * v)], zero).PValue);
            });

    [Fact]
    public void Too_few_too_many_and_unequal_seeds_are_one_sentence()
    {
        string Message(int a, int b) =>
            Assert.Throws<GhnException>(() => Significance.SignFlipTest(new double[a], new double[b])).Message;
        Assert.Contains("1 values are too few", Message(1, 1));
        Assert.Contains("21 seeds are too many", Message(21, 21));
        Assert.Contains("3 values cannot be paired with 4", Message(3, 4));
    }

    [Fact]
    public void One_sided_is_the_share_of_patterns_that_are_at_least_as_far_up()
    {
        Assert.Equal(1 / 8.0, Significance.SignFlipTest([2, 4, 6], [1, 2, 3]).OneSidedPValue); // +++ alone
        Assert.Equal(1, Significance.SignFlipTest([1, 2, 3], [2, 4, 6]).OneSidedPValue);
        // 3, −1, 2: sums from 4 on are those of (3, −1, 2) and (3, 1, 2).
        Assert.Equal(0.25, Significance.SignFlipTest([3, 0, 2], [0, 1, 0]).OneSidedPValue);
    }

    [Fact]
    public void Page_by_hand()
    {
        // One seed, three conditions: L = 14 (in order), 13, 13, 11, 11, 10.
        Assert.Equal(
            1 / 6.0,
            Significance.PageTest([
                [1, 2, 3],
            ]),
            12
        );
        Assert.Equal(
            3 / 6.0,
            Significance.PageTest([
                [2, 1, 3],
            ]),
            12
        );
        Assert.Equal(
            1,
            Significance.PageTest([
                [3, 2, 1],
            ]),
            12
        );
        // Two seeds in order: one way of 36. One in order, the other with L = 13: 1 + 2 · 2 ways.
        Assert.Equal(
            1 / 36.0,
            Significance.PageTest([
                [1, 2, 3],
                [5, 7, 8],
            ]),
            12
        );
        Assert.Equal(
            5 / 36.0,
            Significance.PageTest([
                [1, 2, 3],
                [5, 8, 7],
            ]),
            12
        );
        // Two conditions: a sign test.
        Assert.Equal(1 / 32.0, Significance.PageTest([.. Enumerable.Repeat<double[]>([1, 2], 5)]), 12);
        Assert.Equal(
            1,
            Significance.PageTest([
                [1, 1, 1],
            ]),
            12
        );
    }

    [Fact]
    public void Page_agrees_with_trying_all_permutations()
    {
        double[][] seeds =
        [
            [0.2, 0.5, 0.4, 0.9],
            [0.1, 0.1, 0.3, 0.2],
            [0.4, 0.6, 0.5, 0.5],
        ];
        int[][] orders =
        [
            .. from a in Enumerable.Range(0, 4)
            from b in Enumerable.Range(0, 4)
            from c in Enumerable.Range(0, 4)
            from d in Enumerable.Range(0, 4)
            where new[] { a, b, c, d }.Distinct().Count() == 4
            select new[] { a, b, c, d },
        ];
        double Sum(double[] seed, int[] order)
        {
            var ranks = seed.Select(v => (seed.Count(u => u < v) + seed.Count(u => u <= v) + 1) / 2.0).ToArray();
            return Enumerable.Range(0, 4).Sum(i => (i + 1) * ranks[order[i]]);
        }
        var observed = seeds.Sum(s => Sum(s, [0, 1, 2, 3]));
        var sums =
            from a in orders
            from b in orders
            from c in orders
            select Sum(seeds[0], a) + Sum(seeds[1], b) + Sum(seeds[2], c);
        Assert.Equal(sums.Average(l => l >= observed ? 1.0 : 0.0), Significance.PageTest(seeds), 12);
    }

    [Fact]
    public void Page_needs_the_same_conditions_of_every_seed()
    {
        Assert.Throws<GhnException>(() => Significance.PageTest([]));
        Assert.Throws<GhnException>(() =>
            Significance.PageTest([
                [1],
            ])
        );
        Assert.Throws<GhnException>(() =>
            Significance.PageTest([
                [1, 2],
                [1, 2, 3],
            ])
        );
        Assert.Throws<GhnException>(() =>
            Significance.PageTest([
                [1, double.NaN],
            ])
        );
    }

    [Fact]
    public void A_small_p_is_not_told_as_zero() =>
        Assert.Equal(["0.0313", "0.0001", "< 0.0001"], new[] { 0.03125, 0.0001, 3e-7 }.Select(Significance.Format));

    [Fact]
    public void Holm_by_hand()
    {
        // Sorted .005·4, .01·3, .03·2, .04·1, none below the one before.
        var adjusted = Significance.Holm([0.01, 0.04, 0.03, 0.005]);
        Assert.Equal([0.03, 0.06, 0.06, 0.02], adjusted.Select(p => Math.Round(p, 12)));
        Assert.Equal([1, 1], Significance.Holm([0.6, 0.7]));
        Assert.Empty(Significance.Holm([]));
    }

    [Fact]
    public void Holm_keeps_the_order_and_lies_between_no_correction_and_bonferroni() =>
        Gen.Double[0, 1]
            .Array[1, 8]
            .Sample(p =>
            {
                var adjusted = Significance.Holm(p);
                for (var i = 0; i < p.Length; i++)
                {
                    Assert.InRange(adjusted[i], p[i], Math.Min(1, p.Length * p[i]) + 1e-15);
                    for (var j = 0; j < p.Length; j++)
                        Assert.True(p[i] > p[j] || adjusted[i] <= adjusted[j]);
                }
            });

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void What_is_not_a_p_value_is_refused(double p) =>
        Assert.Contains("not a p value", Assert.Throws<GhnException>(() => Significance.Holm([0.5, p])).Message);

    [Fact]
    public void Two_samples_by_hand()
    {
        // 3 + 4 is the largest sum of two of 1, 2, 3, 4: one of six splits, and one is as far below.
        var test = Significance.TwoSampleTest([3, 4], [1, 2]);
        Assert.Equal((2, 2 / 6.0, 1 / 6.0), (test.MeanDifference, test.PValue, test.OneSidedPValue));
        // 2 + 4 = 6 is reached by {2, 4} and {3, 4}; as far from the mean of 5 are {1, 2} and {1, 3} too.
        test = Significance.TwoSampleTest([2, 4], [1, 3]);
        Assert.Equal((1, 4 / 6.0, 2 / 6.0), (test.MeanDifference, test.PValue, test.OneSidedPValue));
    }

    [Fact]
    public void Two_samples_of_unequal_size()
    {
        Assert.Equal(0.25, Significance.TwoSampleTest([9], [1, 2, 3]).OneSidedPValue);
        Assert.Equal(1, Significance.TwoSampleTest([1, 2, 3], [9]).OneSidedPValue);
        Assert.Equal(1, Significance.TwoSampleTest([0.1, 0.1], [0.1]).PValue);
    }

    [Fact]
    public void Many_values_are_split_at_random()
    {
        double[] Sample(string name, int count, double shift) =>
            [.. new RandomStream(4, name).Normal(count).Select(v => v + shift)];
        // One value of 21 is the largest in one split of 21; the standard error of 100,000 splits is 0.0007.
        var one = Significance.TwoSampleTest([21], [.. Enumerable.Range(0, 20).Select(i => (double)i)]);
        Assert.Equal(1 / 21.0, one.OneSidedPValue, 0.003);
        Assert.Equal(1 / 21.0, one.PValue, 0.003);
        Assert.Equal(
            1 / 100_001.0,
            Significance.TwoSampleTest(Sample("a", 20, 100), Sample("b", 20, 0)).OneSidedPValue,
            12
        );
    }

    [Fact]
    public void An_empty_sample_is_refused() => Assert.Throws<GhnException>(() => Significance.TwoSampleTest([], [1]));
}

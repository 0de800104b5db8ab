using CsCheck;
using Ghn.Experiments.Statistics;

namespace Ghn.Tests.Experiments.Statistics;

public sealed class TopKTests
{
    private static readonly double[] s_truth = [50, 70, 60, 65];

    [Theory]
    [InlineData(1, 10)] // keeps 60
    [InlineData(2, 5)] // 60, 65
    [InlineData(3, 5)] // 60, 65, 50
    [InlineData(4, 0)]
    public void Regret_is_what_the_best_kept_lacks(int k, double regret) =>
        Assert.Equal(regret, TopK.Regret([2, 1, 9, 8], s_truth, k));

    [Theory]
    [InlineData(1, 0)] // 60; best: 70
    [InlineData(2, 0.5)] // 60, 65; best: 70, 65
    [InlineData(3, 2 / 3.0)] // 60, 65, 50; best: 70, 65, 60
    [InlineData(4, 1)]
    public void Precision_is_the_share_that_belongs_there(int k, double precision) =>
        Assert.Equal(precision, TopK.Precision([2, 1, 9, 8], s_truth, k), 12);

    [Fact]
    public void Ties_of_the_truth_are_equally_good() => Assert.Equal(1, TopK.Precision([3, 1, 2], [5, 5, 1], 1));

    [Fact]
    public void Ties_of_the_surrogate_are_broken_by_chance()
    {
        double[] surrogate = [1, 2, 2, 2, 2, 3],
            truth = [90, 40, 80, 60, 70, 50];
        // k = 3: item 5 is sure; 2 of {40, 80, 60, 70}: best is 80 in 3 of 6 draws, 70 in 2, 60 in 1.
        Assert.Equal(90 - (80 * 3 + 70 * 2 + 60) / 6.0, TopK.Regret(surrogate, truth, 3), 12);
        // The three best are 90, 80, 70: of the two drawn from four, each belongs there with chance 1/2.
        Assert.Equal(1 / 3.0, TopK.Precision(surrogate, truth, 3), 12);
    }

    [Fact]
    public void The_exact_mean_over_ties_equals_all_subsets_gone_through() =>
        Gen.Select(Gen.Int[0, 2].Array[7], Gen.Int[0, 9].Array[7], Gen.Int[1, 7])
            .Sample(
                (s, t, k) =>
                {
                    double[] surrogate = [.. s.Select(v => (double)v)],
                        truth = [.. t.Select(v => (double)v)];
                    var border = s.OrderDescending().ElementAt(k - 1);
                    var subsets = Enumerable
                        .Range(0, 1 << 7)
                        .Select(bits => Enumerable.Range(0, 7).Where(i => (bits >> i & 1) == 1).ToArray())
                        .Where(kept => kept.Length == k && kept.All(i => s[i] >= border))
                        .Where(kept => Enumerable.Range(0, 7).All(i => s[i] <= border || kept.Contains(i)))
                        .ToArray();
                    var kth = t.OrderDescending().ElementAt(k - 1);
                    Assert.Equal(subsets.Average(z => t.Max() - z.Max(i => t[i])), TopK.Regret(surrogate, truth, k), 9);
                    Assert.Equal(
                        subsets.Average(z => z.Count(i => t[i] >= kth) / (double)k),
                        TopK.Precision(surrogate, truth, k),
                        9
                    );
                }
            );

    [Fact]
    public void The_truth_itself_has_no_regret_and_full_precision() =>
        Gen.Select(Gen.Int[0, 5].Select(v => (double)v).Array[1, 9], Gen.Int[0, 8])
            .Sample(
                (truth, k) =>
                {
                    k = 1 + k % truth.Length;
                    Assert.Equal(0, TopK.Regret(truth, truth, k), 12);
                    Assert.Equal(1, TopK.Precision(truth, truth, k), 12);
                }
            );

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void An_impossible_k_is_one_sentence(int k) =>
        Assert.Contains(
            $"k = {k} is impossible",
            Assert.Throws<GhnException>(() => TopK.Regret([1, 2, 3, 4], s_truth, k)).Message
        );

    [Fact]
    public void An_agreement_among_the_best_looks_at_them_alone()
    {
        double[] truth = [6, 5, 4, 1, 2, 3],
            surrogate = [3, 2, 1, 9, 8, 7];
        Assert.Equal(-27 / 35.0, Correlation.Spearman(surrogate, truth), 12);
        Assert.Equal(1, TopK.AmongBest(0.5, Correlation.Spearman)(surrogate, truth), 12);
        Assert.Equal(Correlation.Spearman(surrogate, truth), TopK.AmongBest(1, Correlation.Spearman)(surrogate, truth));
        Assert.Equal(double.NaN, TopK.AmongBest(0.5, Correlation.Spearman)([1, 1, 1, 9, 8, 7], truth));
        Assert.Contains(
            "A share of 50 is impossible",
            Assert.Throws<GhnException>(() => TopK.AmongBest(50, Correlation.Spearman)).Message
        );
    }
}

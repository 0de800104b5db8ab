using CsCheck;
using Ghn.Experiments.Statistics;

namespace Ghn.Tests.Experiments.Statistics;

public sealed class CorrelationTests
{
    private static readonly Agreement[] s_all = [Correlation.Pearson, Correlation.Spearman, Correlation.Kendall];

    /// <summary>Two lists with ties, neither of them constant.</summary>
    private static readonly Gen<(double[] A, double[] B)> Pairs = Gen.Int[3, 30]
        .SelectMany(n => Gen.Select(List(n), List(n)))
        .Where(p => p.Item1.Distinct().Count() > 1 && p.Item2.Distinct().Count() > 1)
        .Select(p => (p.Item1, p.Item2));

    private static Gen<double[]> List(int n) => Gen.Int[-6, 6].Select(i => i / 2.0).Array[n];

    [Fact]
    public void Pearson_of_anscombes_first_set_is_0816()
    {
        double[] x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
        double[] y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        Assert.Equal(0.81642, Correlation.Pearson(x, y), 5);
    }

    [Fact]
    public void Pearson_by_hand()
    {
        // Means 2 and 3; Σ products −1·−2 + 0·1 + 1·1 = 3; Σ squares 2 and 6.
        Assert.Equal(3 / Math.Sqrt(12), Correlation.Pearson([1, 2, 3], [1, 4, 4]), 12);
    }

    [Fact]
    public void Pearson_is_that_of_MathNet() =>
        Pairs.Sample(p =>
            Assert.Equal(
                MathNet.Numerics.Statistics.Correlation.Pearson(p.A, p.B),
                Correlation.Pearson(p.A, [.. p.B.Select(v => v)]),
                12
            )
        );

    [Fact]
    public void Spearman_of_ten_pairs_without_ties_is_1_minus_6_sum_d2_over_n_n2_minus_1()
    {
        double[] a = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110];
        double[] b = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17];
        Assert.Equal(1 - 6 * 194 / 990.0, Correlation.Spearman(a, b), 12);
    }

    [Fact]
    public void Spearman_gives_equal_values_their_average_rank()
    {
        // Ranks 1, 2, 3, 4, 5 and 1, 2, 3.5, 5, 3.5.
        Assert.Equal(
            Correlation.Pearson([1, 2, 3, 4, 5], [1, 2, 3.5, 5, 3.5]),
            Correlation.Spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]),
            12
        );
        Assert.Equal(0.8207826817, Correlation.Spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]), 9);
    }

    [Fact]
    public void A_partial_correlation_is_that_of_what_a_line_leaves()
    {
        double[] given = [1, 2, 3, 4, 5, 6],
            noise = [0.3, -0.2, 0.1, 0.4, -0.5, 0.2],
            other = [0.1, 0.2, -0.4, 0.3, -0.1, 0.2];
        double[] a = [.. given.Zip(noise, (g, n) => 2 * g + n)],
            b = [.. given.Zip(other, (g, n) => 1 - g + n)];
        double[] Left(double[] values)
        {
            var (x, y) = (given.Average(), values.Average());
            var slope = given.Zip(values, (g, v) => (g - x) * (v - y)).Sum() / given.Sum(g => (g - x) * (g - x));
            return [.. given.Zip(values, (g, v) => v - y - slope * (g - x))];
        }
        Assert.Equal(Correlation.Pearson(Left(a), Left(b)), Correlation.Partial(a, b, given), 9);
        Assert.Equal(double.NaN, Correlation.Partial(given, b, given));
    }

    [Fact]
    public void Kendall_by_hand_with_ties()
    {
        // Of 10 pairs 8 are not tied in a and 9 not in b; 2 concordant, 6 discordant: (2 − 6) / √72.
        Assert.Equal(-4 / Math.Sqrt(72), Correlation.Kendall([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]), 12);
    }

    [Fact]
    public void Kendall_without_ties_counts_inversions() =>
        Gen.Shuffle(Enumerable.Range(0, 9).Select(i => (double)i).ToArray())
            .Sample(order =>
            {
                var inversions = order.Select((v, i) => order.Take(i).Count(u => u > v)).Sum();
                var tau = Correlation.Kendall([.. Enumerable.Range(0, 9).Select(i => (double)i)], order);
                Assert.Equal(1 - 4.0 * inversions / (9 * 8), tau, 12);
            });

    [Fact]
    public void It_is_symmetric_bounded_and_turns_its_sign_with_one_list() =>
        Gen.Select(Pairs, Gen.Int[0, 2].Select(i => s_all[i]))
            .Sample(
                (p, r) =>
                {
                    var value = r(p.A, p.B);
                    Assert.InRange(value, -1, 1);
                    Assert.Equal(value, r(p.B, p.A), 12);
                    Assert.Equal(-value, r(p.A, [.. p.B.Select(v => -v)]), 12);
                    Assert.Equal(1, r(p.A, p.A), 12);
                }
            );

    [Fact]
    public void Ranks_do_not_change_under_monotone_maps_and_pearson_not_under_linear_ones() =>
        Pairs.Sample(p =>
        {
            double[] bent = [.. p.A.Select(v => Math.Exp(v) + v)],
                scaled = [.. p.A.Select(v => 3 * v - 7)];
            Assert.Equal(Correlation.Spearman(p.A, p.B), Correlation.Spearman(bent, p.B), 12);
            Assert.Equal(Correlation.Kendall(p.A, p.B), Correlation.Kendall(bent, p.B), 12);
            Assert.Equal(Correlation.Pearson(p.A, p.B), Correlation.Pearson(scaled, p.B), 9);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_has_no_correlation_is_one_sentence(int which)
    {
        var r = s_all[which];
        string Message(double[] a, double[] b) => Assert.Throws<GhnException>(() => r(a, b)).Message;
        Assert.Contains("3 values cannot be paired with 2", Message([1, 2, 3], [1, 2]));
        Assert.Contains("2 values are too few", Message([1, 2], [1, 2]));
        Assert.Contains("Value 1 is NaN", Message([1, 2, 3], [1, double.NaN, 3]));
        Assert.Contains("no correlation is defined", Message([1, 2, 3], [0.1, 0.1, 0.1]));
    }
}

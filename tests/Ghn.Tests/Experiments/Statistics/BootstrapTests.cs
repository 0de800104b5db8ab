using Ghn.Experiments.Statistics;

namespace Ghn.Tests.Experiments.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void Intervals_hold_the_true_mean_about_as_often_as_they_say()
    {
        const int Samples = 400,
            Items = 40;
        var held = 0;
        for (var s = 0; s < Samples; s++)
        {
            var values = new RandomStream(5, "sample", s).Normal(Items); // mean 0
            var interval = Bootstrap.Of(
                Items,
                drawn => drawn.Average(i => values[i]),
                new RandomStream(5, "bootstrap", s),
                400,
                0.9
            );
            held += interval.Low <= 0 && interval.High >= 0 ? 1 : 0;
        }
        // 90 % less what 40 items cost (about 1.5 points), within three standard errors of 1.5 points.
        Assert.InRange(held / (double)Samples, 0.84, 0.93);
    }

    [Fact]
    public void Intervals_hold_the_true_correlation_about_as_often_as_they_say()
    {
        const int Samples = 200,
            Items = 60;
        const double Rho = 0.6;
        var held = 0;
        for (var s = 0; s < Samples; s++)
        {
            var (a, b) = Correlated(Items, Rho, s);
            var interval = Bootstrap.Of(a, b, Correlation.Pearson, new RandomStream(6, "bootstrap", s), 400);
            held += interval.Low <= Rho && interval.High >= Rho ? 1 : 0;
        }
        Assert.InRange(held / (double)Samples, 0.89, 0.98);
    }

    [Fact]
    public void An_interval_holds_its_estimate_narrows_with_items_and_is_a_function_of_its_stream()
    {
        Interval Of(int items, long step) =>
            Bootstrap.Of(
                Correlated(items, 0.5, 1).A,
                Correlated(items, 0.5, 1).B,
                Correlation.Spearman,
                new RandomStream(7, "bootstrap", step),
                1000
            );
        var (few, many) = (Of(25, 0), Of(400, 0));
        Assert.InRange(few.Estimate, few.Low, few.High);
        Assert.InRange((many.High - many.Low) / (few.High - few.Low), 0.15, 0.4); // √(25/400) = 0.25
        Assert.Equal(few, Of(25, 0));
        Assert.NotEqual(few, Of(25, 1));
        Assert.Equal(0.95, few.Level);
    }

    [Fact]
    public void The_estimate_is_the_statistic_of_the_data()
    {
        var (a, b) = Correlated(30, 0.5, 2);
        var interval = Bootstrap.Of(a, b, (s, t) => TopK.Regret(s, t, 5), new RandomStream(0, "b"), 200);
        Assert.Equal(TopK.Regret(a, b, 5), interval.Estimate);
    }

    [Fact]
    public void Of_two_surrogates_the_better_one_wins_and_equal_ones_do_not_differ()
    {
        var truth = Normal(80, "truth");
        double[] Noisy(double noise, string name) => [.. truth.Zip(Normal(80, name), (t, z) => t + noise * z)];
        double[] good = Noisy(0.5, "one"),
            poor = Noisy(3, "two");
        PairedDifference Compare(double[] a, double[] b) => Compared(a, b, truth, new RandomStream(1, "compare"), 2000);

        var better = Compare(good, poor);
        Assert.True(better.Difference.Low > 0);
        Assert.Equal(2.0 / 2001, better.PValue, 9); // none of the resamples lies beyond 0
        var worse = Compare(poor, good);
        Assert.Equal(-better.Difference.Estimate, worse.Difference.Estimate, 12);
        Assert.Equal(better.PValue, worse.PValue, 12);
        Assert.Equal(1, Compare(good, good).PValue);
    }

    [Fact]
    public void P_values_of_equally_good_surrogates_are_small_about_as_rarely_as_they_say()
    {
        const int Samples = 200;
        var small = 0;
        for (var s = 0; s < Samples; s++)
        {
            var truth = Normal(50, "truth", s);
            double[] Noisy(string name) => [.. truth.Zip(Normal(50, name, s), (t, z) => t + z)];
            var random = new RandomStream(3, "compare", s);
            var result = Compared(Noisy("one"), Noisy("two"), truth, random, 400);
            small += result.PValue <= 0.1 ? 1 : 0;
        }
        Assert.InRange(small / (double)Samples, 0.04, 0.18);
    }

    [Fact]
    public void Resamples_without_a_correlation_are_drawn_again()
    {
        // One in nine resamples of three items has one value only.
        var interval = Bootstrap.Of([1, 2, 3], [1, 3, 2], Correlation.Pearson, new RandomStream(0, "b"), 500);
        Assert.InRange(interval.Low, -1, interval.Estimate);
    }

    [Fact]
    public void Impossible_wishes_are_one_sentence()
    {
        var random = new RandomStream(0, "b");
        string Message(Func<object> action) => Assert.Throws<GhnException>(action).Message;
        Assert.Contains("confidence level of 95", Message(() => Bootstrap.Of(5, _ => 1, random, 10, 95)));
        Assert.Contains("at least 2 items", Message(() => Bootstrap.Of(1, _ => 1, random)));
        Assert.Contains("not defined", Message(() => Bootstrap.Of(5, _ => double.NaN, random, 10)));
        Assert.Contains(
            "no correlation is defined",
            Message(() => Bootstrap.Of([1, 1, 1], [1, 2, 3], Correlation.Pearson, random))
        );
    }

    private static PairedDifference Compared(double[] a, double[] b, double[] truth, RandomStream random, int resamples)
    {
        double R(double[] scores, IReadOnlyList<int> drawn) =>
            Correlation.Pearson([.. drawn.Select(i => scores[i])], [.. drawn.Select(i => truth[i])]);
        return Bootstrap.Compare([truth.Length], d => R(a, d[0]) - R(b, d[0]), random, resamples);
    }

    private static (double[] A, double[] B) Correlated(int items, double rho, long step)
    {
        var (x, y) = (Normal(items, "x", step), Normal(items, "y", step));
        return (x, [.. x.Zip(y, (u, v) => rho * u + Math.Sqrt(1 - rho * rho) * v)]);
    }

    private static double[] Normal(int count, string name, long step = 0) =>
        Array.ConvertAll(new RandomStream(9, name, step).Normal(count), v => (double)v);
}

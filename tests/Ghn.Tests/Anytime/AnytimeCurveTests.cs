using CsCheck;
using Ghn.Anytime;

namespace Ghn.Tests.Anytime;

public sealed class AnytimeCurveTests
{
    /// <summary>In no order; the exit at 30 is worse than the one before it, that at 20 has a dearer twin.</summary>
    private static readonly AnytimeCurve Curve = new([40, 10, 30, 20, 20], [0.8, 0.4, 0.5, 0.6, 0.1]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9.9, 0)]
    [InlineData(10, 0.4)]
    [InlineData(19, 0.4)]
    [InlineData(20, 0.6)]
    [InlineData(35, 0.6)]
    [InlineData(40, 0.8)]
    [InlineData(double.PositiveInfinity, 0.8)]
    public void At_a_budget_it_has_the_best_exit_so_far(double budget, double accuracy) =>
        Assert.Equal(accuracy, Curve.At(budget));

    [Fact]
    public void It_rises_only_where_an_exit_is_better() => Assert.Equal([(10, 0.4), (20, 0.6), (40, 0.8)], Curve.Steps);

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(0, 50, (10 * 0.4 + 20 * 0.6 + 10 * 0.8) / 50)]
    [InlineData(15, 25, (5 * 0.4 + 5 * 0.6) / 10)]
    [InlineData(22, 24, 0.6)]
    [InlineData(40, 60, 0.8)]
    [InlineData(100, 101, 0.8)]
    public void Areas_worked_out_by_hand(double from, double to, double area) =>
        Assert.Equal(area, Curve.Area(from, to), 12);

    [Fact]
    public void The_area_is_the_mean_over_many_budgets() =>
        Gen.Select(Gen.Double[1, 100], Gen.Double[0, 1])
            .Array[1, 8]
            .Sample(
                exits =>
                {
                    var curve = new AnytimeCurve(
                        exits.Select(e => e.Item1).ToArray(),
                        exits.Select(e => e.Item2).ToArray()
                    );
                    const int Samples = 10_000;
                    var mean = Enumerable.Range(0, Samples).Average(i => curve.At(5 + (i + 0.5) * 100 / Samples));
                    return Math.Abs(mean - curve.Area(5, 105)) < 1e-3;
                },
                iter: 50
            );

    [Fact]
    public void Chosen_by_other_images_it_has_the_exit_that_is_best_there_and_may_fall()
    {
        var curve = new AnytimeCurve([10, 20, 30], accuracies: [0.5, 0.4, 0.9], chosenBy: [0.3, 0.6, 0.6]);
        Assert.Equal([(10, 0.5), (20, 0.4)], curve.Steps); // the last is not better where it is chosen
        Assert.Equal(0.4, curve.At(100));
        Assert.Equal((10 * 0.5 + 20 * 0.4) / 30, curve.Area(10, 40), 12);
    }

    [Fact]
    public void A_curve_keeps_no_list_of_the_caller()
    {
        double[] accuracies = [0.5];
        var curve = new AnytimeCurve([1], accuracies);
        accuracies[0] = 0.9;
        Assert.Equal(0.5, curve.At(2));
    }

    [Fact]
    public void Impossible_values_are_named()
    {
        static string Error(Func<object> make) => Assert.Throws<GhnException>(make).Message;
        Assert.StartsWith(
            "2 costs, 1 accuracies and 1 values of chosenBy",
            Error(() => new AnytimeCurve([1, 2], [0.5]))
        );
        Assert.StartsWith("0 costs, 0 accuracies and 0 values of chosenBy", Error(() => new AnytimeCurve([], [])));
        Assert.StartsWith("Cost 0 of exit 1", Error(() => new AnytimeCurve([1, 0], [0.5, 0.5])));
        Assert.StartsWith("Cost NaN of exit 0", Error(() => new AnytimeCurve([double.NaN], [0.5])));
        Assert.StartsWith("Accuracy 1.5 of exit 0", Error(() => new AnytimeCurve([1], [1.5])));
        Assert.StartsWith("Accuracy NaN of exit 0", Error(() => new AnytimeCurve([1], [double.NaN])));
        Assert.StartsWith("The budgets 2 … 2", Error(() => Curve.Area(2, 2)));
        Assert.StartsWith("The budgets 0 … NaN", Error(() => Curve.Area(0, double.NaN)));
        Assert.StartsWith("budget = NaN", Error(() => Curve.At(double.NaN)));
    }
}

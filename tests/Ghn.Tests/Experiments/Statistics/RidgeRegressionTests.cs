using Ghn.Experiments.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace Ghn.Tests.Experiments.Statistics;

public sealed class RidgeRegressionTests
{
    [Theory]
    [InlineData(12, 3, 0.5)]
    [InlineData(6, 9, 2.0)] // more features than items
    public void Slopes_are_those_of_the_normal_equations_and_each_left_out_item_is_predicted_by_the_others(
        int items,
        int features,
        double penalty
    )
    {
        var (x, y) = Draw(items, features);
        var fit = RidgeRegression.Fit(x, y, [penalty]);
        var probe = x[0].Select(v => v + 1).ToArray();
        Assert.Equal(ByNormalEquations(x, y, penalty, probe), fit.Predict(probe), 1e-9);
        for (var i = 0; i < items; i++)
        {
            var others = Enumerable.Range(0, items).Where(j => j != i).ToArray();
            var expected = ByNormalEquations(
                [.. others.Select(j => x[j])],
                [.. others.Select(j => y[j])],
                penalty,
                x[i]
            );
            Assert.Equal(expected, fit.LeftOut[i], 1e-9);
        }
    }

    [Fact]
    public void The_penalty_has_the_smallest_left_out_error()
    {
        var (x, y) = Draw(15, 4);
        double[] penalties = [0.01, 0.1, 1, 10, 100];
        double Error(RidgeRegression fit) => fit.LeftOut.Zip(y, (a, b) => (a - b) * (a - b)).Sum();
        var each = penalties.Select(p => RidgeRegression.Fit(x, y, [p])).ToArray();
        Assert.Equal(each.MinBy(Error)!.Penalty, RidgeRegression.Fit(x, y, penalties).Penalty);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        string Message(Action call) => Assert.Throws<GhnException>(call).Message;
        var (x, y) = Draw(5, 2);
        Assert.Contains("too few", Message(() => RidgeRegression.Fit(x[..2], y[..2])));
        Assert.Contains("do not fit 5 values", Message(() => RidgeRegression.Fit(x[..4], y)));
        Assert.Contains("do not fit", Message(() => RidgeRegression.Fit([.. x[..4], [1]], y)));
        Assert.Contains("do not fit", Message(() => RidgeRegression.Fit([.. x[..4], [1, double.NaN]], y)));
        Assert.Contains("above 0", Message(() => RidgeRegression.Fit(x, y, [0])));
        Assert.Contains("3 features", Message(() => RidgeRegression.Fit(x, y).Predict([1, 2, 3])));
    }

    private static (double[][] X, double[] Y) Draw(int items, int features)
    {
        var random = new RandomStream(1, "ridge");
        var x = Enumerable.Range(0, items).Select(_ => Array.ConvertAll(random.Normal(features), v => (double)v));
        var rows = x.ToArray();
        return (rows, [.. rows.Select(r => 3 + r[0] - 2 * r[^1] + random.Normal(1)[0])]);
    }

    private static double ByNormalEquations(double[][] x, double[] y, double penalty, double[] probe)
    {
        var (rows, mean) = (Matrix<double>.Build.DenseOfRows(x), y.Average());
        var means = rows.ColumnSums() / x.Length;
        var centred = Matrix<double>.Build.DenseOfRows(
            x.Select(r => (Vector<double>.Build.Dense(r) - means).ToArray())
        );
        var left =
            centred.TransposeThisAndMultiply(centred) + penalty * Matrix<double>.Build.DenseIdentity(means.Count);
        var slopes = left.Solve(centred.TransposeThisAndMultiply(Vector<double>.Build.Dense(y) - mean));
        return mean + (Vector<double>.Build.Dense(probe) - means).DotProduct(slopes);
    }
}

using MathNet.Numerics.LinearAlgebra;

namespace Ghn.Experiments.Statistics;

/// <summary>
/// A linear fit with a penalty λ on the squares of its slopes (Hoerl and Kennard 1970). The intercept has no penalty. It
/// predicts from few known values: with 20 accuracies and several scores of each architecture, those of all others.
/// </summary>
/// <remarks>
/// The penalty depends on the units of the features: give numbers of similar size, such as ranks. For up to a few hundred items.
/// </remarks>
public sealed class RidgeRegression
{
    private readonly Vector<double> _slopes;
    private readonly double _intercept;

    private RidgeRegression(double penalty, Vector<double> slopes, double intercept, double[] leftOut) =>
        (Penalty, _slopes, _intercept, LeftOut) = (penalty, slopes, intercept, leftOut);

    /// <summary>λ.</summary>
    public double Penalty { get; }

    /// <summary>What the fit to all other items predicts for each item (leave-one-out).</summary>
    public IReadOnlyList<double> LeftOut { get; }

    /// <summary>
    /// Fits with the penalty whose leave-one-out predictions have the smallest squared error. Throws
    /// <see cref="GhnException"/> for fewer than 3 items, rows of different lengths, and numbers that are not finite.
    /// </summary>
    /// <param name="features">A row of numbers for each item.</param>
    /// <param name="values">The known value of each item.</param>
    /// <param name="penalties">The penalties to choose from, above 0; null: 0.001 to 1,000, a factor of √10 apart.</param>
    public static RidgeRegression Fit(
        IReadOnlyList<IReadOnlyList<double>> features,
        IReadOnlyList<double> values,
        IReadOnlyList<double>? penalties = null
    )
    {
        Values.Require(values, 3);
        var size = features.Count == values.Count ? features[0].Count : -1;
        if (size < 1 || features.Any(f => f.Count != size || f.Any(v => !double.IsFinite(v))))
            throw new GhnException(
                $"The features do not fit {values.Count} values: give each a row of as many finite numbers."
            );
        penalties ??= [.. Enumerable.Range(-6, 13).Select(half => Math.Pow(10, half / 2.0))];
        if (penalties.Count == 0 || penalties.Any(p => p is not (> 0 and < double.PositiveInfinity)))
            throw new GhnException("A penalty must be a number above 0: give at least one.");
        var x = Matrix<double>.Build.DenseOfRows(features);
        var y = Vector<double>.Build.DenseOfEnumerable(values);
        var means = x.ColumnSums() / x.RowCount;
        var decomposed = (x - Matrix<double>.Build.Dense(x.RowCount, size, (_, j) => means[j])).Svd();
        var best = penalties.Select(p => Fit(decomposed, means, y, p)).MinBy(fit => Error(fit, values))!;
        return double.IsFinite(Error(best, values))
            ? best
            : throw new GhnException("No penalty gives a finite fit: give larger penalties, or smaller features.");
    }

    /// <summary>The prediction for an item with these features.</summary>
    public double Predict(IReadOnlyList<double> features) =>
        features.Count == _slopes.Count
            ? _intercept + features.Select((f, i) => f * _slopes[i]).Sum()
            : throw new GhnException($"{features.Count} features were given, but the fit has {_slopes.Count}.");

    private static double Error(RidgeRegression fit, IReadOnlyList<double> values)
    {
        var error = fit.LeftOut.Zip(values, (predicted, v) => (predicted - v) * (predicted - v)).Sum();
        return double.IsNaN(error) ? double.PositiveInfinity : error; // MinBy takes NaN for the smallest
    }

    private static RidgeRegression Fit(
        MathNet.Numerics.LinearAlgebra.Factorization.Svd<double> x, // of the centred features
        Vector<double> means,
        Vector<double> y,
        double penalty
    )
    {
        var (s, mean) = (x.S, y.Sum() / y.Count);
        var along = x.U.TransposeThisAndMultiply(y - mean).SubVector(0, s.Count);
        var slopes = x.VT.TransposeThisAndMultiply(
            Vector<double>.Build.Dense(x.VT.RowCount, k => k < s.Count ? along[k] * s[k] / (s[k] * s[k] + penalty) : 0)
        );
        var leftOut = new double[y.Count];
        for (var i = 0; i < leftOut.Length; i++)
        {
            var (fitted, leverage) = (mean, 1.0 / y.Count);
            for (var k = 0; k < s.Count; k++)
            {
                var share = s[k] * s[k] / (s[k] * s[k] + penalty);
                fitted += x.U[i, k] * share * along[k];
                leverage += x.U[i, k] * share * x.U[i, k];
            }
            leftOut[i] = y[i] - (y[i] - fitted) / (1 - leverage);
        }
        return new(penalty, slopes, mean - slopes.DotProduct(means), leftOut);
    }
}

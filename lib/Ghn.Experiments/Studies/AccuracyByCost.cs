using MathNet.Numerics;

namespace Ghn.Experiments.Studies;

/// <summary>
/// The accuracy of an exit, predicted from its cost alone: a parabola in the logarithm of multiply-adds, fitted by least
/// squares to the exits of trained networks, on validation images. What a predictor has to beat that knows networks.
/// </summary>
internal sealed class AccuracyByCost
{
    private readonly Polynomial _parabola;

    /// <summary>Fits it. Throws <see cref="GhnException"/> if the networks have fewer than three different costs.</summary>
    public AccuracyByCost(IEnumerable<TrainedAnytime> networks)
    {
        var exits = networks.SelectMany(n => n.Costs.Zip(n.Validation)).ToArray();
        if (exits.Select(e => e.First).Distinct().Count() < 3)
            throw new GhnException("A parabola needs exits of at least three different costs: give more networks.");
        _parabola = Polynomial.Fit([.. exits.Select(e => Math.Log(e.First))], [.. exits.Select(e => e.Second)], 2);
    }

    /// <summary>Accuracy of an exit, 0 … 1.</summary>
    /// <param name="cost">Its multiply-adds, above 0.</param>
    public double At(double cost) => Math.Clamp(_parabola.Evaluate(Math.Log(cost)), 0, 1);
}

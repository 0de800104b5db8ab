namespace Ghn.Training;

/// <summary>How the losses of a network's exits become one loss.</summary>
internal static class ExitWeights
{
    /// <summary>
    /// Weights of the exits, in the order of nodes: exit k of K in proportion to (k / K) to the given power, and their sum is
    /// <paramref name="sum"/>.
    /// </summary>
    public static IReadOnlyList<double> Of(int exits, double power, double sum)
    {
        var weights = Enumerable.Range(1, exits).Select(k => Math.Pow(k / (double)exits, power)).ToArray();
        var scale = sum / weights.Sum();
        return weights.Select(w => w * scale).ToArray();
    }

    public static Tensor Sum(IReadOnlyList<Tensor> losses, IReadOnlyList<double> weights) =>
        losses.Zip(weights, (loss, w) => loss.Times(w)).Aggregate((a, b) => a.Plus(b));
}

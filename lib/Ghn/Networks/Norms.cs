using Ghn.Operators;
using Ghn.Weights;

namespace Ghn.Networks;

/// <summary>
/// Batch norm with the statistics of the batch (no <paramref name="statistics"/>), with given ones, or with those of the
/// batch that are also averaged into the given ones, with weight <paramref name="measuring"/> for this batch.
/// </summary>
internal sealed class Norms(NormStatistics? statistics = null, double? measuring = null)
{
    private const double Epsilon = 1e-5;

    /// <summary>Whether the statistics are those of the batch, and nobody wants them.</summary>
    public bool AreOfTheBatch => statistics is null;

    /// <summary>Whether those of the batch are used, wanted or not.</summary>
    public bool UseTheBatch => statistics is null || measuring is not null;

    /// <summary><paramref name="x"/>: [B, C, H, W].</summary>
    public Tensor Apply(WeightSet weights, int node, Tensor x)
    {
        var (mean, variance) = statistics is null ? (null, null) : Known(statistics[node]);
        return F.batch_norm(
            x,
            mean,
            variance,
            weights.Find(node, ParameterKind.NormScale),
            weights.Find(node, ParameterKind.NormShift),
            training: UseTheBatch,
            momentum: measuring ?? 0,
            eps: Epsilon
        );
    }

    private static (Tensor?, Tensor?) Known((Tensor, Tensor) pair) => pair;
}

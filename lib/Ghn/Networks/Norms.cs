using Ghn.Weights;

namespace Ghn.Networks;

/// <summary>
/// Batch norm with the statistics of the batch (no <paramref name="statistics"/>), with given ones, or with those of the
/// batch that are also averaged into the given ones, with weight <paramref name="measuring"/> for this batch.
/// </summary>
internal sealed class Norms(NormStatistics? statistics = null, double? measuring = null)
{
    private const double Epsilon = 1e-5;

    /// <summary>Whether the norms use the statistics of the batch and these are not recorded.</summary>
    public bool AreOfTheBatch => statistics is null;

    /// <summary>Whether the norms use the statistics of the batch, recorded or not.</summary>
    public bool UseTheBatch => statistics is null || measuring is not null;

    /// <summary><paramref name="x"/>: [B, C, H, W].</summary>
    public Tensor Apply(WeightSet weights, int node, Tensor x) =>
        F.batch_norm(
            x,
            statistics?[node].Mean,
            statistics?[node].Variance,
            weights.Find(node, ParameterKind.NormScale),
            weights.Find(node, ParameterKind.NormShift),
            training: UseTheBatch,
            momentum: measuring ?? 0,
            eps: Epsilon
        );
}

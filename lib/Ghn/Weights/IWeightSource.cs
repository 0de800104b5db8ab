using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// A source of weights for networks. A graph hypernetwork, a one-shot model, random initialisation and a trained
/// network all implement it, so the code that runs a network is the same for all of them.
/// </summary>
public interface IWeightSource
{
    /// <summary>Device of the source's parameters and of its generated weights.</summary>
    TorchSharp.torch.Device Device { get; }

    /// <summary>
    /// Generates weights for every graph of the batch, in order; a single graph is a batch of one. The batch must be on
    /// <see cref="Device"/>. The caller owns the sets and disposes them. If gradients are enabled, they flow back into
    /// the source.
    /// </summary>
    IReadOnlyList<WeightSet> Generate(GraphBatch batch);
}

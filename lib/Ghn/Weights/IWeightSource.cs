using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// The paper's point put into a type: a graph hypernetwork, a one-shot model, random initialisation and a trained
/// network all answer "which weights does this network run with?", and what runs the network cannot tell them apart.
/// </summary>
public interface IWeightSource
{
    /// <summary>Where the source's parameters live, and so the weights that it generates.</summary>
    TorchSharp.torch.Device Device { get; }

    /// <summary>
    /// Weights for every graph of the batch, in its order; a single graph is a batch of one. The batch is made on
    /// <see cref="Device"/>. The caller owns the sets and disposes them. Where gradients are enabled, they flow back into
    /// the source.
    /// </summary>
    IReadOnlyList<WeightSet> Generate(GraphBatch batch);
}

using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// Random initialisation as a weight source: the baseline for any trained source, and the start of training from
/// scratch. The weights are a pure function of (seed, architecture, tensor); nothing is shared or learned. For
/// networks of other kinds, such as hand-made ones, they are a function of (seed, tensor).
/// </summary>
/// <param name="seed">Seed of all weights.</param>
/// <param name="device">Device of the weights; the CPU by default.</param>
public sealed class RandomWeights(long seed, torch.Device? device = null) : IWeightSource
{
    /// <inheritdoc/>
    public torch.Device Device { get; } = device ?? torch.CPU;

    /// <inheritdoc/>
    public IReadOnlyList<WeightSet> Generate(GraphBatch batch) =>
        batch.Graphs.Select(graph => new WeightSet(graph, Tensors(graph))).ToArray();

    private torch.Tensor[] Tensors(ComputationGraph graph)
    {
        using var scope = torch.NewDisposeScope();
        var architecture = graph.Architecture?.ToJson() ?? graph.Cells?.ToString();
        return graph
            .Parameters.Select(spec =>
            {
                var random = new RandomStream(seed, $"random weights {architecture} {spec.Kind} {spec.Node}");
                return HeInitialization.Tensor(spec, random, Device).MoveToOuterDisposeScope();
            })
            .ToArray();
    }
}

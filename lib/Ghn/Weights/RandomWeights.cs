using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// Random initialisation as a weight source: what any trained source must beat, and where training a network from scratch
/// begins. The weights are a pure function of (seed, architecture, tensor): nothing is shared and nothing is learned. In a
/// network made by hand, they are a function of (seed, tensor).
/// </summary>
/// <param name="seed">Seed of all weights.</param>
/// <param name="device">Where they live; the CPU by default.</param>
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

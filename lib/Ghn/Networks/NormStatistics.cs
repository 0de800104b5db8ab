using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Networks;

/// <summary>
/// Mean and variance of every batch norm of one network, measured with fixed weights. With them a prediction does not
/// depend on the other images in its batch. Owns its tensors: dispose it.
/// </summary>
public sealed class NormStatistics : IDisposable
{
    private readonly Dictionary<int, (Tensor Mean, Tensor Variance)> _values;
    private readonly ComputationGraph _graph;

    private NormStatistics(ComputationGraph graph, Device device)
    {
        _graph = graph;
        Tensor Zeros(GraphNode node) => zeros(node.OutputChannels, device: device).DetachFromDisposeScope();
        _values = graph.Nodes.Where(n => n.Operator.HasNorm).ToDictionary(n => n.Index, n => (Zeros(n), Zeros(n)));
    }

    /// <summary>Means of 0 and variances of 1, with which a norm changes nothing (but for its epsilon of 1e-5).</summary>
    internal static NormStatistics Neutral(ComputationGraph graph, ScalarType type)
    {
        var neutral = new NormStatistics(graph, CPU);
        foreach (var (node, (mean, variance)) in neutral._values)
        {
            var channels = graph.Nodes[node].OutputChannels;
            neutral._values[node] = (
                zeros(channels, type, device: CPU).DetachFromDisposeScope(),
                ones(channels, type, device: CPU).DetachFromDisposeScope()
            );
            mean.Dispose();
            variance.Dispose();
        }
        return neutral;
    }

    /// <summary>
    /// Measures the statistics of a network: the mean and the unbiased variance of each batch, averaged over the
    /// batches. <paramref name="batches"/> holds images as for <see cref="Executor.Run"/>, at least one batch; the
    /// caller disposes them.
    /// </summary>
    /// <remarks>During the measurement every norm uses the statistics of its batch, as in training.</remarks>
    public static NormStatistics Measure(WeightSet weights, IEnumerable<Tensor> batches)
    {
        var statistics = new NormStatistics(weights.Graph, weights.Device);
        try
        {
            statistics.Add(weights, batches);
            return statistics;
        }
        catch
        {
            statistics.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Mean and variance [C] of a node's norm. Throws <see cref="GhnException"/> if the node has no norm.
    /// </summary>
    public (Tensor Mean, Tensor Variance) this[int node] =>
        _values.TryGetValue(node, out var pair) ? pair : throw Missing(node);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var (mean, variance) in _values.Values)
        {
            mean.Dispose();
            variance.Dispose();
        }
    }

    private void Add(WeightSet weights, IEnumerable<Tensor> batches)
    {
        using var noGradient = no_grad();
        var count = 0;
        foreach (var images in batches)
        {
            using var scope = NewDisposeScope();
            _ = new NetworkPass(weights, images, new Norms(this, 1.0 / ++count)).Exits();
        }
        if (count == 0)
            throw new GhnException("Measuring the statistics of batch norms needs at least one batch of images.");
    }

    private GhnException Missing(int node) =>
        new(
            node < 0 || node >= _graph.Nodes.Count
                ? $"There is no node {node}: the network has nodes 0 to {_graph.Nodes.Count - 1}."
                : $"Node {node} ({_graph.Nodes[node].Operator}) has no batch norm."
        );

    internal void CheckFit(ComputationGraph graph)
    {
        if (graph != _graph)
            throw new GhnException(
                "These norm statistics were measured on another network; measure them with this one's weights."
            );
    }
}

using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Networks;

/// <summary>
/// Mean and variance of every batch norm of one network, measured with fixed weights, so that a prediction does not
/// depend on what else is in its batch. Owns its tensors: dispose it.
/// </summary>
public sealed class NormStatistics : IDisposable
{
    private readonly Dictionary<(int Node, int Edge), (Tensor Mean, Tensor Variance)> _values = [];
    private readonly ComputationGraph _graph;
    private readonly NormPlace _place;

    private NormStatistics(ComputationGraph graph, NormPlace place, Device device)
    {
        (_graph, _place) = (graph, place);
        foreach (var node in graph.Nodes.Where(n => n.Operator.HasNorm()))
            for (var edge = 0; edge < (place == NormPlace.AfterSum ? 1 : Math.Max(1, node.Inputs.Count)); edge++)
                _values.Add(
                    (node.Index, edge),
                    (
                        zeros(node.OutputChannels, device: device).DetachFromDisposeScope(),
                        zeros(node.OutputChannels, device: device).DetachFromDisposeScope()
                    )
                );
    }

    /// <summary>
    /// The statistics of a network: means over the batches of each batch's mean and of its unbiased variance.
    /// <paramref name="batches"/>: images as for <see cref="Executor.Run"/>, at least one batch; the caller disposes them.
    /// </summary>
    /// <remarks>While it measures, every norm uses the statistics of its batch, as in training.</remarks>
    public static NormStatistics Measure(
        WeightSet weights,
        IEnumerable<Tensor> batches,
        ExecutionOptions? options = null
    )
    {
        options ??= new ExecutionOptions();
        var statistics = new NormStatistics(weights.Graph, options.NormPlace, weights.Device);
        try
        {
            statistics.Add(weights, batches, options);
            return statistics;
        }
        catch
        {
            statistics.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Mean and variance [C] of the norm on an edge of a node; the norm after a sum, or of the stem, is edge 0. Throws
    /// <see cref="GhnException"/> if the node has no such norm.
    /// </summary>
    public (Tensor Mean, Tensor Variance) this[int node, int edge] =>
        _values.TryGetValue((node, edge), out var pair) ? pair : throw Missing(node, edge);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var (mean, variance) in _values.Values)
        {
            mean.Dispose();
            variance.Dispose();
        }
    }

    private void Add(WeightSet weights, IEnumerable<Tensor> batches, ExecutionOptions options)
    {
        using var noGradient = no_grad();
        var count = 0;
        foreach (var images in batches)
        {
            using var scope = NewDisposeScope();
            _ = new NetworkPass(weights, images, options, new Norms(this, 1.0 / ++count)).Exits();
        }
        if (count == 0)
            throw new GhnException("Statistics of batch norms need at least one batch of images.");
    }

    private GhnException Missing(int node, int edge)
    {
        if (node < 0 || node >= _graph.Nodes.Count)
            return new($"There is no node {node}: the network has nodes 0 to {_graph.Nodes.Count - 1}.");
        var edges = _values.Keys.Where(k => k.Node == node).Select(k => k.Edge).Order().ToArray();
        return new(
            $"Node {node} ({_graph.Nodes[node].Operator}) has no norm on edge {edge}: "
                + (edges.Length == 0 ? "it has no norms." : $"it has norms on {string.Join(", ", edges)}.")
        );
    }

    internal void CheckFit(ComputationGraph graph, NormPlace place)
    {
        if (graph != _graph || place != _place)
            throw new GhnException(
                graph != _graph
                    ? "These norm statistics were measured on another network; measure them with this one's weights."
                    : $"These norm statistics were measured with NormPlace = {_place}, not {place}; measure them again."
            );
    }
}

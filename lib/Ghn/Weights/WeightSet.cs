using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// All free tensors of one network. Owns its tensors: dispose it. They are plain tensors, so gradients flow through
/// them to their source.
/// </summary>
public sealed class WeightSet : IDisposable
{
    private readonly Dictionary<(int Node, ParameterKind Kind), torch.Tensor> _tensors = [];

    /// <summary>
    /// Creates the set from one tensor per entry of <see cref="ComputationGraph.Parameters"/>, in that order. Throws
    /// <see cref="GhnException"/> if number or shapes differ.
    /// </summary>
    public WeightSet(ComputationGraph graph, IReadOnlyList<torch.Tensor> tensors)
    {
        if (tensors.Count != graph.Parameters.Count)
            throw new GhnException(
                $"The network has {graph.Parameters.Count} free tensors, but {tensors.Count} were given."
            );
        foreach (var (spec, tensor) in graph.Parameters.Zip(tensors))
        {
            if (!tensor.shape.SequenceEqual(spec.Shape))
                throw new GhnException(
                    $"{spec.Kind} of node {spec.Node} has shape [{string.Join(", ", tensor.shape)}]; "
                        + $"the network needs [{string.Join(", ", spec.Shape)}]."
                );
            _tensors.Add((spec.Node, spec.Kind), tensor);
        }
        Graph = graph;
        Tensors = tensors;
    }

    /// <summary>The network of these tensors.</summary>
    public ComputationGraph Graph { get; }

    /// <summary>The tensors, in the order of <see cref="ComputationGraph.Parameters"/>.</summary>
    public IReadOnlyList<torch.Tensor> Tensors { get; }

    /// <summary>Device of the tensors.</summary>
    public torch.Device Device => Tensors[0].device;

    /// <summary>The tensor of a node; throws <see cref="GhnException"/> if the node has none of that kind.</summary>
    public torch.Tensor this[int node, ParameterKind kind] => Find(node, kind) ?? throw Missing(node, kind);

    /// <summary>The tensor of a node, or null if the node has none of that kind.</summary>
    public torch.Tensor? Find(int node, ParameterKind kind) => _tensors.GetValueOrDefault((node, kind));

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor.Dispose();
    }

    private GhnException Missing(int node, ParameterKind kind)
    {
        if (node < 0 || node >= Graph.Nodes.Count)
            return new($"There is no node {node}: the network has nodes 0 to {Graph.Nodes.Count - 1}.");
        var kinds = Graph.Parameters.Where(p => p.Node == node).Select(p => p.Kind).ToArray();
        return new(
            $"Node {node} ({Graph.Nodes[node].Operator}) has no tensor {kind}: "
                + (kinds.Length == 0 ? "it has no free tensors." : $"it has {string.Join<ParameterKind>(", ", kinds)}.")
        );
    }
}

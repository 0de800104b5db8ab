using Ghn.Graphs;

namespace Ghn.Networks;

/// <summary>
/// The random choices of one drop-path pass: each edge into a searched operator other than identity is dropped with
/// probability p, for each image on its own, and scaled by 1/(1 − p) otherwise. Owns its tensor: dispose it.
/// </summary>
/// <remarks>
/// As in NASNet and DARTS. Where the norm follows the node's sum, an edge is dropped before its operator. Except for
/// the norm this equals dropping it after the operator, because convolution and pooling commute with a non-negative
/// factor.
/// </remarks>
internal sealed class DropPath : IDisposable
{
    private readonly Dictionary<int, int> _first = []; // node → its first edge
    private readonly Tensor _factors; // [edges, B, 1, 1, 1]

    /// <summary>Draws for <paramref name="batch"/> images in the order node, edge, image.</summary>
    public DropPath(ComputationGraph graph, double probability, int batch, RandomStream random, Device device)
    {
        var edges = 0;
        foreach (var node in graph.Nodes.Where(Drops))
        {
            _first.Add(node.Index, edges);
            edges += node.Inputs.Count;
        }
        var factors = new float[edges * batch];
        for (var i = 0; i < factors.Length; i++)
            factors[i] = random.NextDouble() < probability ? 0 : (float)(1 / (1 - probability));
        _factors = tensor(factors, [edges, batch, 1, 1, 1], device: device).DetachFromDisposeScope();
    }

    /// <summary>Applies the choices for an edge of a node to x, [B, C, H, W].</summary>
    public Tensor Apply(GraphNode node, int edge, Tensor x) =>
        _first.TryGetValue(node.Index, out var first) ? x * _factors[first + edge] : x;

    public Tensor Factors(int node, int edge) => _factors[_first[node] + edge];

    public void Dispose() => _factors.Dispose();

    private static bool Drops(GraphNode node) => node.Operator.CanBeSearched && node.Operator != Operator.Identity;
}

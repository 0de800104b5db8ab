using Ghn.Graphs;

namespace Ghn.Search;

/// <summary>
/// Zero-cost scores of networks, as baselines: a surrogate that ranks architectures no better than these has learned
/// nothing about them. Higher means "predicted to be more accurate".
/// </summary>
public static class ZeroCostScores
{
    /// <summary>Number of free scalars of the network.</summary>
    public static double ParameterCount(ComputationGraph graph) => graph.ParameterCount;

    /// <summary>Multiply-adds of the network for one image.</summary>
    public static double MultiplyAdds(ComputationGraph graph) => graph.MultiplyAdds;

    /// <summary>Depth: the largest number of convolution nodes and linear layers on a path from image to logits.</summary>
    public static double Depth(ComputationGraph graph)
    {
        var withWeights = graph.Parameters.Select(p => p.Node).ToHashSet();
        var depth = new int[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
            depth[node.Index] =
                node.Inputs.Select(u => depth[u]).DefaultIfEmpty(0).Max() + (withWeights.Contains(node.Index) ? 1 : 0);
        return depth.Max();
    }
}

using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>Where a node stands in the block that is searched.</summary>
internal static class NodePosition
{
    /// <summary>
    /// Position of every node in its block, from 1, by node index; 0 for the nodes that are not searched (stem, reduction,
    /// input and output of a block, classifier).
    /// </summary>
    public static IReadOnlyList<int> Of(ComputationGraph graph)
    {
        var positions = new int[graph.Nodes.Count];
        var input = 0;
        foreach (var node in graph.Nodes)
        {
            if (node.Operator == OperatorKind.BlockInput)
                input = node.Index;
            positions[node.Index] = node.Operator.IsSearched() ? node.Index - input : 0;
        }
        return positions;
    }
}

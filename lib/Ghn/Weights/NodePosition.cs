using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>The position of a node in its block.</summary>
internal static class NodePosition
{
    /// <summary>
    /// Position of every node in its block, from 1, by node index: the node's number in its architecture. An early exit
    /// has the position of its node. 0 for the other nodes (stem, reduction, input and output of a block, last
    /// classifier).
    /// </summary>
    public static IReadOnlyList<int> Of(ComputationGraph graph)
    {
        var positions = new int[graph.Nodes.Count];
        var last = 0;
        foreach (var node in graph.Nodes)
        {
            if (node.Operator == Operator.BlockInput)
                last = 0;
            if (node.Operator == Operator.Classifier)
                positions[node.Index] = positions[node.Inputs[0]];
            else if (node.Operator.CanBeSearched)
                positions[node.Index] = ++last;
        }
        return positions;
    }
}

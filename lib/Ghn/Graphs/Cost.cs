using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>
/// The arithmetic of a network, in multiply-adds for one image. Convention, as is usual in the field: convolutions and
/// linear layers only; pooling, resizing, norms, ReLUs and additions are not counted.
/// </summary>
/// <remarks>
/// Costs are those of a network whose norms stand after the sums, the default: a node's convolution is linear, so it runs
/// once on the sum of its inputs. With <c>NormPlace.OnEveryEdge</c> it runs once for each input, which is not counted.
/// </remarks>
public static class Cost
{
    /// <summary>
    /// Multiply-adds of one node, whatever the number of its inputs: its convolution runs once, on their sum.
    /// </summary>
    public static long MultiplyAdds(GraphNode node)
    {
        long pixels = (long)node.OutputSize * node.OutputSize,
            input = node.InputChannels,
            output = node.OutputChannels;
        var kernel = node.Operator.DepthwiseKernel();
        return node.Operator switch
        {
            OperatorKind.Stem or OperatorKind.Convolution3x3 => pixels * 9 * input * output,
            OperatorKind.Convolution1x1 or OperatorKind.Reduction => pixels * input * output,
            OperatorKind.Classifier => input * output,
            _ when kernel > 0 => pixels * input * (kernel * kernel + output),
            _ => 0,
        };
    }

    /// <summary>
    /// Multiply-adds to each exit of a network that computes exactly the nodes which this one exit needs, in the order of
    /// <see cref="ComputationGraph.Exits"/>.
    /// </summary>
    public static IReadOnlyList<long> LazyToExits(ComputationGraph graph) =>
        graph.Exits.Select(exit => Needed(graph, exit).Sum(MultiplyAdds)).ToArray();

    /// <summary>
    /// Multiply-adds to each exit of a network that computes all nodes in their order, earlier exits included: how the
    /// published code of MSDNet counts. In the order of <see cref="ComputationGraph.Exits"/>.
    /// </summary>
    public static IReadOnlyList<long> EagerToExits(ComputationGraph graph) =>
        graph.Exits.Select(exit => graph.Nodes.Take(exit.Index + 1).Sum(MultiplyAdds)).ToArray();

    /// <summary>The nodes that one exit needs, itself included, in no order.</summary>
    internal static IEnumerable<GraphNode> Needed(ComputationGraph graph, GraphNode exit)
    {
        var needed = new HashSet<int> { exit.Index };
        foreach (var node in graph.Nodes.Take(exit.Index + 1).Reverse())
            if (needed.Contains(node.Index))
                needed.UnionWith(node.Inputs);
        return needed.Select(i => graph.Nodes[i]);
    }
}

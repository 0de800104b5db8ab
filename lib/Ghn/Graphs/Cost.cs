namespace Ghn.Graphs;

/// <summary>
/// The cost of a network, in multiply-adds for one image. As is usual in the field, only convolutions and linear layers
/// count; pooling, resizing, norms, ReLUs and additions do not.
/// </summary>
public static class Cost
{
    /// <summary>Multiply-adds of one node (<see cref="Operator.MultiplyAdds"/>).</summary>
    public static long MultiplyAdds(GraphNode node) => node.Operator.MultiplyAdds(node);

    /// <summary>
    /// Multiply-adds to each exit if only the nodes that this exit needs are computed. In the order of
    /// <see cref="ComputationGraph.Exits"/>.
    /// </summary>
    public static IReadOnlyList<long> LazyToExits(ComputationGraph graph) =>
        graph.Exits.Select(exit => Needed(graph, exit).Sum(MultiplyAdds)).ToArray();

    /// <summary>
    /// Multiply-adds to each exit if all nodes are computed in order, earlier exits included, as the published code of
    /// MSDNet counts. In the order of <see cref="ComputationGraph.Exits"/>.
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

using Ghn.Graphs;

namespace Ghn.Anytime;

/// <summary>The step to the next exit of a network that runs under a budget.</summary>
/// <param name="Exit">Index into <see cref="ComputationGraph.Exits"/>.</param>
/// <param name="Nodes">The nodes that it needs and no earlier step has run, in topological order.</param>
/// <param name="MultiplyAdds">Multiply-adds of these nodes for one image.</param>
/// <param name="Total">Multiply-adds of this and all earlier steps.</param>
public sealed record AnytimeStep(int Exit, IReadOnlyList<GraphNode> Nodes, long MultiplyAdds, long Total)
{
    /// <summary>
    /// Orders exits: the next one has the lowest additional cost; the first one wins a tie. If accuracies are known,
    /// exits that are not better than all earlier ones are dropped.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="exits">Indices into <see cref="ComputationGraph.Exits"/>, each once; null: all.</param>
    /// <param name="accuracies">Accuracy of each of <see cref="ComputationGraph.Exits"/>; null: unknown.</param>
    public static IReadOnlyList<AnytimeStep> Order(
        ComputationGraph graph,
        IEnumerable<int>? exits = null,
        IReadOnlyList<double>? accuracies = null
    )
    {
        exits ??= Enumerable.Range(0, graph.Exits.Count);
        var needed = exits.Order().ToDictionary(e => e, e => Cost.Needed(graph, graph.Exits[e]).ToHashSet());
        var steps = new List<AnytimeStep>();
        while (needed.Count > 0)
        {
            var (exit, nodes) = needed.OrderBy(p => p.Value.Sum(Cost.MultiplyAdds)).ThenBy(p => p.Key).First();
            var cost = nodes.Sum(Cost.MultiplyAdds);
            var total = cost + (steps.Count > 0 ? steps[^1].Total : 0);
            steps.Add(new(exit, nodes.OrderBy(n => n.Index).ToArray(), cost, total));
            needed.Remove(exit);
            foreach (var (other, rest) in needed)
                if (accuracies is not null && accuracies[other] <= accuracies[exit])
                    needed.Remove(other);
                else
                    rest.ExceptWith(nodes);
        }
        return steps;
    }
}

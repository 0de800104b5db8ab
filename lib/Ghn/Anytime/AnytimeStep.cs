using Ghn.Graphs;

namespace Ghn.Anytime;

/// <summary>The way to the next exit of a network that is run under a budget.</summary>
/// <param name="Exit">Which of <see cref="ComputationGraph.Exits"/>, from 0.</param>
/// <param name="Nodes">The nodes that it needs and that no step before has run, in topological order.</param>
/// <param name="MultiplyAdds">Of these nodes, for one image.</param>
/// <param name="Total">Of these and of all steps before.</param>
public sealed record AnytimeStep(int Exit, IReadOnlyList<GraphNode> Nodes, long MultiplyAdds, long Total)
{
    /// <summary>
    /// Orders exits: next comes the one that costs least, given what has been run; of equal ones, the first. Where
    /// accuracies are known, only exits that are better than all before them are among them.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="exits">Which of <see cref="ComputationGraph.Exits"/>, from 0, each once; null: all.</param>
    /// <param name="accuracies">Of each of <see cref="ComputationGraph.Exits"/>; null: not known.</param>
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

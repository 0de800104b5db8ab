namespace Ghn.Display;

// The layer of each node: one more than the latest of its predecessors (the longest path). Groups follow one another,
// in the order of their numbers, so that no two share a layer; if edges leave a group and come back into it, or lead to
// an earlier one, that is impossible and groups are ignored.
internal static class GraphLayers
{
    public static (ImmutableArray<int> Layers, bool GroupsApart) Assign(
        ImmutableArray<DrawingNode> nodes,
        ImmutableArray<(int From, int To)> edges
    )
    {
        var groups = Enumerable
            .Range(0, nodes.Length)
            .Where(i => nodes[i].Group is not null)
            .GroupBy(i => nodes[i].Group)
            .OrderBy(g => g.Key)
            .Select(g => g.ToHashSet())
            .ToArray();
        if (Relax(nodes.Length, edges, groups) is { } apart)
            return ([.. apart], true);
        return Relax(nodes.Length, edges, []) is { } layers
            ? ([.. layers], false)
            : throw new ArgumentException("A layered drawing needs a graph without cycles.", nameof(edges));
    }

    /// <summary>Moves nodes down until every edge goes down; null if there is a cycle (Bellman and Ford).</summary>
    private static int[]? Relax(int count, ImmutableArray<(int From, int To)> edges, HashSet<int>[] groups)
    {
        var layers = new int[count];
        for (var round = 0; round <= count; round++)
        {
            var before = layers.ToArray();
            foreach (var (from, to) in edges)
                layers[to] = Math.Max(layers[to], layers[from] + 1);
            var free = 0; // the first layer below the groups so far
            foreach (var group in groups)
            {
                var entering = edges.Where(e => group.Contains(e.To) && !group.Contains(e.From));
                var first = entering.Select(e => layers[e.From] + 1).Append(free).Max();
                foreach (var node in group)
                    layers[node] = Math.Max(layers[node], first);
                free = group.Max(node => layers[node]) + 1;
            }
            if (layers.SequenceEqual(before))
                return layers;
        }
        return null;
    }
}

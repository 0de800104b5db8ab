namespace Ghn.Display;

/// <summary>
/// The layer of each node: one more than the latest of its predecessors (the longest path). Groups follow one another, so
/// that no two share a layer; if edges leave a group and come back into it, that is impossible and groups are ignored.
/// </summary>
internal static class GraphLayers
{
    public static int[] Assign(IReadOnlyList<DrawingNode> nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var order =
            Topological(nodes.Count, edges)
            ?? throw new ArgumentException("A layered drawing needs a graph without cycles.", nameof(edges));
        var before = edges.ToLookup(e => e.To, e => e.From);
        var unit = Units(nodes);
        var unitOrder = Topological(
            unit.DefaultIfEmpty(-1).Max() + 1,
            [.. edges.Select(e => (unit[e.From], unit[e.To])).Where(e => e.Item1 != e.Item2)]
        );
        var layers = new int[nodes.Count];
        int Earliest(int node) => before[node].Select(p => layers[p] + 1).DefaultIfEmpty(0).Max();
        if (unitOrder is null)
        {
            foreach (var node in order)
                layers[node] = Earliest(node);
            return layers;
        }
        var members = order.ToLookup(node => unit[node]);
        var nextFree = 0;
        foreach (var u in unitOrder)
        {
            if (nodes[members[u].First()].Group is null)
            {
                layers[members[u].First()] = Earliest(members[u].First());
                continue;
            }
            var outside = members[u].SelectMany(m => before[m]).Where(p => unit[p] != u);
            var start = outside.Select(p => layers[p] + 1).Append(nextFree).Max();
            foreach (var node in members[u])
                layers[node] = Math.Max(start, Earliest(node));
            nextFree = members[u].Max(m => layers[m]) + 1;
        }
        return layers;
    }

    /// <summary>Whether each group has layers of its own.</summary>
    public static bool GroupsAreSeparate(IReadOnlyList<DrawingNode> nodes, IReadOnlyList<int> layers)
    {
        var spans = Enumerable
            .Range(0, nodes.Count)
            .Where(i => nodes[i].Group is not null)
            .GroupBy(i => nodes[i].Group, i => layers[i])
            .Select(g => (First: g.Min(), Last: g.Max()))
            .OrderBy(s => s.First)
            .ToList();
        return spans.Zip(spans.Skip(1)).All(pair => pair.First.Last < pair.Second.First);
    }

    /// <summary>A number for each group and each node without one, in order of first appearance.</summary>
    private static int[] Units(IReadOnlyList<DrawingNode> nodes)
    {
        var groups = new Dictionary<int, int>();
        var unit = new int[nodes.Count];
        var next = 0;
        for (var i = 0; i < nodes.Count; i++)
            if (nodes[i].Group is not { } group)
                unit[i] = next++;
            else if (groups.TryGetValue(group, out var known))
                unit[i] = known;
            else
                unit[i] = groups[group] = next++;
        return unit;
    }

    /// <summary>An order in which edges point forward, small numbers first; null if there is a cycle.</summary>
    private static List<int>? Topological(int count, IReadOnlyList<(int From, int To)> edges)
    {
        var waiting = new int[count];
        foreach (var (_, to) in edges)
            waiting[to]++;
        var after = edges.ToLookup(e => e.From, e => e.To);
        var ready = new SortedSet<int>(Enumerable.Range(0, count).Where(i => waiting[i] == 0));
        var order = new List<int>(count);
        while (ready.Count > 0)
        {
            var node = ready.Min;
            ready.Remove(node);
            order.Add(node);
            foreach (var next in after[node])
                if (--waiting[next] == 0)
                    ready.Add(next);
        }
        return order.Count == count ? order : null;
    }
}

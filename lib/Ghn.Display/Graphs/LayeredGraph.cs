namespace Ghn.Display;

/// <summary>A place in one layer: a node, or a point through which an edge that spans several layers passes.</summary>
internal sealed class Vertex(int layer, int run, int? group, double size, int node = -1)
{
    public int Layer => layer;

    /// <summary>Vertices of one edge that pass one group together: they share a lane. Each node is a run of its own.</summary>
    public int Run => run;

    public int? Group => group;

    public double Size => size;

    /// <summary>The node, or −1 for a passing edge.</summary>
    public int Node => node;

    public bool IsNode => node >= 0;

    /// <summary>Left of its layer's group (−1), in it (0) or right of it (1).</summary>
    public int Side { get; set; }

    public double Cross { get; set; }

    public List<Vertex> Before { get; } = [];

    public List<Vertex> After { get; } = [];
}

/// <summary>The graph with every edge cut into pieces between neighbouring layers.</summary>
internal sealed class LayeredGraph
{
    private const double PassingSize = 6;
    private int _runs;

    /// <summary>Cuts edges into pieces and decides on which side of each group outsiders pass.</summary>
    public LayeredGraph(GraphDrawing drawing, Func<int, double> size)
    {
        var layers = drawing.Layers;
        Layers = [.. Enumerable.Range(0, layers.DefaultIfEmpty(-1).Max() + 1).Select(_ => new List<Vertex>())];
        int? GroupOf(int node) => drawing.GroupsApart ? drawing.Nodes[node].Group : null;
        var all = Enumerable.Range(0, layers.Length);
        foreach (var group in all.Where(i => GroupOf(i) is not null).GroupBy(i => GroupOf(i)!.Value, i => layers[i]))
            for (var layer = group.Min(); layer <= group.Max(); layer++)
                GroupOfLayer[layer] = group.Key;
        Nodes = [.. all.Select(i => Add(new Vertex(layers[i], _runs++, GroupOf(i), size(i), i)))];
        Paths = [.. drawing.Edges.Select(e => Cut(Nodes[e.From], Nodes[e.To]))];
        foreach (var group in GroupOfLayer.Values.Distinct().Order())
            ChooseSides(group);
    }

    public List<List<Vertex>> Layers { get; }

    public IReadOnlyList<Vertex> Nodes { get; }

    /// <summary>The vertices along each edge, source and target included.</summary>
    public IReadOnlyList<IReadOnlyList<Vertex>> Paths { get; }

    /// <summary>Which group fills a layer, if any.</summary>
    public SortedDictionary<int, int> GroupOfLayer { get; } = [];

    public int? GroupAt(int layer) => GroupOfLayer.TryGetValue(layer, out var group) ? group : null;

    private Vertex Add(Vertex vertex)
    {
        Layers[vertex.Layer].Add(vertex);
        return vertex;
    }

    private List<Vertex> Cut(Vertex from, Vertex to)
    {
        var path = new List<Vertex> { from };
        for (var layer = from.Layer + 1; layer < to.Layer; layer++)
        {
            int? group = GroupAt(layer) is { } g && (from.Group == g || to.Group == g) ? g : null;
            // A run ends where the group beside it does.
            var goesOn =
                path.Count > 1 && group is null && path[^1].Group is null && GroupAt(layer - 1) == GroupAt(layer);
            path.Add(Add(new Vertex(layer, goesOn ? path[^1].Run : _runs++, group, PassingSize)));
        }
        path.Add(to);
        foreach (var (a, b) in path.Zip(path.Skip(1)))
        {
            a.After.Add(b);
            b.Before.Add(a);
        }
        return path;
    }

    /// <summary>Connected outsiders pass a group on one side; the sides take turns so that both fill evenly.</summary>
    private void ChooseSides(int group)
    {
        var outsiders = GroupOfLayer
            .Where(l => l.Value == group)
            .SelectMany(l => Layers[l.Key])
            .Where(v => v.Group != group)
            .ToHashSet();
        var load = 0; // positive: more on the right
        while (outsiders.Count > 0)
        {
            var side = load > 0 ? -1 : 1;
            var open = new Stack<Vertex>([outsiders.First()]);
            while (open.TryPop(out var vertex))
            {
                if (!outsiders.Remove(vertex))
                    continue;
                vertex.Side = side;
                load += side;
                foreach (var next in vertex.Before.Concat(vertex.After))
                    open.Push(next);
            }
        }
    }
}

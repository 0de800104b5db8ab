namespace Ghn.Display;

/// <summary>A place in one layer: a node, or a point through which an edge that spans several layers passes.</summary>
internal sealed class Vertex
{
    /// <summary>The node, or −1 for a passing edge.</summary>
    public int Node { get; init; } = -1;

    public int Layer { get; init; }

    /// <summary>The group whose background it lies in.</summary>
    public int? Group { get; init; }

    /// <summary>Its extent across the layers' direction.</summary>
    public double Size { get; init; }

    /// <summary>Left of its layer's group (−1), in it (0) or right of it (1).</summary>
    public int Side { get; set; }

    /// <summary>Vertices of one edge that pass one group together: they share a lane. Each node is a run of its own.</summary>
    public required int Run { get; init; }

    /// <summary>Its centre across the layers' direction.</summary>
    public double Cross { get; set; }

    public List<Vertex> Before { get; } = [];

    public List<Vertex> After { get; } = [];

    public bool IsNode => Node >= 0;
}

/// <summary>The graph with every edge cut into pieces between neighbouring layers.</summary>
internal sealed class LayeredGraph
{
    public const double PassingSize = 6;

    /// <summary>Cuts edges into pieces and decides on which side of each group outsiders pass.</summary>
    public LayeredGraph(GraphDrawing drawing, Func<int, double> size)
    {
        var layers = drawing.Layers;
        Layers = [.. Enumerable.Range(0, layers.DefaultIfEmpty(-1).Max() + 1).Select(_ => new List<Vertex>())];
        HasGroups = GraphLayers.GroupsAreSeparate(drawing.Nodes, layers);
        if (HasGroups)
            foreach (
                var span in drawing
                    .Nodes.Zip(layers)
                    .Where(n => n.First.Group is not null)
                    .GroupBy(n => n.First.Group!.Value)
            )
                for (var layer = span.Min(n => n.Second); layer <= span.Max(n => n.Second); layer++)
                    GroupOfLayer[layer] = span.Key;

        Nodes =
        [
            .. drawing.Nodes.Select(
                (n, i) =>
                    Add(
                        new Vertex
                        {
                            Node = i,
                            Run = _runs++,
                            Layer = layers[i],
                            Group = HasGroups ? n.Group : null,
                            Size = size(i),
                        }
                    )
            ),
        ];
        Paths = [.. drawing.Edges.Select(e => Cut(Nodes[e.From], Nodes[e.To]))];
        foreach (var group in GroupOfLayer.Values.Distinct().Order())
            ChooseSides(group);
    }

    private int _runs;

    public List<List<Vertex>> Layers { get; }

    public IReadOnlyList<Vertex> Nodes { get; }

    /// <summary>The vertices along each edge, source and target included.</summary>
    public IReadOnlyList<IReadOnlyList<Vertex>> Paths { get; }

    public bool HasGroups { get; }

    /// <summary>Which group fills a layer, if any.</summary>
    public SortedDictionary<int, int> GroupOfLayer { get; } = [];

    /// <summary>The group that fills this layer; null where there is none.</summary>
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
            path.Add(
                Add(
                    new Vertex
                    {
                        Run = goesOn ? path[^1].Run : _runs++,
                        Layer = layer,
                        Group = group,
                        Size = PassingSize,
                    }
                )
            );
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

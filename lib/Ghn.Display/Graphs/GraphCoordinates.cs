namespace Ghn.Display;

// Places the vertices of each layer: as near as possible to their neighbours (so that edges run straight), in the order
// found before, without touching; outsiders keep clear of the whole background of a group.
internal static class GraphCoordinates
{
    public const double GroupPadding = 14;
    public const double GroupLabel = 20;
    private const double Gap = 20;
    private const double PassingGap = 10;
    private const int Sweeps = 24;

    public static void Apply(LayeredGraph graph)
    {
        foreach (var layer in graph.Layers)
            Place(layer, _ => 0);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var down = sweep % 2 == 0;
            foreach (var layer in down ? graph.Layers : Enumerable.Reverse(graph.Layers))
                Place(layer, v => Desired(v, down));
        }
        foreach (var group in graph.GroupOfLayer.Values.Distinct())
            PassGroup(graph, group);
        for (var sweep = 0; sweep < 4; sweep++)
            foreach (var layer in graph.Layers.Where(l => graph.GroupAt(l[0].Layer) is null))
                Place(layer, v => Desired(v, down: true));
    }

    /// <summary>The extent of a group's background across the layers' direction.</summary>
    public static (double Low, double High) Extent(LayeredGraph graph, int group)
    {
        var members = graph.Layers.SelectMany(l => l).Where(v => v.Group == group).ToList();
        return (
            members.Min(v => v.Cross - v.Size / 2) - GroupPadding - GroupLabel,
            members.Max(v => v.Cross + v.Size / 2) + GroupPadding
        );
    }

    /// <summary>Gives each run of outsiders a straight lane beside the group, the innermost first.</summary>
    private static void PassGroup(LayeredGraph graph, int group)
    {
        var (low, high) = Extent(graph, group);
        var layers = graph.Layers.Where(l => graph.GroupAt(l[0].Layer) == group).ToList();
        foreach (var side in new[] { -1, 1 })
        {
            var edge = side > 0 ? high : -low; // both sides grow outwards from here
            var outermost = new Dictionary<int, Vertex>();
            var runs = layers.SelectMany(l => l).Where(v => v.Side == side).GroupBy(v => v.Run);
            foreach (var run in runs.OrderBy(r => r.Average(v => side * graph.Layers[v.Layer].IndexOf(v))))
            {
                var lane = run.Max(v =>
                    outermost.TryGetValue(v.Layer, out var inner)
                        ? side * inner.Cross + Separation(inner, v)
                        : edge + PassingGap + v.Size / 2
                );
                foreach (var vertex in run)
                    (vertex.Cross, outermost[vertex.Layer]) = (side * lane, vertex);
            }
        }
        foreach (var layer in layers)
            layer.Sort((a, b) => a.Cross.CompareTo(b.Cross));
    }

    /// <summary>The mean of the neighbours; a passing piece continues straight from the previous piece.</summary>
    private static double Desired(Vertex vertex, bool down)
    {
        if (!vertex.IsNode && (down ? vertex.Before : vertex.After)[0] is { IsNode: false } previous)
            return previous.Cross;
        var neighbours = vertex.Before.Concat(vertex.After).ToList();
        return neighbours.Count == 0 ? vertex.Cross : neighbours.Average(n => n.Cross);
    }

    private static double Separation(Vertex a, Vertex b) =>
        (a.Size + b.Size) / 2
        + (a.IsNode || b.IsNode ? (a.IsNode && b.IsNode ? Gap : PassingGap + 4) : PassingGap)
        + (a.Side == b.Side ? 0 : GroupPadding + GroupLabel);

    /// <summary>Least squares to the wished positions under the order and the gaps (pool adjacent violators).</summary>
    private static void Place(List<Vertex> layer, Func<Vertex, double> wish)
    {
        var blocks = new List<(double Mean, int Count)>();
        var offsets = new double[layer.Count];
        for (var i = 0; i < layer.Count; i++)
        {
            offsets[i] = i == 0 ? 0 : offsets[i - 1] + Separation(layer[i - 1], layer[i]);
            var block = (Mean: wish(layer[i]) - offsets[i], Count: 1);
            while (blocks.Count > 0 && blocks[^1].Mean >= block.Mean)
            {
                var (mean, count) = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                block = ((mean * count + block.Mean * block.Count) / (count + block.Count), count + block.Count);
            }
            blocks.Add(block);
        }
        var at = 0;
        foreach (var (mean, count) in blocks)
            for (var i = 0; i < count; i++, at++)
                layer[at].Cross = mean + offsets[at];
    }
}

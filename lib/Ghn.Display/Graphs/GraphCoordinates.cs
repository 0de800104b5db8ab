namespace Ghn.Display;

/// <summary>
/// Places the vertices of each layer: as near as possible to their neighbours (so that edges run straight), in the order
/// found before, without touching; outsiders keep clear of the whole background of a group.
/// </summary>
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
            foreach (var layer in sweep % 2 == 0 ? graph.Layers : Enumerable.Reverse(graph.Layers))
                Place(layer, Desired);
        for (var sweep = 0; sweep < Sweeps / 2; sweep++)
            foreach (var layer in graph.Layers)
                PlaceOutside(graph, layer);
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

    private static void PlaceOutside(LayeredGraph graph, List<Vertex> layer)
    {
        if (!graph.GroupOfLayer.TryGetValue(layer[0].Layer, out var group))
        {
            Place(layer, Desired);
            return;
        }
        var (low, high) = Extent(graph, group);
        var left = layer.Where(v => v.Side < 0).ToList();
        var right = layer.Where(v => v.Side > 0).ToList();
        Place(left, Desired);
        Place(right, Desired);
        for (var i = left.Count - 1; i >= 0; i--)
            left[i].Cross = Math.Min(
                left[i].Cross,
                i == left.Count - 1
                    ? low - PassingGap - left[i].Size / 2
                    : left[i + 1].Cross - Separation(left[i], left[i + 1])
            );
        for (var i = 0; i < right.Count; i++)
            right[i].Cross = Math.Max(
                right[i].Cross,
                i == 0 ? high + PassingGap + right[i].Size / 2 : right[i - 1].Cross + Separation(right[i - 1], right[i])
            );
    }

    /// <summary>The mean of the neighbours; passing pieces of one edge pull each other straight.</summary>
    private static double Desired(Vertex vertex)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var other in vertex.Before.Concat(vertex.After))
        {
            var weight =
                vertex.IsNode && other.IsNode ? 1
                : vertex.IsNode || other.IsNode ? 2
                : 6.0;
            (sum, weights) = (sum + weight * other.Cross, weights + weight);
        }
        return weights == 0 ? vertex.Cross : sum / weights;
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

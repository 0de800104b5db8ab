namespace Ghn.Display;

// Orders each layer so that few edges cross: vertices move to the mean position of their neighbours (barycentre), up
// and down in turns, then neighbours swap where that removes crossings. The best order seen is kept.
internal static class GraphOrdering
{
    private const int Sweeps = 12;

    public static void Apply(LayeredGraph graph)
    {
        foreach (var layer in graph.Layers)
            SortBy(layer, v => layer.IndexOf(v));
        var best = Snapshot(graph);
        var fewest = Crossings(graph);
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var down = sweep % 2 == 0;
            foreach (var layer in down ? graph.Layers : Enumerable.Reverse(graph.Layers))
            {
                var position = Positions(graph);
                SortBy(
                    layer,
                    v => (down ? v.Before : v.After).Select(n => position[n]).DefaultIfEmpty(position[v]).Average()
                );
            }
            Swap(graph);
            if (Crossings(graph) is var crossings && crossings < fewest)
                (fewest, best) = (crossings, Snapshot(graph));
        }
        foreach (var (layer, vertices) in graph.Layers.Zip(best))
            Fill(layer, vertices);
    }

    /// <summary>The number of pairs of edge pieces that cross.</summary>
    public static int Crossings(LayeredGraph graph)
    {
        var total = 0;
        foreach (var layer in graph.Layers.Skip(1))
            for (var i = 0; i < layer.Count; i++)
            for (var j = i + 1; j < layer.Count; j++)
                total += Crossings(layer[i].Before, layer[j].Before, Positions(graph, layer[0].Layer - 1));
        return total;
    }

    private static void Swap(LayeredGraph graph)
    {
        foreach (var layer in graph.Layers)
        {
            var position = Positions(graph);
            int Cost(Vertex left, Vertex right) =>
                Crossings(left.Before, right.Before, position) + Crossings(left.After, right.After, position);
            for (var i = 0; i + 1 < layer.Count; i++)
                if (layer[i].Side == layer[i + 1].Side && Cost(layer[i + 1], layer[i]) < Cost(layer[i], layer[i + 1]))
                    (layer[i], layer[i + 1]) = (layer[i + 1], layer[i]);
        }
    }

    private static int Crossings(List<Vertex> ofLeft, List<Vertex> ofRight, Dictionary<Vertex, double> position) =>
        ofLeft.Sum(a => ofRight.Count(b => position[b] < position[a]));

    private static void SortBy(List<Vertex> layer, Func<Vertex, double> key) =>
        Fill(layer, [.. layer.OrderBy(v => v.Side).ThenBy(key)]);

    private static void Fill(List<Vertex> layer, Vertex[] vertices)
    {
        layer.Clear();
        layer.AddRange(vertices);
    }

    private static Dictionary<Vertex, double> Positions(LayeredGraph graph, int? only = null) =>
        (only is { } one ? [graph.Layers[one]] : graph.Layers)
            .SelectMany(layer => layer.Select((v, i) => (Vertex: v, Position: i - (layer.Count - 1) / 2.0)))
            .ToDictionary(p => p.Vertex, p => p.Position);

    private static Vertex[][] Snapshot(LayeredGraph graph) => [.. graph.Layers.Select(layer => layer.ToArray())];
}

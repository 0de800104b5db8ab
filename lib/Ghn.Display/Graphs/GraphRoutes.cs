namespace Ghn.Display;

/// <summary>
/// The stops of each edge, in pairs (entering and leaving a layer): source border, layer end, … , layer start, target border.
/// Edges that share a node leave and arrive side by side, in the order of where they go.
/// </summary>
internal static class GraphRoutes
{
    private const double PortSpacing = 12;

    public static IEnumerable<List<(double Cross, double Main)>> Of(
        LayeredGraph graph,
        IReadOnlyList<(double Start, double End)> bands,
        Func<int, double> thickness
    )
    {
        var leave = new Dictionary<int, double>();
        var arrive = new Dictionary<int, double>();
        foreach (var group in Indexed(graph).GroupBy(e => e.Path[0]))
            Spread(leave, group.Key, [.. group.OrderBy(e => e.Path[1].Cross).Select(e => e.Edge)]);
        foreach (var group in Indexed(graph).GroupBy(e => e.Path[^1]))
            Spread(arrive, group.Key, [.. group.OrderBy(e => e.Path[^2].Cross).Select(e => e.Edge)]);

        foreach (var (edge, path) in Indexed(graph))
        {
            double Middle(Vertex v) => (bands[v.Layer].Start + bands[v.Layer].End) / 2;
            var (source, target) = (path[0], path[^1]);
            var stops = new List<(double, double)>
            {
                (leave[edge], Middle(source) + thickness(source.Node) / 2),
                (leave[edge], bands[source.Layer].End),
            };
            foreach (var passing in path.Skip(1).SkipLast(1))
            {
                stops.Add((passing.Cross, bands[passing.Layer].Start));
                stops.Add((passing.Cross, bands[passing.Layer].End));
            }
            stops.Add((arrive[edge], bands[target.Layer].Start - GraphLayout.ArrowLength));
            stops.Add((arrive[edge], Middle(target) - thickness(target.Node) / 2));
            yield return stops;
        }
    }

    private static IEnumerable<(int Edge, IReadOnlyList<Vertex> Path)> Indexed(LayeredGraph graph) =>
        graph.Paths.Select((path, edge) => (edge, path));

    private static void Spread(Dictionary<int, double> ports, Vertex node, int[] edges)
    {
        var spacing = Math.Min(PortSpacing, node.Size * 0.7 / edges.Length);
        for (var i = 0; i < edges.Length; i++)
            ports[edges[i]] = node.Cross + (i - (edges.Length - 1) / 2.0) * spacing;
    }
}

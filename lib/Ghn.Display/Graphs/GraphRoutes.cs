namespace Ghn.Display;

// The stops of each edge, in pairs (entering and leaving a layer): source border, layer end, … , layer start, target
// border. Edges that share a node leave and arrive side by side, in the order of where they go.
internal static class GraphRoutes
{
    private const double PortSpacing = 12;

    public static IEnumerable<List<(double Cross, double Main)>> Of(
        LayeredGraph graph,
        IReadOnlyList<(double Start, double End)> bands,
        Func<int, double> height
    )
    {
        var leave = Ports(graph, path => path[0], path => path[1]);
        var arrive = Ports(graph, path => path[^1], path => path[^2]);
        double Middle(Vertex v) => (bands[v.Layer].Start + bands[v.Layer].End) / 2;
        foreach (var path in graph.Paths)
        {
            var (source, target, from, to) = (path[0], path[^1], leave[path], arrive[path]);
            yield return
            [
                (from, Middle(source) + height(source.Node) / 2),
                (from, bands[source.Layer].End),
                .. path.Skip(1)
                    .SkipLast(1)
                    .SelectMany(v => new[] { (v.Cross, bands[v.Layer].Start), (v.Cross, bands[v.Layer].End) }),
                (to, bands[target.Layer].Start - GraphLayout.ArrowLength),
                (to, Middle(target) - height(target.Node) / 2),
            ];
        }
    }

    private static Dictionary<IReadOnlyList<Vertex>, double> Ports(
        LayeredGraph graph,
        Func<IReadOnlyList<Vertex>, Vertex> node,
        Func<IReadOnlyList<Vertex>, Vertex> next
    )
    {
        var ports = new Dictionary<IReadOnlyList<Vertex>, double>();
        foreach (var edges in graph.Paths.GroupBy(node))
        {
            var spacing = Math.Min(PortSpacing, edges.Key.Size * 0.7 / edges.Count());
            foreach (var (path, i) in edges.OrderBy(path => next(path).Cross).Select((path, i) => (path, i)))
                ports[path] = edges.Key.Cross + (i - (edges.Count() - 1) / 2.0) * spacing;
        }
        return ports;
    }
}

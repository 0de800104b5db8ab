namespace Ghn.Display;

/// <summary>A rectangle by its upper left corner and size.</summary>
internal readonly record struct Rectangle(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public bool Overlaps(Rectangle other) => X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;
}

/// <summary>
/// Where everything in a drawing goes, in pixels from 0. An edge is a list of stops: it runs straight along the layers'
/// direction within a layer and curves only between layers, so that it never passes through a box.
/// </summary>
internal sealed record GraphLayout(
    IReadOnlyList<Rectangle> Nodes,
    IReadOnlyList<(int Group, Rectangle Area)> Groups,
    IReadOnlyList<IReadOnlyList<(double X, double Y)>> Edges,
    double Width,
    double Height
)
{
    public const double LabelSize = 12;
    public const double CaptionSize = 10.5;
    public const double ArrowLength = 7;
    private const double MarginMain = 12;

    public static GraphLayout Of(GraphDrawing drawing)
    {
        var vertical = drawing.Options.Direction == DrawingDirection.TopToBottom;
        var sizes = drawing.Nodes.Select(SizeOf).ToList();
        var graph = new LayeredGraph(drawing, i => vertical ? sizes[i].Width : sizes[i].Height);
        GraphOrdering.Apply(graph);
        GraphCoordinates.Apply(graph);
        var bands = Bands(graph, i => vertical ? sizes[i].Height : sizes[i].Width);
        var groups = graph
            .GroupOfLayer.Values.Distinct()
            .Select(g => (Group: g, Extent: GraphCoordinates.Extent(graph, g)))
            .ToList();
        var low = graph
            .Layers.SelectMany(l => l)
            .Select(v => v.Cross - v.Size / 2)
            .Concat(groups.Select(g => g.Extent.Low))
            .DefaultIfEmpty(0)
            .Min();
        var high = graph
            .Layers.SelectMany(l => l)
            .Select(v => v.Cross + v.Size / 2)
            .Concat(groups.Select(g => g.Extent.High))
            .DefaultIfEmpty(0)
            .Max();
        var length =
            bands.Count == 0
                ? 0
                : bands[^1].End
                    + MarginMain
                    + (graph.GroupAt(graph.Layers.Count - 1) is null ? 0 : GraphCoordinates.GroupPadding);

        (double X, double Y) Point(double cross, double main) => vertical ? (cross - low, main) : (main, cross - low);
        Rectangle Area(double crossFrom, double crossTo, double from, double to)
        {
            var ((x, y), (right, bottom)) = (Point(crossFrom, from), Point(crossTo, to));
            return new Rectangle(x, y, right - x, bottom - y);
        }
        var boxes = graph
            .Nodes.Select(v =>
            {
                var middle = (bands[v.Layer].Start + bands[v.Layer].End) / 2;
                var half = (vertical ? sizes[v.Node].Height : sizes[v.Node].Width) / 2;
                return Area(v.Cross - v.Size / 2, v.Cross + v.Size / 2, middle - half, middle + half);
            })
            .ToList();
        var areas = groups.Select(g =>
        {
            var layers = graph.GroupOfLayer.Where(l => l.Value == g.Group).Select(l => l.Key).ToList();
            return (
                g.Group,
                Area(
                    g.Extent.Low,
                    g.Extent.High,
                    bands[layers.Min()].Start - GraphCoordinates.GroupPadding,
                    bands[layers.Max()].End + GraphCoordinates.GroupPadding
                )
            );
        });
        var edges = GraphRoutes
            .Of(graph, bands, i => vertical ? sizes[i].Height : sizes[i].Width)
            .Select(route => (IReadOnlyList<(double, double)>)[.. route.Select(p => Point(p.Cross, p.Main))]);
        return new GraphLayout(
            boxes,
            [.. areas],
            [.. edges],
            vertical ? high - low : length,
            vertical ? length : high - low
        );
    }

    /// <summary>Where each layer begins and ends; steep edges and group borders get more room between layers.</summary>
    private static List<(double Start, double End)> Bands(LayeredGraph graph, Func<int, double> thickness)
    {
        var bands = new List<(double Start, double End)>();
        for (var i = 0; i < graph.Layers.Count; i++)
        {
            var steepest = graph
                .Layers[i]
                .SelectMany(v => v.Before.Select(b => Math.Abs(v.Cross - b.Cross)))
                .DefaultIfEmpty(0)
                .Max();
            var gap = i == 0 ? MarginMain : 26 + Math.Min(26, steepest * 0.06);
            if (graph.GroupAt(i) != graph.GroupAt(i - 1))
                gap +=
                    GraphCoordinates.GroupPadding
                    * (graph.GroupAt(i) is not null && graph.GroupAt(i - 1) is not null ? 2 : 1);
            var start = (i == 0 ? 0 : bands[^1].End) + gap;
            bands.Add(
                (
                    start,
                    start + graph.Layers[i].Where(v => v.IsNode).Select(v => thickness(v.Node)).DefaultIfEmpty(0).Max()
                )
            );
        }
        return bands;
    }

    private static (double Width, double Height) SizeOf(DrawingNode node)
    {
        var caption = node.Caption is null ? 0 : TextWidth.Of(node.Caption, CaptionSize);
        return (
            Math.Max(Math.Max(TextWidth.Of(node.Label, LabelSize), caption) + 20, 36),
            node.Caption is null ? 26 : 40
        );
    }
}

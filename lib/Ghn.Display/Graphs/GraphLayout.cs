namespace Ghn.Display;

internal readonly record struct Rectangle(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public bool Overlaps(Rectangle other) => X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;
}

// Where everything in a drawing goes, in pixels from 0. An edge is a list of stops: it runs straight down within a
// layer and curves only between layers, so that it never passes through a box.
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
    private const double Padding = GraphCoordinates.GroupPadding;

    public static GraphLayout Of(GraphDrawing drawing)
    {
        var sizes = drawing.Nodes.Select(SizeOf).ToList();
        var graph = new LayeredGraph(drawing, i => sizes[i].Width);
        GraphOrdering.Apply(graph);
        GraphCoordinates.Apply(graph);
        var bands = Bands(graph, i => sizes[i].Height);
        var groups = graph
            .GroupOfLayer.GroupBy(l => l.Value, l => bands[l.Key])
            .Select(g =>
            {
                var (left, right) = GraphCoordinates.Extent(graph, g.Key);
                var (top, bottom) = (g.Min(band => band.Start), g.Max(band => band.End));
                return (Group: g.Key, Left: left, Right: right, Top: top - Padding, Bottom: bottom + Padding);
            })
            .ToList();
        var vertices = graph.Layers.SelectMany(l => l).ToList();
        var lefts = vertices.Select(v => v.Cross - v.Size / 2).Concat(groups.Select(g => g.Left));
        var rights = vertices.Select(v => v.Cross + v.Size / 2).Concat(groups.Select(g => g.Right));
        var (low, high) = (lefts.DefaultIfEmpty(0).Min(), rights.DefaultIfEmpty(0).Max());
        var length = bands.Count == 0 ? 0 : bands[^1].End + MarginMain;
        if (graph.GroupAt(graph.Layers.Count - 1) is not null)
            length += Padding;
        var boxes = graph.Nodes.Select(v =>
        {
            var (middle, height) = ((bands[v.Layer].Start + bands[v.Layer].End) / 2, sizes[v.Node].Height);
            return new Rectangle(v.Cross - v.Size / 2 - low, middle - height / 2, v.Size, height);
        });
        var areas = groups.Select(g =>
            (g.Group, new Rectangle(g.Left - low, g.Top, g.Right - g.Left, g.Bottom - g.Top))
        );
        var edges = GraphRoutes
            .Of(graph, bands, i => sizes[i].Height)
            .Select(route => (IReadOnlyList<(double, double)>)[.. route.Select(p => (p.Cross - low, p.Main))]);
        return new GraphLayout([.. boxes], [.. areas], [.. edges], high - low, length);
    }

    /// <summary>Start and end of each layer; steep edges and group borders get more room between layers.</summary>
    private static List<(double Start, double End)> Bands(LayeredGraph graph, Func<int, double> height)
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
                gap += Padding * (graph.GroupAt(i) is not null && graph.GroupAt(i - 1) is not null ? 2 : 1);
            var start = (i == 0 ? 0 : bands[^1].End) + gap;
            var heights = graph.Layers[i].Where(v => v.IsNode).Select(v => height(v.Node));
            bands.Add((start, start + heights.DefaultIfEmpty(0).Max()));
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

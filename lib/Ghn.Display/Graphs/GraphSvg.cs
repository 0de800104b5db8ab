namespace Ghn.Display;

/// <summary>Draws a laid-out graph: backgrounds of groups, edges, boxes, and a legend of kinds.</summary>
internal static class GraphSvg
{
    private const double Margin = 20;
    private const double LeastWidth = 420;
    private const string EdgeColor = "#8c959f";

    public static string Draw(GraphDrawing drawing)
    {
        var layout = GraphLayout.Of(drawing);
        var used = drawing.Nodes.Select(n => n.Kind).Distinct().ToArray();
        var palette = drawing.Options.Kinds.Union(used).ToList();
        string Color(string kind) =>
            kind == drawing.Options.MutedKind ? Palette.Muted : Palette.Color(palette.IndexOf(kind));
        var kinds = palette.Where(used.Contains).Select(kind => (kind, Color(kind))).ToArray();
        var width = Math.Max(layout.Width + 2 * Margin, LeastWidth);
        var legend = new GraphLegend(drawing, kinds, width - 2 * Margin);
        var top = 16 + (drawing.Options.Title.Length > 0 ? 24 : 0) + legend.Height;
        var svg = new SvgWriter(
            width,
            top + layout.Height + 16,
            drawing.Options.Title,
            leastWidth: width > 1000 ? 0.8 * width : null
        );
        if (drawing.Options.Title.Length > 0)
            svg.Text(Margin, 27, TextWidth.Fit(drawing.Options.Title, 15, width - 2 * Margin), 15, weight: "600");
        legend.Draw(svg, Margin, top - legend.Height);
        svg.Open("g", "transform", $"translate({SvgWriter.Numbers((width - layout.Width) / 2, top)})");
        foreach (var (group, box) in layout.Groups)
            DrawGroup(svg, box, $"Block {group + 1}");
        foreach (var stops in layout.Edges)
            DrawEdge(svg, stops);
        for (var i = 0; i < drawing.Nodes.Length; i++)
            DrawNode(svg, drawing.Nodes[i], layout.Nodes[i], Color(drawing.Nodes[i].Kind), legend);
        svg.Close();
        return svg.ToString();
    }

    private static void DrawGroup(SvgWriter svg, Rectangle box, string title)
    {
        svg.Rectangle(box.X, box.Y, box.Width, box.Height, "#f6f8fa", corner: 10, stroke: SvgWriter.Border);
        var (x, y, label) = (box.X + 17, box.Y + box.Height / 2, TextWidth.Fit(title, 11.5, box.Height - 8));
        svg.Text(x, y, label, 11.5, SvgWriter.Muted, "middle", "600", -90);
    }

    private static void DrawNode(SvgWriter svg, DrawingNode node, Rectangle box, string color, GraphLegend legend)
    {
        var heat = legend.Position(node.Value);
        var fill = heat is { } at ? ColorScale.Sequential.Hex(at) : Palette.Tint(color, 0.18);
        svg.Rectangle(box.X, box.Y, box.Width, box.Height, fill, corner: 5, stroke: color, strokeWidth: 1.5);
        var ink = heat is { } position ? ColorScale.Sequential.TextOn(position) : SvgWriter.Ink;
        var x = box.X + box.Width / 2;
        svg.Text(x, box.Y + (node.Caption is null ? 17.3 : 16.5), node.Label, GraphLayout.LabelSize, ink, "middle");
        var soft = heat is null ? SvgWriter.Muted : ink;
        if (node.Caption is not null)
            svg.Text(x, box.Y + 31.5, node.Caption, GraphLayout.CaptionSize, soft, "middle");
    }

    /// <summary>Straight within layers, an S curve between them, an arrowhead at the end.</summary>
    private static void DrawEdge(SvgWriter svg, IReadOnlyList<(double X, double Y)> stops)
    {
        var path = new StringBuilder("M").Append(SvgWriter.Numbers(stops[0].X, stops[0].Y));
        for (var i = 1; i < stops.Count - 1; i += 2)
        {
            var ((ax, ay), (bx, by)) = (stops[i], stops[i + 1]);
            var middle = (ay + by) / 2;
            path.Append($"L{SvgWriter.Numbers(ax, ay)}C{SvgWriter.Numbers(ax, middle, bx, middle, bx, by)}");
        }
        var ((x, y), back) = (stops[^1], stops[^1].Y - GraphLayout.ArrowLength);
        path.Append('L').Append(SvgWriter.Numbers(x, back + 1));
        svg.Element("path", "d fill stroke stroke-width", path, "none", EdgeColor, 1.4);
        var (left, right) = (SvgWriter.Numbers(x - 3.5, back), SvgWriter.Numbers(x + 3.5, back));
        svg.Element("path", "d fill", $"M{SvgWriter.Numbers(x, y)}L{left}L{right}Z", EdgeColor);
    }
}

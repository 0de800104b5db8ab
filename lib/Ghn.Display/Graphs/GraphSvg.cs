using System.Text;

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
        svg.Open(
            "g",
            ("transform", $"translate({SvgWriter.Number((width - layout.Width) / 2)} {SvgWriter.Number(top)})")
        );
        foreach (var (group, box) in layout.Groups)
            DrawGroup(svg, box, drawing.Options.GroupTitle(group), drawing.Options.Direction);
        foreach (var stops in layout.Edges)
            DrawEdge(svg, stops, drawing.Options.Direction);
        for (var i = 0; i < drawing.Nodes.Length; i++)
            DrawNode(svg, drawing.Nodes[i], layout.Nodes[i], Color(drawing.Nodes[i].Kind), legend);
        svg.Close();
        return svg.ToString();
    }

    private static void DrawGroup(SvgWriter svg, Rectangle box, string title, DrawingDirection direction)
    {
        svg.Element(
            "rect",
            ("x", box.X),
            ("y", box.Y),
            ("width", box.Width),
            ("height", box.Height),
            ("rx", 10),
            ("fill", "#f6f8fa"),
            ("stroke", SvgWriter.Border)
        );
        if (direction == DrawingDirection.TopToBottom)
            svg.Text(
                box.X + 17,
                box.Y + box.Height / 2,
                TextWidth.Fit(title, 11.5, box.Height - 8),
                11.5,
                SvgWriter.Muted,
                "middle",
                "600",
                -90
            );
        else
            svg.Text(
                box.X + 12,
                box.Y + 18,
                TextWidth.Fit(title, 11.5, box.Width - 20),
                11.5,
                SvgWriter.Muted,
                weight: "600"
            );
    }

    private static void DrawNode(SvgWriter svg, DrawingNode node, Rectangle box, string color, GraphLegend legend)
    {
        var heat = legend.Position(node.Value);
        svg.Element(
            "rect",
            ("x", box.X),
            ("y", box.Y),
            ("width", box.Width),
            ("height", box.Height),
            ("rx", 5),
            ("fill", heat is { } at ? ColorScale.Sequential.Hex(at) : Palette.Tint(color, 0.18)),
            ("stroke", color),
            ("stroke-width", 1.5)
        );
        var ink = heat is { } position ? ColorScale.Sequential.TextOn(position) : SvgWriter.Ink;
        var x = box.X + box.Width / 2;
        svg.Text(x, box.Y + (node.Caption is null ? 17.3 : 16.5), node.Label, GraphLayout.LabelSize, ink, "middle");
        if (node.Caption is not null)
            svg.Text(
                x,
                box.Y + 31.5,
                node.Caption,
                GraphLayout.CaptionSize,
                heat is null ? SvgWriter.Muted : ink,
                "middle"
            );
    }

    /// <summary>Straight within layers, an S curve between them, an arrowhead at the end.</summary>
    private static void DrawEdge(SvgWriter svg, IReadOnlyList<(double X, double Y)> stops, DrawingDirection direction)
    {
        var vertical = direction == DrawingDirection.TopToBottom;
        string P(double x, double y) => $"{SvgWriter.Number(x)} {SvgWriter.Number(y)}";
        var path = new StringBuilder("M").Append(P(stops[0].X, stops[0].Y));
        for (var i = 1; i < stops.Count - 1; i += 2)
        {
            var ((ax, ay), (bx, by)) = (stops[i], stops[i + 1]);
            var (mx, my) = ((ax + bx) / 2, (ay + by) / 2);
            var (first, second) = vertical ? (P(ax, my), P(bx, my)) : (P(mx, ay), P(mx, by));
            path.Append('L').Append(P(ax, ay)).Append('C').Append($"{first} {second} {P(bx, by)}");
        }
        var (x, y) = stops[^1];
        var (backX, backY) = vertical ? (x, y - GraphLayout.ArrowLength + 1) : (x - GraphLayout.ArrowLength + 1, y);
        path.Append('L').Append(P(backX, backY));
        svg.Element("path", ("d", path), ("fill", "none"), ("stroke", EdgeColor), ("stroke-width", 1.4));
        var (wx, wy) = vertical ? (3.5, -GraphLayout.ArrowLength) : (-GraphLayout.ArrowLength, 3.5);
        var (left, right) = vertical ? (P(x - wx, y + wy), P(x + wx, y + wy)) : (P(x + wx, y - wy), P(x + wx, y + wy));
        svg.Element("path", ("d", $"M{P(x, y)}L{left}L{right}Z"), ("fill", EdgeColor));
    }
}

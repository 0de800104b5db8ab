namespace Ghn.Display;

/// <summary>Draws one box of quartiles with whiskers and outliers.</summary>
internal static class BoxSvg
{
    public static void Draw(SvgWriter svg, Figure figure, Plot plot, BoxSeries series, string color)
    {
        if (BoxStatistics.Of(series.Values) is not { } box)
            return;
        var categories = figure.Categories;
        var x = plot.X[categories.IndexOf(series.Name)];
        var half = Math.Min(plot.Width / categories.Length * 0.25, 34);
        svg.Line(x, plot.Y[box.LowWhisker], x, plot.Y[box.LowerQuartile], color, 1.5);
        svg.Line(x, plot.Y[box.UpperQuartile], x, plot.Y[box.HighWhisker], color, 1.5);
        foreach (var end in new[] { box.LowWhisker, box.HighWhisker })
            svg.Line(x - half / 2, plot.Y[end], x + half / 2, plot.Y[end], color, 1.5);
        svg.Element(
            "rect",
            ("x", x - half),
            ("y", plot.Y[box.UpperQuartile]),
            ("width", 2 * half),
            ("height", Math.Max(plot.Y[box.LowerQuartile] - plot.Y[box.UpperQuartile], 0.5)),
            ("fill", Palette.Tint(color, 0.3)),
            ("stroke", color),
            ("stroke-width", 1.5)
        );
        svg.Line(x - half, plot.Y[box.Median], x + half, plot.Y[box.Median], color, 3);
        foreach (var outlier in box.Outliers)
            svg.Element("circle", ("cx", x), ("cy", plot.Y[outlier]), ("r", 2.5), ("fill", "none"), ("stroke", color));
    }
}

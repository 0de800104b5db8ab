namespace Ghn.Display;

/// <summary>
/// Draws a heat map: rectangles with their values if there is room, or an image if the matrix is large.
/// </summary>
internal static class HeatSvg
{
    public const double ValueSize = 11;
    private const int MostRectangles = 400;
    private const int MostValues = 150;

    public static ColorScale Scale(HeatSeries heat) => heat.Diverging ? ColorScale.Diverging : ColorScale.Sequential;

    public static void Draw(SvgWriter svg, Plot plot, HeatSeries heat)
    {
        var (width, height) = (plot.Width / heat.Columns, plot.Height / heat.Rows);
        if (heat.Values.Length > MostRectangles)
        {
            DrawPicture(svg, plot, heat);
            return;
        }
        var range = heat.Range;
        for (var i = 0; i < heat.Values.Length; i++)
        {
            var (x, y) = (plot.Left + i % heat.Columns * width, plot.Top + i / heat.Columns * height);
            var color = Scale(heat).Hex(Position(range, heat.Values[i]));
            svg.Element("rect", "x y width height fill shape-rendering", x, y, width, height, color, "crispEdges");
            if (Value(plot, heat, i) is var (text, ink))
                svg.Text(x + width / 2, y + height / 2 + 4, text, ValueSize, ink, "middle");
        }
    }

    /// <summary>The text of a cell and a readable colour for it; null if cells have no room for their values.</summary>
    public static (string Text, string Color)? Value(Plot plot, HeatSeries heat, int cell)
    {
        var (width, height) = (plot.Width / heat.Columns, plot.Height / heat.Rows);
        var value = heat.Values[cell];
        if (width < 38 || height < 18 || heat.Values.Length > MostValues || !double.IsFinite(value))
            return null;
        return (TextWidth.Fit(Label(value), ValueSize, width - 2), Scale(heat).TextOn(Position(heat.Range, value)));
    }

    public static void DrawColorBar(SvgWriter svg, Plot plot, HeatSeries heat)
    {
        var (min, max) = heat.Range;
        var scale = new Scale(min, max, plot.Bottom, plot.Top);
        var x = plot.Right + 16;
        svg.Ramp(Scale(heat), x, plot.Bottom, 14, plot.Height, 32);
        foreach (var tick in scale.Ticks(48))
        {
            svg.Line(x + 14, scale[tick.Value], x + 18, scale[tick.Value], SvgWriter.Muted);
            svg.Text(x + 21, scale[tick.Value] + 4, tick.Label, 11, SvgWriter.Muted);
        }
        svg.Text(x + 16, plot.Top - 8, TextWidth.Fit(heat.Name, 11.5, 140), 11.5, SvgWriter.Ink, "middle");
    }

    private static void DrawPicture(SvgWriter svg, Plot plot, HeatSeries heat)
    {
        var range = heat.Range;
        var picture = new RgbImage(heat.Columns, heat.Rows);
        for (var i = 0; i < heat.Values.Length; i++)
            picture.Fill(i % heat.Columns, i / heat.Columns, 1, 1, Scale(heat).At(Position(range, heat.Values[i])));
        svg.Image(picture, plot.Left, plot.Top, plot.Width, plot.Height, keepsRatio: false);
    }

    private static double Position((double Min, double Max) range, double value)
    {
        var (min, max) = range;
        return (value - min) / (max - min);
    }

    private static string Label(double value) =>
        NumberText.Minus(NumberText.Short(Math.Abs(value) < 1 ? Math.Round(value, 2) : Math.Round(value, 1)));
}

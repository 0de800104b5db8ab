namespace Ghn.Display;

/// <summary>Draws bars over categories; several series stand side by side, or on each other.</summary>
internal static class BarSvg
{
    public static void Draw(SvgWriter svg, Figure figure, Plot plot, BarSeries bars, string color)
    {
        var groups = figure.Series.OfType<BarSeries>().ToList();
        var categories = figure.Categories;
        var slot = plot.Width / categories.Length;
        var width = Math.Min(slot * 0.75 / (figure.Stacked ? 1 : groups.Count), 70);
        for (var i = 0; i < bars.Categories.Length; i++)
        {
            var centre = plot.X[categories.IndexOf(bars.Categories[i])];
            var left = centre + (figure.Stacked ? -width / 2 : (groups.IndexOf(bars) - groups.Count / 2.0) * width);
            var below = figure.Stacked ? Stack(groups.Take(groups.IndexOf(bars)), bars.Categories[i]) : 0;
            SeriesSvg.DrawBar(svg, plot, left, left + width, bars.Heights[i], color, 1, below);
            if (bars.Errors is { } errors)
                DrawInterval(svg, plot, left + width / 2, bars.Heights[i] - errors[i], bars.Heights[i] + errors[i]);
        }
    }

    /// <summary>How high the bars of some series stand on each other at a category.</summary>
    public static double Stack(IEnumerable<BarSeries> series, string category) =>
        series.Sum(s => s.Categories.IndexOf(category) is >= 0 and var i ? s.Heights[i] : 0);

    private static void DrawInterval(SvgWriter svg, Plot plot, double x, double low, double high)
    {
        var (from, to) = (plot.Y[low], plot.Y[high]);
        if (!double.IsFinite(from) || !double.IsFinite(to))
            return;
        svg.Line(x, from, x, to, SvgWriter.Ink, 1.2);
        svg.Line(x - 4, from, x + 4, from, SvgWriter.Ink, 1.2);
        svg.Line(x - 4, to, x + 4, to, SvgWriter.Ink, 1.2);
    }
}

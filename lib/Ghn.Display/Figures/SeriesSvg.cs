namespace Ghn.Display;

internal static class SeriesSvg
{
    /// <summary>The largest number of points of a line; a screen cannot show more.</summary>
    public const int MostLinePoints = 500;
    private const int MostCloudPoints = 1500;

    public static void Draw(SvgWriter svg, Figure figure, Plot plot, Series series, string color)
    {
        switch (series)
        {
            case LineSeries line:
                DrawLine(svg, plot, line.X, line.Y, color, line.Dashed, line.Markers);
                break;
            case BandSeries band:
                DrawBand(svg, plot, band, color);
                break;
            case ScatterSeries scatter:
                DrawScatter(svg, plot, scatter, color);
                break;
            case HistogramSeries histogram:
                var edges = histogram.Edges.Select(edge => plot.X[edge]).ToArray();
                for (var i = 0; i < histogram.Heights.Length; i++)
                    DrawBar(svg, plot, edges[i] + 0.5, edges[i + 1] - 0.5, histogram.Heights[i], color);
                break;
            case BarSeries bars:
                DrawBars(svg, figure, plot, bars, color);
                break;
            case BoxSeries box:
                DrawBox(svg, figure, plot, box, color);
                break;
            case HeatSeries heat:
                HeatSvg.Draw(svg, plot, heat);
                break;
            case ReferenceLine { Horizontal: true } reference:
                svg.Line(plot.Left, plot.Y[reference.Value], plot.Right, plot.Y[reference.Value], color, 1.5, "2 3");
                break;
            case ReferenceLine reference:
                svg.Line(plot.X[reference.Value], plot.Top, plot.X[reference.Value], plot.Bottom, color, 1.5, "2 3");
                break;
        }
    }

    /// <summary>The total height of stacked bars at a category.</summary>
    public static double Stack(IEnumerable<BarSeries> series, string category) =>
        series.Sum(s => s.Categories.IndexOf(category) is >= 0 and var i ? s.Heights[i] : 0);

    /// <summary>Bars over categories; several series are side by side or stacked.</summary>
    private static void DrawBars(SvgWriter svg, Figure figure, Plot plot, BarSeries bars, string color)
    {
        var groups = figure.Series.OfType<BarSeries>().ToList();
        var categories = figure.Categories;
        var width = Math.Min(plot.Width / categories.Length * 0.75 / (figure.Stacked ? 1 : groups.Count), 70);
        for (var i = 0; i < bars.Categories.Length; i++)
        {
            var centre = plot.X[categories.IndexOf(bars.Categories[i])];
            var left = centre + (figure.Stacked ? -width / 2 : (groups.IndexOf(bars) - groups.Count / 2.0) * width);
            var below = figure.Stacked ? Stack(groups.Take(groups.IndexOf(bars)), bars.Categories[i]) : 0;
            DrawBar(svg, plot, left + 1, left + width - 1, bars.Heights[i], color, below);
            if (bars.Intervals is { } intervals)
                DrawInterval(svg, plot, left + width / 2, intervals[i].Low, intervals[i].High);
        }
    }

    /// <summary>One bar from the bottom of the figure (or zero, or the bars below) to its height.</summary>
    private static void DrawBar(
        SvgWriter svg,
        Plot plot,
        double left,
        double right,
        double height,
        string color,
        double below = 0
    )
    {
        var foot = plot.Y.Log && below == 0 ? plot.Bottom : plot.Y[Math.Clamp(below, plot.Y.Min, plot.Y.Max)];
        var end = plot.Y[below + height];
        if (double.IsFinite(end) && height != 0)
            svg.Rectangle(
                left,
                Math.Min(foot, end),
                Math.Max(right - left, 0.5),
                Math.Abs(foot - end),
                color,
                opacity: ".8"
            );
    }

    private static void DrawInterval(SvgWriter svg, Plot plot, double x, double low, double high)
    {
        var (from, to) = (plot.Y[low], plot.Y[high]);
        if (!double.IsFinite(from) || !double.IsFinite(to))
            return;
        svg.Line(x, from, x, to, SvgWriter.Ink, 1.2);
        svg.Line(x - 4, from, x + 4, from, SvgWriter.Ink, 1.2);
        svg.Line(x - 4, to, x + 4, to, SvgWriter.Ink, 1.2);
    }

    private static void DrawBox(SvgWriter svg, Figure figure, Plot plot, BoxSeries series, string color)
    {
        if (BoxStatistics.Of(series.Values) is not { } box)
            return;
        var x = plot.X[figure.Categories.IndexOf(series.Name)];
        var half = Math.Min(plot.Width / figure.Categories.Length * 0.25, 34);
        var (top, bottom) = (plot.Y[box.UpperQuartile], plot.Y[box.LowerQuartile]);
        svg.Line(x, plot.Y[box.LowWhisker], x, bottom, color, 1.5);
        svg.Line(x, top, x, plot.Y[box.HighWhisker], color, 1.5);
        foreach (var end in new[] { box.LowWhisker, box.HighWhisker })
            svg.Line(x - half / 2, plot.Y[end], x + half / 2, plot.Y[end], color, 1.5);
        var fill = Palette.Tint(color, 0.3);
        svg.Rectangle(x - half, top, 2 * half, Math.Max(bottom - top, 0.5), fill, stroke: color, strokeWidth: 1.5);
        svg.Line(x - half, plot.Y[box.Median], x + half, plot.Y[box.Median], color, 3);
        foreach (var outlier in box.Outliers)
            svg.Circle(x, plot.Y[outlier], 2.5, "none", color);
    }

    private static void DrawLine(
        SvgWriter svg,
        Plot plot,
        IReadOnlyList<double> x,
        IReadOnlyList<double> y,
        string color,
        bool dashed,
        bool markers
    )
    {
        var kept = Thinning.Line([.. x.Select(v => plot.X[v])], [.. y.Select(v => plot.Y[v])], MostLinePoints);
        var path = Path(plot, kept.Select(i => (x[i], y[i])));
        var (cap, dash) = dashed ? (null, "6 4") : ("round", (string?)null);
        const string names = "d fill stroke stroke-width stroke-linejoin stroke-linecap stroke-dasharray";
        svg.Element("path", names, path, "none", color, 2, "round", cap, dash);
        if (markers)
            foreach (var i in kept.Where(i => IsFinite(plot, x[i], y[i])))
                svg.Circle(plot.X[x[i]], plot.Y[y[i]], 3, color);
    }

    /// <summary>The corners of the area of a band, in order; empty if fewer than two points can be shown.</summary>
    public static IEnumerable<(double X, double Y)> Outline(BandSeries band, Plot plot)
    {
        var shown = Thinning
            .Line(band.X, band.Mean, MostLinePoints)
            .Where(i => IsFinite(plot, band.X[i], band.Upper[i]) && double.IsFinite(band.Lower[i]))
            .ToArray();
        // A lower bound that a logarithmic axis cannot show is drawn at the bottom.
        double Low(int i) => plot.Y.Log ? Math.Max(band.Lower[i], plot.Y.Min) : band.Lower[i];
        return shown.Length < 2
            ? []
            : shown
                .Select(i => (band.X[i], band.Upper[i]))
                .Concat(Enumerable.Reverse(shown).Select(i => (band.X[i], Low(i))));
    }

    private static void DrawBand(SvgWriter svg, Plot plot, BandSeries band, string color)
    {
        if (Path(plot, Outline(band, plot)) is { Length: > 0 } area)
            svg.Element("path", "d fill fill-opacity", area + "Z", color, ".2");
        DrawLine(svg, plot, band.X, band.Mean, color, dashed: false, markers: false);
    }

    private static void DrawScatter(SvgWriter svg, Plot plot, ScatterSeries scatter, string color)
    {
        svg.Open("g", "fill fill-opacity stroke stroke-width", color, ".6", color, 0.8);
        foreach (var i in Thinning.Cloud(scatter.X.Length, MostCloudPoints))
            if (IsFinite(plot, scatter.X[i], scatter.Y[i]))
                svg.Circle(plot.X[scatter.X[i]], plot.Y[scatter.Y[i]], scatter.X.Length > 300 ? 2.5 : 4);
        svg.Close();
    }

    /// <summary>Path data through points; a point that cannot be shown leaves a gap.</summary>
    private static string Path(Plot plot, IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var (x, y) in points)
        {
            if (!IsFinite(plot, x, y))
            {
                pen = 'M';
                continue;
            }
            path.Append(pen).Append(SvgWriter.Numbers(plot.X[x], plot.Y[y]));
            pen = 'L';
        }
        return path.ToString();
    }

    private static bool IsFinite(Plot plot, double x, double y) =>
        double.IsFinite(plot.X[x]) && double.IsFinite(plot.Y[y]);
}

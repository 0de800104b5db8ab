using System.Text;

namespace Ghn.Display;

/// <summary>Draws one series inside a laid-out plot.</summary>
internal static class SeriesSvg
{
    /// <summary>A line on a screen has no room for more points than this.</summary>
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
                for (var i = 0; i < histogram.Heights.Length; i++)
                    DrawBar(
                        svg,
                        plot,
                        plot.X[histogram.Edges[i]],
                        plot.X[histogram.Edges[i + 1]],
                        histogram.Heights[i],
                        color,
                        0.5
                    );
                break;
            case BarSeries bars:
                BarSvg.Draw(svg, figure, plot, bars, color);
                break;
            case BoxSeries box:
                BoxSvg.Draw(svg, figure, plot, box, color);
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

    /// <summary>One bar from the bottom of the figure (or zero) to its height.</summary>
    public static void DrawBar(
        SvgWriter svg,
        Plot plot,
        double left,
        double right,
        double height,
        string color,
        double gap,
        double below = 0
    )
    {
        var foot = plot.Y.Log && below == 0 ? plot.Bottom : plot.Y[Math.Clamp(below, plot.Y.Min, plot.Y.Max)];
        var end = plot.Y[below + height];
        if (!double.IsFinite(end) || height == 0)
            return;
        svg.Element(
            "rect",
            ("x", left + gap),
            ("y", Math.Min(foot, end)),
            ("width", Math.Max(right - left - 2 * gap, 0.5)),
            ("height", Math.Abs(foot - end)),
            ("fill", color),
            ("fill-opacity", ".8")
        );
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
        svg.Element(
            "path",
            ("d", Path(plot, kept.Select(i => (x[i], y[i])))),
            ("fill", "none"),
            ("stroke", color),
            ("stroke-width", 2),
            ("stroke-linejoin", "round"),
            ("stroke-linecap", dashed ? null : "round"),
            ("stroke-dasharray", dashed ? "6 4" : null)
        );
        if (markers)
            foreach (var i in kept.Where(i => IsFinite(plot, x[i], y[i])))
                svg.Element("circle", ("cx", plot.X[x[i]]), ("cy", plot.Y[y[i]]), ("r", 3), ("fill", color));
    }

    private static void DrawBand(SvgWriter svg, Plot plot, BandSeries band, string color)
    {
        var kept = Thinning.Line(band.X, band.Mean, MostLinePoints);
        // A lower bound that a logarithmic axis cannot show is drawn at the bottom.
        double Low(int i) => plot.Y.Log ? Math.Max(band.Lower[i], plot.Y.Min) : band.Lower[i];
        var shown = kept.Where(i => IsFinite(plot, band.X[i], band.Upper[i]) && double.IsFinite(band.Lower[i]))
            .ToArray();
        if (shown.Length > 1)
            svg.Element(
                "path",
                (
                    "d",
                    Path(
                        plot,
                        shown
                            .Select(i => (band.X[i], band.Upper[i]))
                            .Concat(Enumerable.Reverse(shown).Select(i => (band.X[i], Low(i))))
                    ) + "Z"
                ),
                ("fill", color),
                ("fill-opacity", ".2")
            );
        DrawLine(svg, plot, band.X, band.Mean, color, dashed: false, markers: false);
    }

    private static void DrawScatter(SvgWriter svg, Plot plot, ScatterSeries scatter, string color)
    {
        svg.Open("g", ("fill", color), ("fill-opacity", ".6"), ("stroke", color), ("stroke-width", 0.8));
        foreach (var i in Thinning.Cloud(scatter.X.Length, MostCloudPoints))
        {
            if (!IsFinite(plot, scatter.X[i], scatter.Y[i]))
                continue;
            var radius = scatter.X.Length > 300 ? 2.5 : 4;
            svg.Element("circle", ("cx", plot.X[scatter.X[i]]), ("cy", plot.Y[scatter.Y[i]]), ("r", radius));
        }
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
            path.Append(pen).Append(SvgWriter.Number(plot.X[x])).Append(' ').Append(SvgWriter.Number(plot.Y[y]));
            pen = 'L';
        }
        return path.ToString();
    }

    private static bool IsFinite(Plot plot, double x, double y) =>
        double.IsFinite(plot.X[x]) && double.IsFinite(plot.Y[y]);
}

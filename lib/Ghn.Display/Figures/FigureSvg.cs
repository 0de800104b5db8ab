namespace Ghn.Display;

/// <summary>Draws a figure: title, legend, grid and axes, and inside them the series.</summary>
internal static class FigureSvg
{
    public static string Draw(Figure figure)
    {
        var plot = Plot.Of(figure);
        var svg = new SvgWriter(figure.Width, figure.Height, figure.Title);
        if (figure.Title.Length > 0)
            svg.Text(20, 27, TextWidth.Fit(figure.Title, 15, figure.Width - 40), 15, weight: "600");
        plot.Legend.Draw(svg, 20, figure.Title.Length > 0 ? 38 : 12);
        var heat = figure.Series.OfType<HeatSeries>().FirstOrDefault();
        if (heat is null)
            DrawGrid(svg, plot, vertical: figure.Categories.Length == 0);
        DrawLabels(svg, figure, plot);

        // A nested svg element clips what an axis with fixed ends cuts off, and needs no id to do so.
        double[] area = [plot.Left, plot.Top, plot.Width, plot.Height];
        svg.Open("svg", "x y width height viewBox", [.. area, SvgWriter.Numbers(area)]);
        foreach (var (series, color) in figure.Series.Zip(figure.Colors()).OrderBy(s => Depth(s.First)))
            SeriesSvg.Draw(svg, figure, plot, series, color);
        svg.Close();

        var foot = plot.Y is { Log: false, Min: < 0, Max: > 0 } ? plot.Y[0] : plot.Bottom;
        if (heat is null)
            svg.Line(plot.Left, foot, plot.Right, foot, SvgWriter.Muted);
        else
            HeatSvg.DrawColorBar(svg, plot, heat);
        return svg.ToString();
    }

    private static int Depth(Series series) =>
        series switch
        {
            HeatSeries or BandSeries => 0,
            BarSeries or HistogramSeries or BoxSeries => 1,
            ReferenceLine => 2,
            LineSeries => 3,
            _ => 4,
        };

    private static void DrawGrid(SvgWriter svg, Plot plot, bool vertical)
    {
        foreach (var tick in plot.YTicks)
            svg.Line(plot.Left, plot.Y[tick.Value], plot.Right, plot.Y[tick.Value], SvgWriter.GridLine);
        if (vertical)
            foreach (var tick in plot.XTicks)
                svg.Line(plot.X[tick.Value], plot.Top, plot.X[tick.Value], plot.Bottom, SvgWriter.GridLine);
    }

    private static void DrawLabels(SvgWriter svg, Figure figure, Plot plot)
    {
        const double size = Plot.TickSize;
        var room = plot.Left - (figure.Y.Label.Length > 0 ? 38 : 16);
        foreach (var tick in plot.YTicks)
        {
            var label = TextWidth.Fit(tick.Label, size, room);
            svg.Text(plot.Left - 7, plot.Y[tick.Value] + 4, label, size, SvgWriter.Muted, "end");
        }
        foreach (var (x, label) in plot.XTicks.Select(t => (plot.X[t.Value], t.Label)))
            if (plot.RotateXLabels)
                svg.Text(
                    x + 4,
                    plot.Bottom + 15,
                    TextWidth.Fit(label, size, 150),
                    size,
                    SvgWriter.Muted,
                    "end",
                    rotate: -40
                );
            else
                svg.Text(x, plot.Bottom + 18, label, size, SvgWriter.Muted, "middle");
        var (middle, centre) = (plot.Left + plot.Width / 2, plot.Top + plot.Height / 2);
        if (figure.X.Label.Length > 0)
            svg.Text(middle, figure.Height - 13, figure.X.Label, Plot.AxisTitleSize, anchor: "middle");
        if (figure.Y.Label.Length > 0)
            svg.Text(24, centre, figure.Y.Label, Plot.AxisTitleSize, anchor: "middle", rotate: -90);
    }
}

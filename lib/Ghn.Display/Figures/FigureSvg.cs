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
        var heat = figure.Series.Any(s => s is HeatSeries);
        DrawGrid(svg, plot, vertical: !heat && figure.Categories.Length == 0, horizontal: !heat);
        DrawLabels(svg, figure, plot);

        // A nested svg element clips what an axis with fixed ends cuts off, and needs no id to do so.
        double[] area = [plot.Left, plot.Top, plot.Width, plot.Height];
        svg.Open("svg", "x y width height viewBox", [.. area, SvgWriter.Numbers(area)]);
        foreach (var (series, color) in figure.Series.Zip(figure.Colors()).OrderBy(s => Depth(s.First)))
            SeriesSvg.Draw(svg, figure, plot, series, color);
        svg.Close();

        DrawFrame(svg, plot, figure.Series.All(s => s is not HeatSeries));
        foreach (var series in figure.Series.OfType<HeatSeries>().Take(1))
            HeatSvg.DrawColorBar(svg, plot, series);
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

    private static void DrawGrid(SvgWriter svg, Plot plot, bool vertical, bool horizontal)
    {
        if (horizontal)
            foreach (var tick in plot.YTicks)
                svg.Line(plot.Left, plot.Y[tick.Value], plot.Right, plot.Y[tick.Value], SvgWriter.GridLine);
        if (vertical)
            foreach (var tick in plot.XTicks)
                svg.Line(plot.X[tick.Value], plot.Top, plot.X[tick.Value], plot.Bottom, SvgWriter.GridLine);
    }

    private static void DrawLabels(SvgWriter svg, Figure figure, Plot plot)
    {
        foreach (var tick in plot.YTicks)
            svg.Text(
                plot.Left - 7,
                plot.Y[tick.Value] + 4,
                TextWidth.Fit(tick.Label, Plot.TickSize, plot.Left - (figure.Y.Label.Length > 0 ? 38 : 16)),
                Plot.TickSize,
                SvgWriter.Muted,
                "end"
            );
        foreach (var tick in plot.XTicks)
            if (plot.RotateXLabels)
                svg.Text(
                    plot.X[tick.Value] + 4,
                    plot.Bottom + 15,
                    TextWidth.Fit(tick.Label, Plot.TickSize, 150),
                    Plot.TickSize,
                    SvgWriter.Muted,
                    "end",
                    rotate: -40
                );
            else
                svg.Text(plot.X[tick.Value], plot.Bottom + 18, tick.Label, Plot.TickSize, SvgWriter.Muted, "middle");
        if (figure.X.Label.Length > 0)
            svg.Text(
                plot.Left + plot.Width / 2,
                figure.Height - 13,
                figure.X.Label,
                Plot.AxisTitleSize,
                anchor: "middle"
            );
        if (figure.Y.Label.Length > 0)
            svg.Text(24, plot.Top + plot.Height / 2, figure.Y.Label, Plot.AxisTitleSize, anchor: "middle", rotate: -90);
    }

    private static void DrawFrame(SvgWriter svg, Plot plot, bool axes)
    {
        if (!axes)
            return;
        var zero = plot.Y is { Log: false, Min: < 0, Max: > 0 };
        var foot = zero ? plot.Y[0] : plot.Bottom;
        svg.Line(plot.Left, foot, plot.Right, foot, SvgWriter.Muted);
    }
}

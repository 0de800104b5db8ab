using XPlot.Plotly;

namespace Ghn.Display;

/// <summary>The traces of plotly.js that show each kind of series.</summary>
internal static class PlotlyTraces
{
    private const int MostPoints = 4000;

    public static IReadOnlyList<Trace> Of(Figure figure)
    {
        var plot = Plot.Of(figure);
        return [.. figure.Series.Zip(figure.Colors()).SelectMany(s => Traces(s.First, s.Second, figure, plot))];
    }

    private static IEnumerable<Trace> Traces(Series series, string color, Figure figure, Plot plot) =>
        series switch
        {
            LineSeries s => [Line(s.Name, s.X, s.Y, color, s.Dashed ? "dash" : null, s.Markers)],
            BandSeries s => Band(s, color),
            ScatterSeries s => [Points(s, color)],
            HistogramSeries s => [Histogram(s, color)],
            BarSeries s => [Bars(s, figure, color)],
            BoxSeries s => [Box(s, figure, color)],
            HeatSeries s => [Heat(s)],
            ReferenceLine { Horizontal: true } s =>
            [
                Line(s.Name, [plot.X.Min, plot.X.Max], [s.Value, s.Value], color, "dot"),
            ],
            ReferenceLine s => [Line(s.Name, [s.Value, s.Value], [plot.Y.Min, plot.Y.Max], color, "dot")],
            _ => [],
        };

    private static Scatter Line(
        string name,
        IReadOnlyList<double> x,
        IReadOnlyList<double> y,
        string color,
        string? dash = null,
        bool markers = false
    )
    {
        var kept = Thinning.Line(x, y, MostPoints);
        var trace = new Scatter
        {
            name = FigurePlotly.Plain(name),
            x = Values(kept.Select(i => x[i])),
            y = Values(kept.Select(i => y[i])),
            mode = markers ? "lines+markers" : "lines",
            showlegend = name.Length > 0,
            line = new Line { color = color, width = dash == "dot" ? 1.5 : 2 },
        };
        if (dash is not null)
            trace.line.dash = dash;
        return trace;
    }

    private static IEnumerable<Trace> Band(BandSeries band, string color)
    {
        var kept = Thinning.Line(band.X, band.Mean, MostPoints);
        Scatter Edge(IReadOnlyList<double> values) =>
            new()
            {
                x = Values(kept.Select(i => band.X[i])),
                y = Values(kept.Select(i => values[i])),
                mode = "lines",
                line = new Line { width = 0, color = color },
                showlegend = false,
                hoverinfo = "skip",
                legendgroup = band.Name,
            };
        var upper = Edge(band.Upper);
        upper.fill = "tonexty";
        upper.fillcolor = Palette.Transparent(color, 0.2);
        var mean = Line(band.Name, band.X, band.Mean, color);
        mean.legendgroup = band.Name;
        return [Edge(band.Lower), upper, mean];
    }

    private static Scatter Points(ScatterSeries scatter, string color)
    {
        var kept = Thinning.Cloud(scatter.X.Length, MostPoints);
        var trace = new Scatter
        {
            name = FigurePlotly.Plain(scatter.Name),
            x = Values(kept.Select(i => scatter.X[i])),
            y = Values(kept.Select(i => scatter.Y[i])),
            mode = "markers",
            showlegend = scatter.Name.Length > 0,
            marker = new Marker
            {
                color = color,
                opacity = 0.65,
                size = scatter.X.Length > 300 ? 5 : 8,
            },
        };
        if (scatter.Labels is { } labels)
            trace.text = kept.Select(i => FigurePlotly.Plain(labels[i])).ToArray();
        return trace;
    }

    // Bins are counted here, once for both forms; their edges become a filled line because XPlot's bars have no width.
    private static Scatter Histogram(HistogramSeries histogram, string color)
    {
        var (x, y) = (new List<double> { histogram.Edges[0] }, new List<double> { 0 });
        for (var i = 0; i < histogram.Heights.Length; i++)
        {
            x.AddRange([histogram.Edges[i], histogram.Edges[i + 1]]);
            y.AddRange([histogram.Heights[i], histogram.Heights[i]]);
        }
        x.Add(histogram.Edges[^1]);
        y.Add(0);
        var trace = Line(histogram.Name, x, y, color);
        trace.fill = "tozeroy";
        trace.fillcolor = Palette.Transparent(color, 0.5);
        return trace;
    }

    private static Bar Bars(BarSeries bars, Figure figure, string color)
    {
        var trace = new Bar
        {
            name = FigurePlotly.Plain(bars.Name),
            x = bars.Categories.Select(figure.Categories.IndexOf).ToArray(),
            y = Values(bars.Heights),
            showlegend = bars.Name.Length > 0,
            marker = new Marker { color = color, opacity = 0.8 },
        };
        if (bars.Errors is { } errors)
            trace.error_y = new Error_y
            {
                type = "data",
                array = Values(errors),
                visible = true,
                color = SvgWriter.Ink,
                thickness = 1.2,
            };
        return trace;
    }

    private static Box Box(BoxSeries box, Figure figure, string color) =>
        new()
        {
            name = FigurePlotly.Plain(box.Name),
            x = box.Values.Select(_ => figure.Categories.IndexOf(box.Name)).ToArray(),
            y = Values(box.Values),
            showlegend = false,
            marker = new Marker { color = color },
        };

    private static Heatmap Heat(HeatSeries heat)
    {
        var (min, max) = heat.Range;
        return new Heatmap
        {
            z = Enumerable
                .Range(0, heat.Rows)
                .Select(r => Values(heat.Values.AsSpan(r * heat.Columns, heat.Columns).ToArray()))
                .ToArray(),
            zmin = min,
            zmax = max,
            colorscale = (heat.Diverging ? ColorScale.Diverging : ColorScale.Sequential).Anchors(),
            colorbar = new Colorbar { title = FigurePlotly.Plain(heat.Name), thickness = 14 },
        };
    }

    /// <summary>JSON has no NaN and no infinity: they become gaps. Six digits are more than a screen shows.</summary>
    private static double?[] Values(IEnumerable<double> values) =>
        [.. values.Select(v => double.IsFinite(v) ? (double?)Round(v) : null)];

    private static double Round(double value)
    {
        if (value == 0)
            return 0;
        var digits = 6 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits is >= 0 and <= 15 ? Math.Round(value, digits) : value;
    }
}

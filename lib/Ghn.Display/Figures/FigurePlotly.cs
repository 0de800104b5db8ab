using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ghn.Display;

// The figure as plotly.js draws it, in the same layout and colours as the static one. The names of all properties are
// plotly.js's own (https://plotly.com/javascript/reference).
internal static class FigurePlotly
{
    private const int MostPoints = 4000;

    private static readonly JsonSerializerOptions s_options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>{"data":[…],"layout":{…}}, without '&lt;', which could end the script element.</summary>
    public static string Json(Figure figure)
    {
        var plot = Plot.Of(figure);
        var data = figure.Series.Zip(figure.Colors()).SelectMany(s => Traces(s.First, s.Second, figure, plot));
        return JsonSerializer.Serialize(new { data, layout = Layout(figure, plot) }, s_options); // it escapes '<'
    }

    private static object Layout(Figure figure, Plot plot)
    {
        var heat = figure.Series.OfType<HeatSeries>().FirstOrDefault();
        var names = heat is not null || figure.Categories.Length > 0;
        return new
        {
            title = Markup.Escape(figure.Title),
            height = figure.Height,
            font = Font(12),
            titlefont = Font(15),
            margin = new
            {
                l = plot.Left,
                r = figure.Width - plot.Right,
                t = Math.Max(plot.Top + plot.Legend.ExtraInColumns(plot.Width), 60),
                b = figure.Height - plot.Bottom + (figure.X.Label.Length > 0 ? 14 : 0), // plotly.js sets titles lower
            },
            paper_bgcolor = "#ffffff",
            plot_bgcolor = "#ffffff",
            barmode = figure.Stacked ? "stack"
            : figure.Categories.Length > 0 ? "group"
            : "overlay",
            bargap = 0.25,
            hovermode = "closest",
            showlegend = plot.Legend.Entries.Count > 0,
            legend = new
            {
                orientation = "h",
                x = 0,
                xanchor = "left",
                y = 1.01,
                yanchor = "bottom",
                traceorder = "normal", // plotly.js would reverse that of a stack
            },
            xaxis = Axis(figure.X, plot.X, plot.XTicks, names, Ends(plot.X), plot.RotateXLabels ? -40 : null),
            yaxis = Axis(
                figure.Y,
                plot.Y,
                plot.YTicks,
                heat is not null,
                heat is null ? Ends(plot.Y) : [plot.Y.Max, plot.Y.Min] // the first row is at the top
            ),
            annotations = heat is null ? null : CellValues(plot, heat),
        };
    }

    // Names stand at positions: plotly.js would read a name such as "2+3" as a number and draw equal names as one.
    private static object Axis(
        Axis axis,
        Scale scale,
        IReadOnlyList<Tick> ticks,
        bool names,
        double[] range,
        int? angle = null // others are turned only where a narrow page makes them touch
    ) =>
        new
        {
            title = Markup.Escape(axis.Label),
            type = scale.Log ? "log" : "linear",
            range,
            tickvals = names || scale.Log ? ticks.Select(t => t.Value) : null,
            ticktext = names || scale.Log ? ticks.Select(t => Markup.Escape(t.Label)) : null,
            tickformat = scale is { Log: false, Max: >= 1000 } ? "," : "",
            tickangle = angle,
            gridcolor = SvgWriter.GridLine,
            zerolinecolor = SvgWriter.Border,
            showgrid = !names,
            zeroline = !names,
        };

    private static double[] Ends(Scale scale) =>
        scale.Log ? [Math.Log10(scale.Min), Math.Log10(scale.Max)] : [scale.Min, scale.Max];

    private static IEnumerable<object> CellValues(Plot plot, HeatSeries heat) =>
        from cell in Enumerable.Range(0, heat.Values.Length)
        let value = HeatSvg.Value(plot, heat, cell)
        where value is not null
        select new
        {
            x = cell % heat.Columns,
            y = cell / heat.Columns,
            text = value.Value.Text,
            showarrow = false,
            font = Font(HeatSvg.ValueSize, value.Value.Color),
        };

    private static object Font(double size, string color = SvgWriter.Ink) =>
        new
        {
            family = SvgWriter.Font,
            size,
            color,
        };

    private static IEnumerable<object> Traces(Series series, string color, Figure figure, Plot plot) =>
        series switch
        {
            LineSeries s => [Line(s, s.X, s.Y, color, s.Dashed ? "dash" : "solid", s.Markers)],
            BandSeries s => [Area(s, plot, color), Line(s, s.X, s.Mean, color)],
            ScatterSeries s => [Points(s, color)],
            HistogramSeries s => [Histogram(s, color)],
            BarSeries s => [Bars(s, figure, color)],
            BoxSeries s => [Box(s, figure, color)],
            HeatSeries s => [Heat(s)],
            ReferenceLine { Horizontal: true } s =>
            [
                Line(s, [plot.X.Min, plot.X.Max], [s.Value, s.Value], color, "dot"),
            ],
            ReferenceLine s => [Line(s, [s.Value, s.Value], [plot.Y.Min, plot.Y.Max], color, "dot")],
            _ => [],
        };

    private static object Line(
        Series series,
        IReadOnlyList<double> x,
        IReadOnlyList<double> y,
        string color,
        string dash = "solid",
        bool markers = false
    )
    {
        var kept = Thinning.Line(x, y, MostPoints);
        return new
        {
            type = "scatter",
            name = Markup.Escape(series.Name),
            x = Values(kept.Select(i => x[i])),
            y = Values(kept.Select(i => y[i])),
            mode = markers ? "lines+markers" : "lines",
            showlegend = series.Name.Length > 0,
            legendgroup = series is BandSeries ? Markup.Escape(series.Name) : null,
            line = new
            {
                color,
                width = dash == "dot" ? 1.5 : 2,
                dash,
            },
        };
    }

    private static object Area(BandSeries band, Plot plot, string color)
    {
        var outline = SeriesSvg.Outline(band, plot).ToArray();
        return new
        {
            type = "scatter",
            x = Values(outline.Select(p => p.X)),
            y = Values(outline.Select(p => p.Y)),
            mode = "lines",
            line = new { width = 0 },
            fill = "toself",
            fillcolor = Palette.Transparent(color, 0.2),
            showlegend = false,
            hoverinfo = "skip",
            legendgroup = Markup.Escape(band.Name),
        };
    }

    private static object Points(ScatterSeries scatter, string color)
    {
        var kept = Thinning.Cloud(scatter.X.Length, MostPoints);
        return new
        {
            type = "scatter",
            name = Markup.Escape(scatter.Name),
            x = Values(kept.Select(i => scatter.X[i])),
            y = Values(kept.Select(i => scatter.Y[i])),
            text = scatter.Labels is { } labels ? kept.Select(i => Markup.Escape(labels[i])) : null,
            mode = "markers",
            showlegend = scatter.Name.Length > 0,
            marker = new
            {
                color,
                opacity = 0.65,
                size = scatter.X.Length > 300 ? 5 : 8,
            },
        };
    }

    private static object Histogram(HistogramSeries histogram, string color)
    {
        var bins = histogram.Edges.Zip(histogram.Edges.Skip(1)).ToArray();
        return new
        {
            type = "bar",
            name = Markup.Escape(histogram.Name),
            x = Values(bins.Select(b => (b.First + b.Second) / 2)),
            y = Values(histogram.Heights),
            width = Values(bins.Select(b => 0.96 * (b.Second - b.First))),
            hovertext = bins.Select(b => $"{NumberText.Short(b.First)} … {NumberText.Short(b.Second)}"),
            hoverinfo = "text+y",
            showlegend = histogram.Name.Length > 0,
            marker = new { color, opacity = 0.8 },
        };
    }

    private static object Bars(BarSeries bars, Figure figure, string color) =>
        new
        {
            type = "bar",
            name = Markup.Escape(bars.Name),
            x = bars.Categories.Select(figure.Categories.IndexOf),
            y = Values(bars.Heights),
            showlegend = bars.Name.Length > 0,
            marker = new { color, opacity = 0.8 },
            error_y = bars.Intervals is not { } intervals
                ? null
                : new
                {
                    type = "data",
                    symmetric = false,
                    array = Values(intervals.Zip(bars.Heights, (i, h) => i.High - h)),
                    arrayminus = Values(intervals.Zip(bars.Heights, (i, h) => h - i.Low)),
                    visible = true,
                    color = SvgWriter.Ink,
                    thickness = 1.2,
                },
        };

    private static object Box(BoxSeries box, Figure figure, string color) =>
        new
        {
            type = "box",
            name = Markup.Escape(box.Name),
            x = box.Values.Select(_ => figure.Categories.IndexOf(box.Name)),
            y = Values(box.Values),
            showlegend = false,
            marker = new { color },
        };

    private static object Heat(HeatSeries heat)
    {
        var (min, max) = heat.Range;
        return new
        {
            type = "heatmap",
            z = heat.Values.Chunk(heat.Columns).Select(Values),
            zmin = min,
            zmax = max,
            colorscale = HeatSvg.Scale(heat).Anchors(),
            colorbar = new { title = Markup.Escape(heat.Name), thickness = 14 },
        };
    }

    /// <summary>JSON has no NaN and no infinity, so they become gaps. A float has enough digits for a screen.</summary>
    private static IEnumerable<float?> Values(IEnumerable<double> values) =>
        values.Select(v => float.IsFinite((float)v) ? (float?)v : null);
}

using System.Text.RegularExpressions;
using XPlot.Plotly;

namespace Ghn.Display;

/// <summary>The figure as plotly.js draws it, built from XPlot's types, in the same layout and colours as the static one.</summary>
internal static partial class FigurePlotly
{
    /// <summary>{"data":[…],"layout":{…}}, with no '&lt;' that could end the script element it stands in.</summary>
    public static string Json(Figure figure)
    {
        var (data, layout) = Parts(Chart.Plot<Trace>(PlotlyTraces.Of(figure), Layout(figure)));
        var json = $$"""{"data":{{data}},"layout":{{layout}}}""";
        return json.Replace("<", "\\u003c", StringComparison.Ordinal);
    }

    /// <summary>The JSON of a chart; a layout that nobody gave is an empty text.</summary>
    public static (string Data, string Layout) Parts(PlotlyChart chart)
    {
        // XPlot offers its JSON only inside a script: one line assigns the data, the next the layout.
        var script = chart.GetInlineJS();
        return (DataLine().Match(script).Groups[1].Value, LayoutLine().Match(script).Groups[1].Value);
    }

    /// <summary>plotly.js reads a little HTML in its texts; ours are plain.</summary>
    public static string Plain(string text) => Markup.Escape(text);

    [GeneratedRegex(@"^\s*var data = (.*);\s*$", RegexOptions.Multiline)]
    private static partial Regex DataLine();

    [GeneratedRegex(@"^\s*var layout = (.*);\s*$", RegexOptions.Multiline)]
    private static partial Regex LayoutLine();

    private static Layout.Layout Layout(Figure figure)
    {
        var plot = Plot.Of(figure);
        var heat = figure.Series.OfType<HeatSeries>().FirstOrDefault();
        var histogram = figure.Series.OfType<HistogramSeries>().Any();
        var layout = new Layout.Layout
        {
            title = Plain(figure.Title),
            height = figure.Height,
            font = Font(12),
            titlefont = Font(15),
            margin = new Margin
            {
                l = plot.Left,
                r = figure.Width - plot.Right,
                t = Math.Max(plot.Top + plot.Legend.ExtraInColumns(plot.Width), 60),
                b = figure.Height - plot.Bottom + (figure.X.Label.Length > 0 ? 14 : 0), // plotly.js sets titles lower
            },
            paper_bgcolor = "#ffffff",
            plot_bgcolor = "#ffffff",
            barmode =
                histogram ? "overlay"
                : figure.Stacked ? "stack"
                : "group",
            bargap = 0.25,
            hovermode = "closest",
            showlegend = plot.Legend.Entries.Count > 0,
            legend = new XPlot.Plotly.Legend
            {
                orientation = "h",
                x = 0,
                xanchor = "left",
                y = 1.01,
                yanchor = "bottom",
                traceorder = "normal", // plotly.js would reverse that of a stack
            },
            xaxis = XAxis(figure, plot, names: heat is not null || figure.Categories.Length > 0),
            yaxis = YAxis(figure, plot, names: heat is not null),
        };
        if (heat is not null)
            layout.annotations = CellValues(plot, heat);
        if (plot.RotateXLabels) // others are turned only where a narrow page makes them touch
            layout.xaxis.tickangle = -40;
        return layout;
    }

    // Names stand at positions: plotly.js would read a name such as "2+3" as a number and draw equal names as one.
    private static Xaxis XAxis(Figure figure, Plot plot, bool names) =>
        new()
        {
            title = Plain(figure.X.Label),
            type = plot.X.Log ? "log" : "linear",
            range = Range(plot.X),
            tickvals = names || plot.X.Log ? plot.XTicks.Select(t => t.Value).ToArray() : null,
            ticktext = names || plot.X.Log ? plot.XTicks.Select(t => Plain(t.Label)).ToArray() : null,
            tickformat = Format(plot.X),
            gridcolor = SvgWriter.GridLine,
            zerolinecolor = SvgWriter.GridLine,
            showgrid = !names,
            zeroline = !names,
        };

    private static Yaxis YAxis(Figure figure, Plot plot, bool names) =>
        new()
        {
            title = Plain(figure.Y.Label),
            type = plot.Y.Log ? "log" : "linear",
            range = names ? [plot.Y.Max, plot.Y.Min] : Range(plot.Y), // the first row is at the top
            tickvals = names || plot.Y.Log ? plot.YTicks.Select(t => t.Value).ToArray() : null,
            ticktext = names || plot.Y.Log ? plot.YTicks.Select(t => Plain(t.Label)).ToArray() : null,
            tickformat = Format(plot.Y),
            gridcolor = SvgWriter.GridLine,
            zerolinecolor = SvgWriter.Border,
            showgrid = !names,
            zeroline = !names,
        };

    private static string Format(Scale scale) => scale is { Log: false, Max: >= 1000 } ? "," : "";

    private static Annotation[] CellValues(Plot plot, HeatSeries heat) =>
        [
            .. Enumerable
                .Range(0, heat.Values.Length)
                .Select(i => (Cell: i, Value: HeatSvg.Value(plot, heat, i)))
                .Where(one => one.Value is not null)
                .Select(one => new Annotation
                {
                    x = one.Cell % heat.Columns,
                    y = one.Cell / heat.Columns,
                    text = one.Value!.Value.Text,
                    showarrow = false,
                    font = Font(HeatSvg.ValueSize, one.Value.Value.Color),
                }),
        ];

    private static double[] Range(Scale scale) =>
        scale.Log ? [Math.Log10(scale.Min), Math.Log10(scale.Max)] : [scale.Min, scale.Max];

    private static Font Font(double size, string color = SvgWriter.Ink) =>
        new()
        {
            family = "Helvetica Neue,Helvetica,Arial,sans-serif",
            size = size,
            color = color,
        };
}

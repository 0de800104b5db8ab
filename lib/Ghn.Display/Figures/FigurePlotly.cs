using System.Text.RegularExpressions;
using XPlot.Plotly;

namespace Ghn.Display;

/// <summary>The figure as plotly.js draws it, built from XPlot's types, in the same layout and colours as the static one.</summary>
internal static partial class FigurePlotly
{
    /// <summary>{"data":[…],"layout":{…}}, with no '&lt;' that could end the script element it stands in.</summary>
    public static string Json(Figure figure)
    {
        // XPlot offers its JSON only inside a script: one line assigns the data, the next the layout.
        var script = Chart.Plot<Trace>(PlotlyTraces.Of(figure), Layout(figure)).GetInlineJS();
        var json =
            $$"""{"data":{{DataLine().Match(script).Groups[1].Value}},"layout":{{LayoutLine().Match(script).Groups[1].Value}}}""";
        return json.Replace("<", "\\u003c", StringComparison.Ordinal);
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
            },
            xaxis = new Xaxis { title = Plain(figure.X.Label), gridcolor = SvgWriter.GridLine },
            yaxis = new Yaxis { title = Plain(figure.Y.Label), gridcolor = SvgWriter.GridLine },
        };
        SetRanges(layout, figure, plot, heat);
        return layout;
    }

    private static void SetRanges(Layout.Layout layout, Figure figure, Plot plot, HeatSeries? heat)
    {
        if (heat is not null)
        {
            layout.yaxis.autorange = "reversed";
            layout.xaxis.showgrid = layout.yaxis.showgrid = false;
            return;
        }
        layout.yaxis.range = Range(plot.Y);
        layout.yaxis.zerolinecolor = SvgWriter.Border;
        if (plot.Y.Log)
        {
            layout.yaxis.type = "log";
            layout.yaxis.tickvals = plot.YTicks.Select(t => t.Value).ToArray();
            layout.yaxis.ticktext = plot.YTicks.Select(t => t.Label).ToArray();
        }
        else if (plot.Y.Max >= 1000)
        {
            layout.yaxis.tickformat = ",";
        }
        if (figure.Categories.Length > 0)
        {
            layout.xaxis.type = "category";
            layout.xaxis.showgrid = false;
            return;
        }
        layout.xaxis.range = Range(plot.X);
        layout.xaxis.zerolinecolor = SvgWriter.GridLine;
        if (plot.X.Log)
        {
            layout.xaxis.type = "log";
            layout.xaxis.tickvals = plot.XTicks.Select(t => t.Value).ToArray();
            layout.xaxis.ticktext = plot.XTicks.Select(t => t.Label).ToArray();
        }
        else if (plot.X.Max >= 1000)
        {
            layout.xaxis.tickformat = ",";
        }
    }

    private static double[] Range(Scale scale) =>
        scale.Log ? [Math.Log10(scale.Min), Math.Log10(scale.Max)] : [scale.Min, scale.Max];

    private static Font Font(double size) =>
        new()
        {
            family = "Helvetica Neue,Helvetica,Arial,sans-serif",
            size = size,
            color = SvgWriter.Ink,
        };
}

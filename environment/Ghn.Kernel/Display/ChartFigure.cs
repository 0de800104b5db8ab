using Ghn.Display;

namespace Ghn.Kernel.Display;

// Reads the figure that plotly.js would draw: points, lines, bars, histograms, boxes, heat maps.
internal static class ChartFigure
{
    // The figure without colours and sizes of its own; null if a trace is of another kind.
    public static Figure? Of(JsonArray data, JsonObject layout)
    {
        var figure = new Figure
        {
            Title = Text(layout["title"]),
            X = Axis(layout["xaxis"]),
            Y = Axis(layout["yaxis"]),
            Stacked = (string?)layout["barmode"] is "stack" or "relative",
        };
        // Bars and boxes first: they say which names stand on the axis.
        foreach (var trace in data.OfType<JsonObject>().OrderBy(one => Type(one) == "scatter"))
            if (Series(trace, figure) is { } series)
                figure = figure.WithSeries(series);
            else
                return null;
        var kinds = figure.Series.Select(one => one.GetType()).Distinct().Count();
        return figure.Series.Length == 0 || kinds > 1 && figure.Series.Any(one => one is HeatSeries or BoxSeries)
            ? null
            : figure;
    }

    public static string Text(JsonNode? node) => node?.ToString() ?? "";

    public static string Type(JsonObject trace) => (string?)trace["type"] ?? "scatter";

    private static Series? Series(JsonObject trace, Figure figure)
    {
        var name = Text(trace["name"]);
        return Type(trace) switch
        {
            "scatter" => Points(trace, name, figure),
            "bar" when Text(trace["orientation"]) != "h" && Numbers(trace["y"]) is { } heights => Bars(
                name,
                Texts(trace["x"], heights.Length),
                heights
            ),
            "histogram" when Numbers(trace["x"]) is { } values => figure.WithHistogram(name, values).Series[^1],
            "box" when Numbers(trace["y"]) is { } values => new BoxSeries(
                name.Length > 0 ? name : $"trace {figure.Series.Length}",
                [.. values]
            ),
            "heatmap" when trace["z"] is JsonArray { Count: > 0 } rows => Heat(rows, name),
            _ => null,
        };
    }

    private static Series? Points(JsonObject trace, string name, Figure figure)
    {
        if (Numbers(trace["y"]) is not { } y)
            return null;
        var names = figure.Categories;
        var x =
            names.Length > 0 ? [.. Texts(trace["x"], y.Length).Select(one => (double)names.IndexOf(one))]
            : trace["x"] is null ? [.. Enumerable.Range(0, y.Length).Select(i => (double)i)]
            : Numbers(trace["x"]);
        if (x is null || x.Length != y.Length || names.Length > 0 && x.Contains(-1))
            return null;
        var mode = (string?)trace["mode"] ?? (y.Length < 20 ? "lines+markers" : "lines"); // plotly.js's own rule
        return mode.Contains("lines", StringComparison.Ordinal)
            ? new LineSeries(name, [.. x], [.. y], Markers: mode.Contains("markers", StringComparison.Ordinal))
            : new ScatterSeries(name, [.. x], [.. y]);
    }

    private static BarSeries? Bars(string name, string[] categories, double[] heights) =>
        categories.Length == heights.Length ? new BarSeries(name, [.. categories], [.. heights]) : null;

    private static HeatSeries? Heat(JsonArray rows, string name)
    {
        var values = rows.Select(Numbers).ToArray();
        return values.All(row => row is { Length: > 0 } && row.Length == values[0]!.Length)
            ? new HeatSeries(name, [.. values.SelectMany(row => row!)], values[0]!.Length)
            : null;
    }

    // JSON has no NaN: the chart's text has the word.
    private static double[]? Numbers(JsonNode? node)
    {
        var values = (node as JsonArray)?.Select(Number).ToArray();
        return values is null || values.Contains(null) ? null : [.. values.Select(one => one!.Value)];
    }

    private static double? Number(JsonNode? node) =>
        node is null ? double.NaN
        : node.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (double)node
        : node.ToString() is "NaN" or "Infinity" or "-Infinity" ? double.NaN
        : null;

    private static string[] Texts(JsonNode? node, int count) =>
        node is JsonArray texts
            ? [.. texts.Select(Text)]
            : [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    private static Axis Axis(JsonNode? axis) =>
        new(
            Text(axis?["title"] is JsonObject title ? title["text"] : axis?["title"]),
            Log: (string?)axis?["type"] == "log"
        );
}

using System.Text.Json;
using Ghn.Display;
using XPlot.Plotly;

namespace Ghn.Kernel.Display;

// A chart of XPlot.Plotly as the display library shows figures: plotly.js draws it where the page has scripts, and a
// picture (or, of a kind that has none here, a table of its values) stands where it has none.
internal sealed class ChartView : IDisplayable
{
    private const int MostRows = 10;

    // What our plotly.js knows, and what shows the same through it.
    private static readonly string[] Known =
    [
        .. "bar box contour heatmap histogram histogram2d histogram2dcontour image pie scatter scatterternary violin".Split(),
    ];

    private readonly JsonArray _data;
    private readonly JsonObject _layout;
    private readonly bool _drawn; // whether plotly.js can
    private readonly IDisplayable _still;

    public ChartView(PlotlyChart chart)
    {
        // XPlot offers its JSON only inside a script: one line assigns the data, the next the layout, if there is one.
        var script = chart.GetInlineJS().Split('\n', StringSplitOptions.TrimEntries);
        _data = Assigned("data")!.AsArray();
        _layout = Assigned("layout") as JsonObject ?? [];
        foreach (var trace in _data.OfType<JsonObject>())
            if ((string?)trace["type"] is "scattergl" or "heatmapgl")
                trace["type"] = ((string)trace["type"]!)[..^2];
        var (width, height) = (Size("width") ?? chart.Width, Size("height") ?? chart.Height);
        _layout.Remove("width"); // the page has its own
        _layout["height"] = height;
        if (_layout["title"] is JsonObject title)
            _layout["title"] = title["text"]?.DeepClone();
        _layout["margin"] ??= new JsonObject { ["t"] = 60 };
        _drawn = _data.OfType<JsonObject>().All(trace => Known.Contains(ChartFigure.Type(trace)));
        _still = (IDisplayable?)ChartFigure.Of(_data, _layout)?.WithSize(width, height) ?? Values();

        int? Size(string name) => _layout[name] is { } size ? (int)(double)size : null;

        JsonNode? Assigned(string name) =>
            script.FirstOrDefault(line => line.StartsWith($"var {name} = ", StringComparison.Ordinal)) is { } line
            && line[$"var {name} = ".Length..].TrimEnd(';') is { Length: > 0 } json
                ? JsonNode.Parse(json)
                : null;
    }

    public string ToHtml()
    {
        var still = _still is Figure figure ? figure.ToSvg() : _still.ToHtml();
        if (!_drawn)
            return $"<p>The plotly.js of this page does not support this type of chart; these are its values.</p>{still}";
        var json = new JsonObject { ["data"] = _data.DeepClone(), ["layout"] = _layout.DeepClone() };
        return PageAssets.Figure(still, json.ToJsonString(JsonSerializerOptions.Default));
    }

    public string ToText() => _still.ToText();

    private Table Values()
    {
        var traces = _data.OfType<JsonObject>().ToArray();
        var columns = (
            from trace in traces
            from field in trace
            where field.Value is JsonArray { Count: > 0 } values && values[0] is not JsonObject
            select (Title: $"{ChartFigure.Text(trace["name"])} {field.Key}".Trim(), Values: field.Value!.AsArray())
        ).ToArray();
        var rows = columns.Select(one => one.Values.Count).DefaultIfEmpty(0).Max();
        var kinds = string.Join(", ", traces.Select(ChartFigure.Type).Distinct());
        var table = Table.Of([.. columns.Select(one => one.Title)]) with
        {
            Caption = $"{ChartFigure.Text(_layout["title"])} (chart: {kinds})".Trim(),
            Unseen = Math.Max(0, rows - MostRows),
        };
        for (var row = 0; row < Math.Min(rows, MostRows); row++)
            table = table.Row([.. columns.Select(one => Cell(one.Values, row))]);
        return table;
    }

    private static object? Cell(JsonArray values, int row) =>
        row >= values.Count ? null
        : values[row]?.GetValueKind() == JsonValueKind.Number ? (double)values[row]!
        : values[row]?.ToString();
}

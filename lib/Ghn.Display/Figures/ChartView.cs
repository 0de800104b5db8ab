using System.Text.Json;
using System.Text.Json.Nodes;
using XPlot.Plotly;

namespace Ghn.Display;

/// <summary>
/// A chart of XPlot.Plotly as this library shows figures: plotly.js draws it where the page has scripts, and a picture (or, of
/// a kind that has none here, a table of its values) stands where it has none.
/// </summary>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record ChartView : IDisplayable
{
    // What our plotly.js knows, and what shows the same through it.
    private static readonly string[] Known =
    [
        .. "bar box contour heatmap histogram histogram2d histogram2dcontour image pie scatter scatterternary violin".Split(),
    ];

    private readonly JsonArray _data;
    private readonly JsonObject _layout;
    private readonly bool _drawn; // whether plotly.js can
    private readonly IDisplayable _still;

    /// <summary>A view of the chart as it is now.</summary>
    public ChartView(PlotlyChart chart)
    {
        var (data, layout) = FigurePlotly.Parts(chart);
        _data = JsonNode.Parse(data)!.AsArray();
        _layout = JsonNode.Parse(layout) as JsonObject ?? [];
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
        _still =
            (IDisplayable?)ChartFigure.Of(_data, _layout)?.WithSize(width, height) ?? ChartTable.Of(_data, _layout);

        int? Size(string name) => _layout[name] is { } size ? (int)(double)size : null;
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        var still = _still is Figure figure ? figure.ToSvg() : _still.ToHtml();
        if (!_drawn)
            return $"<p>The plotly.js of this page draws no such chart; these are its values.</p>{still}";
        var json = new JsonObject { ["data"] = _data.DeepClone(), ["layout"] = _layout.DeepClone() };
        return FigureMarkup.Html(still, json.ToJsonString(JsonSerializerOptions.Default));
    }

    /// <inheritdoc/>
    public string ToText() => _still.ToText();

    /// <inheritdoc/>
    public override string ToString() => ToText();
}

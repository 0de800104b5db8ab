using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ghn.Display;

/// <summary>The values of a chart that has no static picture.</summary>
internal static class ChartTable
{
    private const int MostRows = 10;

    public static Table Of(JsonArray data, JsonObject layout)
    {
        var traces = data.OfType<JsonObject>().ToArray();
        var columns = traces
            .SelectMany(trace =>
                trace
                    .Where(one => one.Value is JsonArray { Count: > 0 } values && values[0] is not JsonObject)
                    .Select(one =>
                        (Title: $"{ChartFigure.Text(trace["name"])} {one.Key}".Trim(), Values: one.Value!.AsArray())
                    )
            )
            .ToArray();
        var rows = columns.Select(one => one.Values.Count).DefaultIfEmpty(0).Max();
        var kinds = string.Join(", ", traces.Select(ChartFigure.Type).Distinct());
        var table = Table.Of([.. columns.Select(one => one.Title)]) with
        {
            Caption = $"{ChartFigure.Text(layout["title"])} (chart: {kinds})".Trim(),
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

using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Ghn.Tool.Checks;

// What a row says about going on: a warning leaves the notebooks usable, a failure does not.
internal enum CheckState
{
    Ok,
    Warning,
    Failed,
}

// One line of `ghn check`: what was looked at, what was found and, unless all is well, one sentence of remedy.
internal sealed record CheckRow(string Name, CheckState State, string Finding, string? Remedy = null)
{
    public static CheckRow Ok(string name, string finding) => new(name, CheckState.Ok, finding);

    public static CheckRow Warning(string name, string finding, string remedy) =>
        new(name, CheckState.Warning, finding, remedy);

    public static CheckRow Failed(string name, string finding, string remedy) =>
        new(name, CheckState.Failed, finding, remedy);
}

// The rows as JSON and as a table for people.
internal static class CheckReport
{
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };

    public static JsonSerializerOptions IndentedJson { get; } = new(Json) { WriteIndented = true };

    public static void Write(IReadOnlyList<CheckRow> rows, IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("", "what", "found");
        foreach (var row in rows)
        {
            var finding = row.Remedy is null ? row.Finding : $"{row.Finding}\n→ {row.Remedy}";
            table.AddRow(State(row.State), new Text(row.Name), new Text(finding));
        }
        console.Write(table);
        var (warnings, failures) = (Count(rows, CheckState.Warning), Count(rows, CheckState.Failed));
        console.WriteLine(
            failures > 0
                ? $"Failed: {failures}; warnings: {warnings}. The notebooks will not run until the failed rows are fixed."
                : $"Ready; warnings: {warnings}."
        );
    }

    private static int Count(IReadOnlyList<CheckRow> rows, CheckState state) => rows.Count(r => r.State == state);

    private static Text State(CheckState state) =>
        state switch
        {
            CheckState.Ok => new Text("ok", new Style(Color.Green)),
            CheckState.Warning => new Text("warning", new Style(Color.Yellow)),
            _ => new Text("failed", new Style(Color.Red)),
        };
}

using System.Text.Json;

namespace Ghn.Kernel.Document;

// What nbformat's schema asks of the fields that a save keeps as they are, and of those that the runner reads. The
// others are written anew.
internal static class NotebookForm
{
    private static readonly Rule s_metadata = new("metadata", "an object", one => one is null or JsonObject);
    private static readonly Rule s_outputs = new("outputs", "a list of outputs", one => IsListOf(one, IsOutput));

    private static readonly Rule[] s_ofNotebook =
    [
        new("orig_nbformat", "a whole number above 0", one => IsCount(one) && (int)one! > 0),
        new("title", "text", IsText),
        new("authors", "a list", one => one is JsonArray),
    ];

    private static readonly Rule[] s_ofCell =
    [
        new("cell_type", "code, markdown or raw", one => IsText(one) && (string)one! is "code" or "markdown" or "raw"),
        new("source", "text or a list of texts", one => one is null || IsLines(one)),
        new(
            "attachments",
            "an object of pictures",
            one => one is JsonObject all && all.All(file => IsBundle(file.Value))
        ),
        new("execution_count", "a whole number or null", one => one is null || IsCount(one)),
        s_metadata,
    ];

    private static readonly Rule[] s_ofCellMetadata =
    [
        new("name", "text", one => IsText(one) && (string)one! != ""),
        new("format", "text", IsText),
        new("tags", "a list of different texts without commas", IsTags),
        new("jupyter", "an object", one => one is JsonObject),
        new("execution", "an object of texts", one => one is JsonObject times && times.All(time => IsText(time.Value))),
        new("collapsed", "true or false", IsFlag),
        new("scrolled", "true, false or \"auto\"", one => IsFlag(one) || (IsText(one) && (string)one! == "auto")),
        new("polyglot_notebook", "an object whose kernelName is text", one => HasText(one, "kernelName")),
        new("dotnet_interactive", "an object whose language is text", one => HasText(one, "language")),
        new("vscode", "an object whose languageId is text", one => HasText(one, "languageId")),
    ];

    // The first thing that is wrong, with its place; null if all is well.
    public static string? Problem(JsonObject notebook) =>
        Problem(notebook, [s_metadata], "")
        ?? Problem(notebook["metadata"], s_ofNotebook, "metadata.")
        ?? notebook["cells"]!.AsArray().Select(OfCell).FirstOrDefault(problem => problem is not null);

    private static string? OfCell(JsonNode? node, int index)
    {
        var place = $"cells[{index}]";
        if (node is not JsonObject cell || !cell.ContainsKey("cell_type"))
            return $"{place} has no cell_type";
        return Problem(cell, s_ofCell, place + ".")
            ?? Problem(cell["metadata"], s_ofCellMetadata, place + ".metadata.")
            ?? (new NotebookCell(cell).LeftOut is not null ? Problem(cell, [s_outputs], place + ".") : null);
    }

    private static string? Problem(JsonNode? node, Rule[] rules, string place) =>
        rules
            .Where(rule =>
                node is JsonObject o && o.TryGetPropertyValue(rule.Field, out var value) && !rule.Fits(value)
            )
            .Select(rule => $"{place}{rule.Field} must be {rule.Form}")
            .FirstOrDefault();

    private static bool IsOutput(JsonNode? node)
    {
        if (node is not JsonObject output || !IsText(output["output_type"]))
            return false;
        return (string)output["output_type"]! switch
        {
            "stream" => IsText(output["name"]) && IsLines(output["text"]) && output.Count == 3,
            "error" => IsText(output["ename"])
                && IsText(output["evalue"])
                && IsListOf(output["traceback"], IsText)
                && output.Count == 4,
            "display_data" => IsBundle(output["data"]) && output["metadata"] is JsonObject && output.Count == 3,
            "execute_result" => IsBundle(output["data"])
                && output["metadata"] is JsonObject
                && output.ContainsKey("execution_count")
                && (output["execution_count"] is null || IsCount(output["execution_count"]))
                && output.Count == 4,
            _ => false,
        };
    }

    private static bool IsBundle(JsonNode? node) =>
        node is JsonObject bundle
        && bundle.All(one => IsLines(one.Value) || one.Key.EndsWith("json", StringComparison.Ordinal));

    private static bool IsTags(JsonNode? node) =>
        IsListOf(node, tag => IsText(tag) && (string)tag! != "" && !((string)tag!).Contains(','))
        && node!.AsArray().DistinctBy(tag => (string)tag!).Count() == node.AsArray().Count;

    private static bool HasText(JsonNode? node, string field) =>
        node is JsonObject fields && (!fields.TryGetPropertyValue(field, out var value) || IsText(value));

    private static bool IsLines(JsonNode? node) => IsText(node) || IsListOf(node, IsText);

    private static bool IsListOf(JsonNode? node, Func<JsonNode?, bool> fits) => node is JsonArray all && all.All(fits);

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static bool IsFlag(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    private static bool IsCount(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out int count) && count >= 0;

    private sealed record Rule(string Field, string Form, Func<JsonNode?, bool> Fits);
}

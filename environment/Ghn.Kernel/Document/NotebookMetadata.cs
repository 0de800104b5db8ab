using System.Security.Cryptography;

namespace Ghn.Kernel.Document;

// The metadata that VS Code's Polyglot extension, .NET Interactive and Jupyter each look for. All of it is needed: with
// the notebook's entry but without the cells' own, `#!import` of a notebook throws in .NET Interactive.
internal static partial class NotebookMetadata
{
    // Adds what is missing and brings every cell into the form in which Jupyter stores it.
    public static void Complete(JsonObject notebook, IReadOnlyList<NotebookCell> cells)
    {
        notebook["nbformat_minor"] = 5;
        KeepUnknown(notebook, "metadata", "nbformat", "nbformat_minor", "cells");
        foreach (var (name, value) in ForNotebook())
            Of(notebook)[name] = value!.DeepClone();
        var ids = new HashSet<string>();
        foreach (var cell in cells)
            if (Text(cell.Json, "id") is not { } id || !Id().IsMatch(id) || !ids.Add(id))
                cell.Json.Remove("id"); // the first of two equal ones keeps it
        foreach (var cell in cells)
            CompleteCell(cell, ids);
    }

    // The metadata of a notebook or a cell, made if there are none.
    public static JsonObject Of(JsonObject json) => (json["metadata"] ??= new JsonObject()).AsObject();

    // The language of a notebook whose metadata names another one than C# anywhere; null for C#, or none.
    public static string? OtherLanguage(JsonObject notebook)
    {
        var metadata = Of(notebook);
        string?[] named =
        [
            Text(metadata["kernelspec"], "language"),
            Text(metadata["language_info"], "name"),
            Text((metadata["polyglot_notebook"] as JsonObject)?["kernelInfo"], "defaultKernelName"),
            Text(metadata["dotnet_interactive"], "defaultKernelName"),
        ];
        if (named.All(string.IsNullOrWhiteSpace))
            named = [Text(metadata["kernelspec"], "name")];
        return named.FirstOrDefault(one => !string.IsNullOrWhiteSpace(one) && !CSharpNames().IsMatch(one));
    }

    // nbconvert knows no lexer of the name polyglot-notebook.
    private static JsonObject ForNotebook() =>
        JsonNode
            .Parse(
                """
                {
                  "kernelspec": {"display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp"},
                  "language_info": {"name": "polyglot-notebook", "pygments_lexer": "csharp"},
                  "polyglot_notebook": {
                    "kernelInfo": {"defaultKernelName": "csharp", "items": [{"aliases": [], "name": "csharp"}]}
                  }
                }
                """
            )!
            .AsObject();

    private static Dictionary<string, JsonObject> ForCell(string kernel) =>
        new()
        {
            ["dotnet_interactive"] = new JsonObject { ["language"] = kernel },
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = kernel },
        };

    private static void CompleteCell(NotebookCell cell, HashSet<string> ids)
    {
        var json = cell.Json;
        _ = Of(json);
        json["source"] = NotebookJson.Lines(cell.Source);
        string[] own = cell.IsCode ? ["outputs", "execution_count"] : ["attachments"];
        KeepUnknown(json, ["cell_type", "id", "metadata", "source", .. own]);
        json["id"] ??= NewId(cell, ids);
        if (!cell.IsCode)
            return;
        var kernel = cell.Kernel;
        foreach (var (name, value) in ForCell(kernel))
            Of(json)[name] = value;
        if (!json.ContainsKey("execution_count"))
            json["execution_count"] = null;
        json["outputs"] ??= new JsonArray();
        foreach (var output in cell.Outputs.OfType<JsonObject>())
            SplitText(output);
    }

    // A notebook has no other fields, but what stands in one is somebody's: metadata may hold anything.
    private static void KeepUnknown(JsonObject json, params string[] known)
    {
        foreach (var (name, value) in json.Where(field => !known.Contains(field.Key)).ToArray())
        {
            json.Remove(name);
            if (value is not (null or JsonArray { Count: 0 })) // the outputs of what was a code cell
                Of(json)[$"outside_metadata.{name}"] = value;
        }
    }

    // From the source, so that saving the same notebook twice gives the same file.
    private static string NewId(NotebookCell cell, HashSet<string> ids)
    {
        for (var attempt = 0; ; attempt++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{attempt}{cell.Json["cell_type"]}{cell.Source}"));
            var id = Convert.ToHexStringLower(hash)[..8];
            if (ids.Add(id))
                return id;
        }
    }

    private static void SplitText(JsonObject output)
    {
        if (output["text"] is { } text)
            output["text"] = NotebookJson.Lines(NotebookJson.Text(text));
        if (output["data"] is not JsonObject data)
            return;
        foreach (var type in data.Select(entry => entry.Key).ToArray())
            if (data[type] is JsonValue value && value.TryGetValue(out string? content))
                data[type] = NotebookJson.Lines(content);
    }

    private static string? Text(JsonNode? node, string field) =>
        (node as JsonObject)?[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Id();

    [GeneratedRegex("c#|csharp|^polyglot-notebook$", RegexOptions.IgnoreCase)]
    private static partial Regex CSharpNames();
}

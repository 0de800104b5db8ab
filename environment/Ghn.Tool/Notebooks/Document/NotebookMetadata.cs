using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Ghn.Tool.Notebooks.Document;

/// <summary>
/// The metadata that VS Code's Polyglot extension, .NET Interactive and Jupyter each look for. All of it is needed: with
/// the notebook's entry but without the cells' own, <c>#!import</c> of a notebook throws in .NET Interactive.
/// </summary>
internal static class NotebookMetadata
{
    /// <summary>Adds what is missing and brings every cell into the form in which Jupyter stores it.</summary>
    public static void Complete(JsonObject notebook, IReadOnlyList<NotebookCell> cells)
    {
        notebook["nbformat_minor"] = 5;
        notebook["metadata"] ??= new JsonObject();
        var metadata = notebook["metadata"]!.AsObject();
        foreach (var (name, value) in ForNotebook())
            metadata[name] = value;
        var ids = new HashSet<string>(cells.Select(cell => (string?)cell.Json["id"]).OfType<string>());
        foreach (var cell in cells)
            CompleteCell(cell, ids);
    }

    /// <summary>What a complete notebook lacks here; empty if nothing.</summary>
    public static IEnumerable<string> Missing(NotebookFile notebook)
    {
        foreach (var (name, value) in ForNotebook())
            if (!JsonNode.DeepEquals(notebook.Metadata[name], value))
                yield return $"the notebook's metadata lacks the right '{name}'";
        foreach (var (number, cell) in notebook.NumberedCells)
        foreach (var (name, value) in ForCell(cell.Kernel))
            if (!JsonNode.DeepEquals(cell.Json["metadata"]?[name], value))
                yield return $"cell {number}: its metadata lacks '{name}'";
    }

    private static Dictionary<string, JsonObject> ForNotebook() =>
        new()
        {
            ["kernelspec"] = new JsonObject
            {
                ["display_name"] = ".NET (C#)",
                ["language"] = "C#",
                ["name"] = ".net-csharp",
            },
            ["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" },
            ["polyglot_notebook"] = new JsonObject
            {
                ["kernelInfo"] = new JsonObject
                {
                    ["defaultKernelName"] = "csharp",
                    ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = "csharp" }),
                },
            },
        };

    private static Dictionary<string, JsonObject> ForCell(string kernel) =>
        new()
        {
            ["dotnet_interactive"] = new JsonObject { ["language"] = kernel },
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = kernel },
        };

    private static void CompleteCell(NotebookCell cell, HashSet<string> ids)
    {
        var json = cell.Json;
        json["metadata"] ??= new JsonObject();
        json["source"] = NotebookJson.Lines(cell.Source);
        json["id"] ??= NewId(cell, ids);
        if (!cell.IsCode)
            return;
        var kernel = cell.Kernel;
        foreach (var (name, value) in ForCell(kernel))
            json["metadata"]![name] = value;
        if (!json.ContainsKey("execution_count"))
            json["execution_count"] = null;
        json["outputs"] ??= new JsonArray();
        foreach (var output in cell.Outputs.OfType<JsonObject>())
            SplitText(output);
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
}

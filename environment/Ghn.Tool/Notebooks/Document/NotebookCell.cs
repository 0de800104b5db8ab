using System.Text.Json.Nodes;

namespace Ghn.Tool.Notebooks.Document;

/// <summary>One cell of a notebook: a view on its JSON, so that fields unknown here survive a save.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    public JsonObject Json => json;

    public bool IsMarkdown => (string?)json["cell_type"] == "markdown";

    public bool IsCode => (string?)json["cell_type"] == "code";

    public string Source => NotebookJson.Text(json["source"]);

    /// <summary>The kernel that a code cell is written for; a cell that does not say is C#.</summary>
    public string Kernel =>
        Field("polyglot_notebook", "kernelName")
        ?? Field("dotnet_interactive", "language")
        ?? Field("vscode", "languageId")
        ?? "csharp";

    /// <summary>The language of a code cell: what its first line says (<c>#!fsharp</c>), or else its metadata.</summary>
    public string Language => CellLanguage.OfLine(Source.TrimStart().Split('\n')[0]) ?? Kernel.ToLowerInvariant();

    public bool IsCSharp => IsCode && CellLanguage.IsCSharp(Language);

    /// <summary>True for a cell of code in another language: it is not run, and keeps its outputs.</summary>
    public bool IsForeign => IsCode && !IsCSharp && !string.IsNullOrWhiteSpace(Source);

    /// <summary>True for the cells that are run and numbered: C#, and not blank.</summary>
    public bool Runs => IsCSharp && !string.IsNullOrWhiteSpace(Source);

    public JsonArray Outputs
    {
        get => json["outputs"] as JsonArray ?? [];
        set => json["outputs"] = value;
    }

    public int? ExecutionCount
    {
        get => (int?)json["execution_count"];
        set => json["execution_count"] = value;
    }

    private string? Field(string section, string name) =>
        json["metadata"]?[section] is JsonObject fields ? (string?)fields[name] : null;
}

/// <summary>The languages that a cell, or a block of a .dib file, may be written in.</summary>
internal static class CellLanguage
{
    // The names of .NET Interactive's kernels and of what they connect to; #!markdown is a command that C# cells know.
    private static readonly HashSet<string> s_others =
    [
        .. "fsharp f# pwsh powershell html javascript js mermaid sql kql http httprequest value vb python r".Split(' '),
    ];

    public static bool IsCSharp(string language) => language.ToLowerInvariant() is "csharp" or "c#";

    /// <summary>The language that a line such as <c>#!fsharp</c> chooses, in small letters; null if it chooses none.</summary>
    public static string? OfLine(string line)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            return null;
        var name = line[2..].Trim().Split(' ', '\t')[0].ToLowerInvariant();
        return IsCSharp(name) || s_others.Contains(name) ? name : null;
    }
}

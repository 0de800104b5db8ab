namespace Ghn.Kernel.Document;

// One cell of a notebook: a view on its JSON, so that fields unknown here survive a save.
internal sealed class NotebookCell(JsonObject json)
{
    // The tag of a cell whose error is expected: the notebook goes on.
    public const string MayFail = "raises-exception";

    public JsonObject Json => json;

    public bool IsMarkdown => (string?)json["cell_type"] == "markdown";

    public bool IsCode => (string?)json["cell_type"] == "code";

    public string Source => NotebookJson.Text(json["source"]);

    // The kernel that a code cell is written for; a cell that does not say is C#.
    public string Kernel =>
        Field("polyglot_notebook", "kernelName")
        ?? Field("dotnet_interactive", "language")
        ?? Field("vscode", "languageId")
        ?? "csharp";

    // The code that runs: the source, below the name of its language if that stands in the metadata only.
    public string Code =>
        CellLanguage.IsShown(Kernel.ToLowerInvariant()) && CellLanguage.OfLine(FirstLine) is null
            ? $"#!{Kernel}\n{Source}"
            : Source;

    // The language of a code cell: what its first line says (`#!fsharp`), or else its metadata.
    public string Language => CellLanguage.OfLine(FirstLine) ?? Kernel.ToLowerInvariant();

    public bool IsCSharp => IsCode && CellLanguage.IsCSharp(Language);

    // Why a cell of code is not run and keeps its outputs: its language, if none of it is C# or shown, or a tag; null
    // for all others.
    public string? LeftOut =>
        !IsCode || string.IsNullOrWhiteSpace(Source) ? null
        : HasTag("skip-execution") ? "tagged skip-execution"
        : IsCSharp || CellLanguage.IsShown(Language) || HasOtherParts() ? null
        : $"in {Language}";

    // True for the cells that are run and numbered: not left out, and not blank.
    public bool Runs => IsCode && LeftOut is null && !string.IsNullOrWhiteSpace(Source);

    public bool HasTag(string tag) =>
        json["metadata"]?["tags"] is JsonArray tags
        && tags.OfType<JsonValue>().Any(one => one.TryGetValue(out string? text) && text == tag);

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

    private string FirstLine => Source.TrimStart().Split('\n')[0];

    // A later line may choose another language.
    private bool HasOtherParts() =>
        Source
            .Split('\n')
            .Select(CellLanguage.OfLine)
            .OfType<string>()
            .Any(one => CellLanguage.IsCSharp(one) || CellLanguage.IsShown(one));
}

// The languages that a cell, a part of it, or a block of a .dib file may be written in.
internal static class CellLanguage
{
    public const string CSharp = "csharp";

    // The names of .NET Interactive's kernels and of what they connect to.
    private static readonly HashSet<string> s_others =
    [
        .. "fsharp f# pwsh powershell javascript js mermaid sql kql http httprequest value vb python r".Split(' '),
    ];

    public static bool IsCSharp(string language) => language is CSharp or "c#";

    // Whether text in it is shown as it is, instead of being run.
    public static bool IsShown(string language) => language is "markdown" or "html";

    // The language that a line such as `#!fsharp` chooses, in small letters; null if it chooses none.
    public static string? OfLine(string line)
    {
        line = line.TrimStart();
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            return null;
        var name = line[2..].Trim().Split(' ', '\t')[0].ToLowerInvariant();
        return IsCSharp(name) ? CSharp
            : IsShown(name) || s_others.Contains(name) ? name
            : null;
    }
}

namespace Ghn.Tool.Notebooks.Document;

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

using System.Text.RegularExpressions;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>A part of a cell: C# code, or a file to import.</summary>
internal abstract record CellStep;

/// <summary>
/// C# code in which all other lines of the cell are blank, so that line numbers stay those of the cell; with the
/// packages that it names.
/// </summary>
internal sealed record CodeStep(string Code, IReadOnlyList<PackageName> Packages) : CellStep;

/// <summary>A line <c>#!import file</c>.</summary>
internal sealed record ImportStep(string File, int Line) : CellStep;

/// <summary>Markdown text to show: what stands below a line <c>#!markdown</c>.</summary>
internal sealed record MarkdownStep(string Text) : CellStep;

/// <summary>A line <c>#!time</c>: what follows is timed.</summary>
internal sealed record TimeStep : CellStep;

/// <summary>What <c>#r "nuget: Name, version"</c> asks for.</summary>
internal sealed record PackageName(string Name, string? Version, int Line);

/// <summary>Takes the lines out of a cell that are no C#: magic commands and package references.</summary>
internal static partial class CellSteps
{
    private const string Known = "#!csharp, #!markdown, #!time, #!import file, #r \"path.dll\", #r \"nuget: Package\"";

    /// <summary>The parts, in order. Throws <see cref="CellException"/> at a command that does not exist.</summary>
    public static IReadOnlyList<CellStep> Of(string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var steps = new List<CellStep>();
        var packages = new List<PackageName>();
        var code = new string[lines.Length];
        Array.Fill(code, "");
        var isMarkdown = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var magic = Magic().Match(lines[i]);
            var name = magic.Groups["name"].Value.ToLowerInvariant();
            if (isMarkdown && name is not ("csharp" or "c#" or "markdown"))
                code[i] = lines[i];
            else if (Package().Match(lines[i]) is { Success: true } package)
                packages.Add(ToPackage(package, i + 1));
            else if (!magic.Success)
                code[i] = lines[i];
            else
            {
                Close();
                isMarkdown = name == "markdown";
                if (name == "import" && magic.Groups["rest"].Value is { Length: > 0 } file)
                    steps.Add(new ImportStep(file.Trim('"'), i + 1));
                else if (name == "time")
                    steps.Add(new TimeStep());
                else if (name is not ("csharp" or "c#" or "markdown"))
                    throw new CellException($"'{lines[i].Trim()}' is not known here; a cell can use {Known}.", i + 1);
            }
        }
        Close();
        return steps;

        void Close()
        {
            var text = string.Join('\n', code);
            if (isMarkdown)
                steps.Add(new MarkdownStep(text.Trim()));
            else if (packages.Count > 0 || text.Trim().Length > 0)
                steps.Add(new CodeStep(text, [.. packages]));
            packages.Clear();
            Array.Fill(code, "");
        }
    }

    /// <summary>The cell with spaces instead of everything that is no C#, so that every place stays where it was.</summary>
    public static string Blank(string source)
    {
        var lines = source.Split('\n');
        var isMarkdown = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            var magic = Magic().Match(line);
            if (magic.Success)
                isMarkdown = magic.Groups["name"].Value.Equals("markdown", StringComparison.OrdinalIgnoreCase);
            if (magic.Success || isMarkdown || Package().IsMatch(line))
                lines[i] = new string(' ', lines[i].Length);
        }
        return string.Join('\n', lines);
    }

    private static PackageName ToPackage(Match match, int line)
    {
        var version = match.Groups["version"];
        return new PackageName(match.Groups["name"].Value, version.Success ? version.Value.Trim() : null, line);
    }

    [GeneratedRegex("""^\s*#r\s+"nuget:\s*(?<name>[^,"\s]+)\s*(,\s*(?<version>[^"]+))?"\s*;?\s*$""")]
    private static partial Regex Package();

    [GeneratedRegex("""^\s*#(!|i\s)\s*(?<name>[^\s]*)\s*(?<rest>.*?)\s*$""")]
    private static partial Regex Magic();
}

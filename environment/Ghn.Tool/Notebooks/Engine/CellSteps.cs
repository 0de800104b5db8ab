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

/// <summary>What <c>#r "nuget: Name, version"</c> asks for.</summary>
internal sealed record PackageName(string Name, string? Version, int Line);

/// <summary>Takes the lines out of a cell that are no C#: magic commands and package references.</summary>
internal static partial class CellSteps
{
    private const string Known = "#!csharp, #!import file, #r \"path.dll\", #r \"nuget: Package\"";

    public static IReadOnlyList<CellStep> Of(string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var steps = new List<CellStep>();
        var packages = new List<PackageName>();
        var code = new string[lines.Length];
        Array.Fill(code, "");
        for (var i = 0; i < lines.Length; i++)
        {
            if (Package().Match(lines[i]) is { Success: true } package)
                packages.Add(ToPackage(package, i + 1));
            else if (Magic().Match(lines[i]) is not { Success: true } magic)
                code[i] = lines[i];
            else if (magic.Groups["name"].Value == "import" && magic.Groups["rest"].Value is { Length: > 0 } file)
            {
                AddCode();
                steps.Add(new ImportStep(file.Trim('"'), i + 1));
            }
            else if (magic.Groups["name"].Value.ToLowerInvariant() is not ("csharp" or "c#"))
                throw new CellException($"'{lines[i].Trim()}' is not known here; a cell can use {Known}.", i + 1);
        }
        AddCode();
        return steps;

        void AddCode()
        {
            if (packages.Count > 0 || code.Any(line => line.Trim().Length > 0))
                steps.Add(new CodeStep(string.Join('\n', code), [.. packages]));
            packages.Clear();
            Array.Fill(code, "");
        }
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

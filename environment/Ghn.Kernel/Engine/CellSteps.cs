using Ghn.Kernel.Document;

namespace Ghn.Kernel.Engine;

internal abstract record CellStep;

// C# code in which all other lines of the cell are blank, so that line numbers stay those of the cell; with the
// packages that it names.
internal sealed record CodeStep(string Code, IReadOnlyList<PackageName> Packages) : CellStep;

internal sealed record ImportStep(string File, int Line) : CellStep;

// What stands below a line `#!markdown`, `#!html`, or the name of another language.
internal sealed record TextStep(string Language, string Text, int Line) : CellStep;

internal sealed record TimeStep : CellStep;

internal sealed record PackageName(string Name, string? Version, int Line);

// Takes the lines out of a cell that are no C#: magic commands and package references.
internal static partial class CellSteps
{
    private const string Known =
        "#!csharp, #!markdown, #!html, #!time, #!import file, #r \"path.dll\", #r \"nuget: Package\"";

    // The parts, in order. Throws CellException at a command that does not exist.
    public static IReadOnlyList<CellStep> Of(string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var steps = new List<CellStep>();
        var packages = new List<PackageName>();
        var code = new string[lines.Length];
        Array.Fill(code, "");
        var (language, start) = (CellLanguage.CSharp, 1);
        for (var i = 0; i < lines.Length; i++)
        {
            if (CellLanguage.OfLine(lines[i]) is { } next)
            {
                Close();
                (language, start) = (next, i + 1);
                continue;
            }
            var magic = Magic().Match(lines[i]);
            if (language == CellLanguage.CSharp && Package().Match(lines[i]) is { Success: true } package)
                packages.Add(ToPackage(package, i + 1));
            else if (language != CellLanguage.CSharp || !magic.Success)
                code[i] = lines[i];
            else
            {
                Close();
                steps.Add(
                    magic.Groups["name"].Value.ToLowerInvariant() switch
                    {
                        "import" when magic.Groups["rest"].Value is { Length: > 0 } file => new ImportStep(
                            file.Trim('"'),
                            i + 1
                        ),
                        "time" => new TimeStep(),
                        _ => throw new CellException($"'{lines[i].Trim()}' is unknown; a cell can use {Known}.", i + 1),
                    }
                );
            }
        }
        Close();
        return steps;

        void Close()
        {
            var text = string.Join('\n', code);
            if (language != CellLanguage.CSharp)
                steps.Add(new TextStep(language, text.Trim(), start));
            else if (packages.Count > 0 || text.Trim().Length > 0)
                steps.Add(new CodeStep(text, [.. packages]));
            packages.Clear();
            Array.Fill(code, "");
        }
    }

    // The cell with spaces instead of everything that is no C#, so that every place stays where it was.
    public static string Blank(string source)
    {
        var lines = source.Split('\n');
        var language = CellLanguage.CSharp;
        for (var i = 0; i < lines.Length; i++)
        {
            language = CellLanguage.OfLine(lines[i]) ?? language;
            if (language != CellLanguage.CSharp || Magic().IsMatch(lines[i]) || Package().IsMatch(lines[i]))
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

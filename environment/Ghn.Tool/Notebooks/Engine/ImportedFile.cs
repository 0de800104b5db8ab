using Ghn.Tool.Notebooks.Document;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>The C# that <c>#!import</c> runs, part by part, each with a name for error messages.</summary>
internal static class ImportedFile
{
    public static IReadOnlyList<(string Name, string Source)> Read(string file, string folder)
    {
        var path = Path.GetFullPath(file, folder);
        if (!File.Exists(path))
            throw new GhnException($"There is no file '{file}' to import in the notebook's folder.");
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".cs" or ".csx" => [(file, File.ReadAllText(path))],
            ".ipynb" =>
            [
                .. NotebookFile.Load(path).NumberedCells.Select(one => ($"{file} cell {one.Number}", one.Cell.Source)),
            ],
            ".dib" => Blocks(file, File.ReadAllLines(path)),
            _ => throw new GhnException($"'{file}' cannot be imported: only .cs, .csx, .ipynb and .dib files can."),
        };
    }

    // A .dib file is text in which a line "#!kernel" opens the next cell; before the first one it is C#.
    private static List<(string, string)> Blocks(string file, string[] lines)
    {
        var code = new string[lines.Length];
        var csharp = true;
        for (var i = 0; i < lines.Length; i++)
        {
            code[i] = "";
            if (lines[i].Trim() is "#!csharp" or "#!c#" or "#!C#")
                csharp = true;
            else if (
                lines[i].Trim() is "#!meta" or "#!markdown" or "#!fsharp" or "#!pwsh" or "#!html" or "#!javascript"
            )
                csharp = false;
            else if (csharp)
                code[i] = lines[i];
        }
        return [(file, string.Join('\n', code))];
    }
}

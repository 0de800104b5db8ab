using Ghn.Kernel.Document;

namespace Ghn.Kernel.Engine;

// The C# that `#!import` runs, part by part, each with a name for error messages.
internal static class ImportedFile
{
    public static string Find(string file, IReadOnlyList<string> folders) =>
        folders.Select(folder => Path.GetFullPath(file, folder)).FirstOrDefault(File.Exists)
        ?? throw new GhnException(
            $"There is no file '{file}' to import "
                + (folders.Count > 1 ? "beside the file that imports it, nor " : "")
                + "in the notebook's folder."
        );

    public static IReadOnlyList<(string Name, string Source)> Read(string file, string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".cs" or ".csx" => [(file, TextFile.Read(path))],
            ".ipynb" =>
            [
                .. NotebookFile.Load(path).NumberedCells.Select(one => ($"{file} cell {one.Number}", one.Cell.Code)),
            ],
            ".dib" => Blocks(file, TextFile.Read(path).ReplaceLineEndings("\n").Split('\n')),
            _ => throw new GhnException($"'{file}' cannot be imported: only .cs, .csx, .ipynb and .dib files can."),
        };

    // A .dib file is text in which a line "#!kernel" opens the next cell; before the first one it is C#. Each C# cell is
    // run by itself, with the lines before it blank, so that line numbers stay those of the file.
    private static List<(string, string)> Blocks(string file, string[] lines)
    {
        var blocks = new List<(string, string)>();
        var code = new string[lines.Length];
        Array.Fill(code, "");
        var csharp = true;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            var language = CellLanguage.OfLine(line);
            if (language is not null || line is "#!meta" or "#!markdown")
            {
                Close();
                csharp = language is not null && CellLanguage.IsCSharp(language);
            }
            else if (csharp)
                code[i] = lines[i];
        }
        Close();
        return blocks;

        void Close()
        {
            if (code.Any(one => one.Trim().Length > 0))
                blocks.Add((file, string.Join('\n', code)));
            Array.Fill(code, "");
        }
    }
}

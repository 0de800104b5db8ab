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
            ".dib" => [(file, CSharpOf(TextFile.Read(path)))],
            _ => throw new GhnException($"'{file}' cannot be imported: only .cs, .csx, .ipynb and .dib files can."),
        };

    // A .dib file is text in which a line "#!kernel" opens the next cell; before the first one it is C#. What is not C# is
    // blank, so that line numbers stay those of the file.
    private static string CSharpOf(string text)
    {
        var isCSharp = true;
        return string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Line));

        string Line(string line)
        {
            var language = line.Trim() == "#!meta" ? "meta" : CellLanguage.OfLine(line);
            isCSharp = language is null ? isCSharp : CellLanguage.IsCSharp(language);
            return language is not null ? $"#!{CellLanguage.CSharp}"
                : isCSharp ? line
                : "";
        }
    }
}

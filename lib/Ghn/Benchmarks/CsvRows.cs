using System.Globalization;
using Ghn.Architectures;
using Ghn.Data;
using Microsoft.VisualBasic.FileIO;

namespace Ghn.Benchmarks;

/// <summary>The rows of a CSV file with architectures and numbers. Errors name file and line.</summary>
internal static class CsvRows
{
    public static IReadOnlyList<(IArchitecture Architecture, double[] Values)> Read(
        string path,
        Func<string, IArchitecture> parse,
        string architecture,
        IReadOnlyList<string> numbers
    )
    {
        const string Remedy = "mend the file, or fetch it again";
        DataFiles.RequireFile(path, "give the path of a CSV file");
        var text = DataFiles.Open(path, "a readable file", Remedy, File.ReadAllLines);
        var lines = text.Select((line, i) => (Number: i + 1, Text: line))
            .Where(l => l.Text.Trim().Length > 0)
            .ToArray();
        if (lines.Length == 0)
            throw DataFiles.Bad(path, "a header line", "an empty file", Remedy);
        var header = Fields(lines[0]);
        int ColumnOf(string name) =>
            Array.IndexOf(header, name) is >= 0 and var column
                ? column
                : throw DataFiles.Bad(path, $"a column '{name}'", string.Join(", ", header), "name one of these");
        var key = ColumnOf(architecture);
        var columns = numbers.Select(ColumnOf).ToArray();
        var rows = new List<(IArchitecture, double[])>();
        var seen = new Dictionary<IArchitecture, int>();
        foreach (var line in lines[1..])
        {
            GhnException Bad(string expected, string found) =>
                DataFiles.Bad($"{path}, line {line.Number}", expected, found, Remedy);
            var fields = Fields(line);
            if (fields.Length != header.Length)
                throw Bad($"{header.Length} fields", $"{fields.Length}");
            IArchitecture read;
            try
            {
                read = parse(fields[key]);
            }
            catch (GhnException e)
            {
                throw DataFiles.Bad(
                    $"{path}, line {line.Number}",
                    "an architecture",
                    $"'{fields[key]}'",
                    e.Message.TrimEnd('.'),
                    e
                );
            }
            if (!seen.TryAdd(read, line.Number))
                throw Bad("an architecture that is new", $"that of line {seen[read]} again");
            double Number(int column) =>
                double.TryParse(fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value)
                    ? value
                    : throw Bad($"a number for {header[column]}", $"'{fields[column]}'");
            rows.Add((read, [.. columns.Select(Number)]));
        }
        return rows.Count > 0 ? rows : throw DataFiles.Bad(path, "rows below the header", "none", Remedy);

        string[] Fields((int Number, string Text) line)
        {
            using var parser = new TextFieldParser(new StringReader(line.Text));
            parser.SetDelimiters(",");
            try
            {
                return parser.ReadFields()!;
            }
            catch (MalformedLineException e)
            {
                throw DataFiles.Bad(
                    $"{path}, line {line.Number}",
                    "quotes around whole fields",
                    "another quote",
                    Remedy,
                    e
                );
            }
        }
    }
}

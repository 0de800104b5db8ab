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
        using var reader = DataFiles.Open(path, "a readable file", Remedy, p => new TextFieldParser(p));
        reader.SetDelimiters(",");
        var header = Fields() ?? throw DataFiles.Bad(path, "a header line", "an empty file", Remedy);
        int ColumnOf(string name) =>
            Array.IndexOf(header, name) is >= 0 and var column
                ? column
                : throw DataFiles.Bad(path, $"a column '{name}'", string.Join(", ", header), "name one of these");
        var key = ColumnOf(architecture);
        var columns = numbers.Select(ColumnOf).ToArray();
        var rows = new List<(IArchitecture, double[])>();
        var lines = new Dictionary<IArchitecture, long>();
        while (reader.PeekChars(1) is not null)
        {
            var line = reader.LineNumber;
            GhnException Bad(string expected, string found) =>
                DataFiles.Bad($"{path}, line {line}", expected, found, Remedy);
            var fields = Fields() ?? [];
            if (fields.Length != header.Length)
                throw Bad($"{header.Length} fields", $"{fields.Length}");
            IArchitecture read;
            try
            {
                read = parse(fields[key]);
            }
            catch (GhnException e)
            {
                throw DataFiles.Bad($"{path}, line {line}", "an architecture", $"'{fields[key]}'", e.Message.TrimEnd('.'), e);
            }
            if (!lines.TryAdd(read, line))
                throw Bad("an architecture that is new", $"that of line {lines[read]} again");
            double Number(int column) =>
                double.TryParse(fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value)
                    ? value
                    : throw Bad($"a number for {header[column]}", $"'{fields[column]}'");
            rows.Add((read, [.. columns.Select(Number)]));
        }
        return rows.Count > 0 ? rows : throw DataFiles.Bad(path, "rows below the header", "none", Remedy);

        string[]? Fields()
        {
            try
            {
                return reader.ReadFields();
            }
            catch (MalformedLineException e)
            {
                throw DataFiles.Bad($"{path}, line {reader.ErrorLineNumber}", "quoted fields that end", "an open quote", Remedy, e);
            }
        }
    }
}

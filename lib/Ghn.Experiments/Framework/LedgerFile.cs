using System.Text.Json;

namespace Ghn.Experiments.Framework;

/// <summary>A ledger on disk, whatever its lines are: named experiment.profile.data set.jsonl.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Profile">Its profile, in small letters.</param>
/// <param name="DataSet">Its data set.</param>
/// <param name="Path">The file.</param>
public sealed record LedgerFile(string Experiment, string Profile, string DataSet, string Path)
{
    /// <summary>The ledgers in a folder, by name.</summary>
    public static IReadOnlyList<LedgerFile> In(string folder) =>
        [
            .. from path in Directory
                .GetFiles(folder, "*.jsonl")
                .Union(Directory.GetDirectories(folder, "*.jsonl.parts").Select(d => d[..^".parts".Length]))
                .Order(StringComparer.Ordinal)
            let parts = System.IO.Path.GetFileNameWithoutExtension(path).Split('.')
            where parts.Length == 3
            select new LedgerFile(parts[0], parts[1], parts[2], path),
        ];

    /// <summary>
    /// The lines as flat rows: each number, text or truth value under its dotted name, such as "unit.seed",
    /// "result.test", "options.network.channels" or "measuredOn.seconds". Lists are left out. Throws
    /// <see cref="GhnException"/> naming a damaged line.
    /// </summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows() => [.. Lines().Select(Flat)];

    /// <summary>
    /// One row for each element of a list of numbers, such as "result.scores": what <see cref="Rows()"/> says of the line,
    /// the element under the list's name, and its place from 0 under the name <paramref name="index"/>. Lines without the
    /// list have no rows.
    /// </summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(string list, string index) =>
        [
            .. from line in Lines()
            from element in Elements(line, list)
            select new Dictionary<string, object?>(Flat(line)) { [index] = element.Place, [list] = element.Value },
        ];

    private IReadOnlyList<JsonElement> Lines()
    {
        var own = new Ledger<JsonElement>(Path).Read();
        return own.Select((line, i) => new LedgerLine(Path, i + 1, line)).All(l => l.IsUnit)
            ? [.. new LedgerParts(Path).Read([]).Select(l => l.Json)]
            : own; // of a notebook: not made of units
    }

    private static Dictionary<string, object?> Flat(JsonElement line)
    {
        var row = new Dictionary<string, object?>();
        Add(row, "", line);
        return row;
    }

    private static void Add(Dictionary<string, object?> row, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var property in value.EnumerateObject())
                Add(row, name.Length == 0 ? property.Name : $"{name}.{property.Name}", property.Value);
        else if (value.ValueKind != JsonValueKind.Array)
            row[name] = Scalar(value);
    }

    private static object? Scalar(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };

    private static IEnumerable<(long Place, object? Value)> Elements(JsonElement line, string list)
    {
        foreach (var name in list.Split('.'))
            if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty(name, out line))
                return [];
        return line.ValueKind == JsonValueKind.Array
            ? line.EnumerateArray().Select((e, i) => ((long)i, Scalar(e)))
            : [];
    }
}

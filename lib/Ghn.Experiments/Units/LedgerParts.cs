using System.Text.Json;

namespace Ghn.Experiments.Units;

/// <summary>A line of a ledger or of one of its parts.</summary>
/// <param name="File">The file.</param>
/// <param name="Number">Its number there, from 1.</param>
/// <param name="Json">What it says.</param>
public sealed record LedgerLine(string File, int Number, JsonElement Json)
{
    internal string Unit => Json.GetProperty("unit").GetRawText();

    /// <summary>What two results of a unit differ in, but for the time that they took; null: nothing.</summary>
    internal (string Name, string Here, string There)? Difference(LedgerLine other) =>
        OptionDifference.First(
            Json.GetProperty("result"),
            other.Json.GetProperty("result"),
            name => !name.EndsWith("seconds", StringComparison.OrdinalIgnoreCase)
        );

    internal bool IsUnit =>
        Json.ValueKind == JsonValueKind.Object
        && Json.TryGetProperty("unit", out _)
        && Json.TryGetProperty("result", out _);

    internal string NoUnit => $"Line {Number} of {File} is no result of a unit; delete it.";

    /// <summary>Where it stands, in words.</summary>
    public override string ToString() => $"line {Number} of {File}";
}

/// <summary>
/// A ledger together with its parts: files that tasks on other machines append to, each task to its own, so that no file is
/// locked over the network. Whoever reads the ledger reads its parts.
/// </summary>
/// <param name="path">The ledger; it need not exist.</param>
public sealed class LedgerParts(string path)
{
    /// <summary>The folder of a ledger's parts, and of everything else about its tasks.</summary>
    public string Folder { get; } = path + ".parts";

    /// <summary>
    /// The lines of the ledger, then those that its parts have beyond it: a second line of a unit with the same
    /// result, but for the time that it took, is left out. A damaged line of a part is left out and told in <paramref name="damaged"/>; the rest of the part is used.
    /// Throws <see cref="GhnException"/> if a line of the ledger itself is damaged, or if two lines differ about a unit (the
    /// message names both).
    /// </summary>
    public IReadOnlyList<LedgerLine> Read(ICollection<string> damaged)
    {
        var lines = new List<LedgerLine>();
        var seen = new Dictionary<string, LedgerLine>(StringComparer.Ordinal);
        void Take(LedgerLine line)
        {
            if (seen.TryAdd(line.Unit, line))
                lines.Add(line);
            else if (seen[line.Unit] is var other && other.Difference(line) is var (name, here, there))
                throw new GhnException(
                    $"Two results of {line.Unit} differ: {name} is {here} in {other} and {there} in {line}; delete one of the lines."
                );
        }
        var own = new Ledger<JsonElement>(path).Read();
        for (var i = 0; i < own.Count; i++)
        {
            var line = new LedgerLine(path, i + 1, own[i]);
            Take(line.IsUnit ? line : throw new GhnException(line.NoUnit));
        }
        foreach (var part in Parts())
        foreach (var (number, record) in new Ledger<JsonElement>(part).ReadUsable(damaged))
        {
            var line = new LedgerLine(part, number, record);
            if (line.IsUnit)
                Take(line);
            else
                damaged.Add(line.NoUnit);
        }
        return lines;
    }

    /// <summary>
    /// Appends to the ledger what only its parts have, and gives the number of lines. The parts stay: a task may be at work
    /// on one. Exceptions as in <see cref="Read"/>.
    /// </summary>
    public int Merge(ICollection<string> damaged)
    {
        var beyond = Read(damaged).Where(l => l.File != path).Select(l => l.Json).ToArray();
        if (beyond.Length > 0)
            new Ledger<JsonElement>(path).Append(beyond);
        return beyond.Length;
    }

    private string[] Parts() =>
        Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*.jsonl").Order(StringComparer.Ordinal)] : [];
}

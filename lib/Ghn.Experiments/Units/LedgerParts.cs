using System.Text.Json;

namespace Ghn.Experiments.Units;

/// <summary>A line of a ledger or of one of its parts.</summary>
/// <param name="File">The file.</param>
/// <param name="Number">Its number there, from 1.</param>
/// <param name="Json">What it says.</param>
public sealed record LedgerLine(string File, int Number, JsonElement Json)
{
    /// <summary>The time that the unit took, if the line tells.</summary>
    internal double? Seconds =>
        Json.TryGetProperty("measuredOn", out var measured)
        && measured.ValueKind == JsonValueKind.Object
        && measured.TryGetProperty("seconds", out var seconds)
        && seconds.TryGetDouble(out var value)
            ? value
            : null;

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

    /// <summary>Where it stands, in words.</summary>
    public override string ToString() => $"line {Number} of {File}";
}

/// <summary>
/// A ledger together with its parts: files that tasks on other machines append to, each to its own, so that none waits for
/// another over the network. Whoever reads the ledger reads its parts.
/// </summary>
/// <param name="path">The ledger; it need not exist.</param>
public sealed class LedgerParts(string path)
{
    /// <summary>The folder of a ledger's parts, and of everything else about its tasks.</summary>
    public string Folder { get; } = path + ".parts";

    /// <summary>Whether there is a ledger, or a part of one.</summary>
    public bool Exist => File.Exists(path) || Parts().Length > 0;

    /// <summary>
    /// The lines of the ledger, then those that its parts have beyond it: a second line of a unit with the same result, but
    /// for the time that it took, is left out. Of parts, damaged lines and lines that differ from an earlier one about a unit
    /// are left out and told in <paramref name="problems"/>; the rest of the part is used. Throws <see cref="GhnException"/>
    /// if a line of the ledger itself is damaged, or if two of its own differ about a unit.
    /// </summary>
    public IReadOnlyList<LedgerLine> Read(ICollection<string> problems)
    {
        var lines = new List<LedgerLine>();
        var seen = new Dictionary<string, LedgerLine>(StringComparer.Ordinal);
        string? Take(LedgerLine line)
        {
            if (!line.IsUnit)
                return $"Line {line.Number} of {line.File} is no result of a unit; delete it.";
            if (seen.TryAdd(line.Unit, line))
                lines.Add(line);
            else if (seen[line.Unit] is var other && other.Difference(line) is var (name, here, there))
                return $"Two results of {line.Unit} differ: {name} is {here} in {other} and {there} in {line}; delete one of the lines.";
            return null;
        }
        var own = new Ledger<JsonElement>(path).Read();
        for (var i = 0; i < own.Count; i++)
            if (Take(new LedgerLine(path, i + 1, own[i])) is { } wrong)
                throw new GhnException(wrong);
        foreach (var part in Parts())
        foreach (var (number, record) in new Ledger<JsonElement>(part).ReadUsable(problems))
            if (Take(new LedgerLine(part, number, record)) is { } wrong)
                problems.Add(wrong);
        return lines;
    }

    /// <summary>
    /// Appends to the ledger what only its parts have, and gives the number of lines. The parts stay: a task may be at work
    /// on one. Arguments and exceptions as in <see cref="Read"/>.
    /// </summary>
    public int Merge(ICollection<string> problems)
    {
        var beyond = Read(problems).Where(l => l.File != path).Select(l => l.Json).ToArray();
        if (beyond.Length > 0)
            new Ledger<JsonElement>(path).Append(beyond);
        return beyond.Length;
    }

    private string[] Parts() =>
        Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*.jsonl").Order(StringComparer.Ordinal)] : [];
}

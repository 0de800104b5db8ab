using System.Text.Json;

namespace Ghn.Experiments.Framework;

/// <summary>A line of a ledger or of one of its parts.</summary>
/// <param name="File">The file.</param>
/// <param name="Number">Its number there, from 1.</param>
/// <param name="Json">What it says.</param>
public sealed record LedgerLine(string File, int Number, JsonElement Json)
{
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
        && Json.TryGetProperty("result", out _)
        && IsObject("options")
        && IsObject("measuredOn");

    private bool IsObject(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object;

    /// <summary>Where it stands, in words.</summary>
    public override string ToString() => $"line {Number} of {File}";
}

/// <summary>
/// A ledger together with its parts: files that tasks on other machines append to, each to its own, so that none waits for
/// another over the network. Whoever reads the ledger reads its parts.
/// </summary>
/// <param name="path">The ledger; it need not exist.</param>
/// <param name="folder">Where its parts lie; null: where tasks put them.</param>
public sealed class LedgerParts(string path, string? folder = null)
{
    /// <summary>The folder of a ledger's parts, and of everything else about its tasks.</summary>
    public string Folder { get; } = folder ?? path + ".parts";

    /// <summary>Whether there is a ledger, or a part of one.</summary>
    public bool Exist => File.Exists(path) || Parts().Length > 0;

    /// <summary>
    /// The lines of the ledger, then those that its parts have beyond it: a second line of a unit with the same result, but
    /// for the time that it took, is left out. Of parts, files that cannot be read, damaged lines, and lines that differ from
    /// an earlier one about a unit are skipped and reported in <paramref name="problems"/>; the rest is used. Throws
    /// <see cref="GhnException"/> if a line of the ledger itself is damaged, or if two of its own differ about a unit.
    /// </summary>
    public IReadOnlyList<LedgerLine> Read(ICollection<string> problems) =>
        [
            .. Read(
                    line =>
                        line.IsUnit
                            ? line
                            : throw new GhnException(
                                $"Line {line.Number} of {line.File} is no result of a unit; delete it."
                            ),
                    problems
                )
                .Select(l => l.Line),
        ];

    /// <summary>
    /// As <see cref="Read(ICollection{string})"/>, with what each line says to the caller, who throws
    /// <see cref="GhnException"/> for one that is of no use: of a part, it is left out and told, too.
    /// </summary>
    internal IReadOnlyList<(LedgerLine Line, T Value)> Read<T>(Func<LedgerLine, T> parse, ICollection<string> problems)
    {
        var lines = new List<(LedgerLine, T)>();
        var seen = new Dictionary<string, LedgerLine>(StringComparer.Ordinal);
        void Take(LedgerLine line)
        {
            var value = parse(line); // one of no use stands in the way of none
            if (seen.TryAdd(line.Unit, line))
                lines.Add((line, value));
            else if (seen[line.Unit] is var other && other.Difference(line) is var (name, here, there))
                throw new GhnException(
                    $"Two results of {line.Unit} differ: {name} is {here} in {other} and {there} in {line}; delete one of the lines."
                );
        }
        var own = new Ledger<JsonElement>(path).Read();
        for (var i = 0; i < own.Count; i++)
            Take(new LedgerLine(path, i + 1, own[i]));
        foreach (var part in Parts())
            Told(() =>
            {
                foreach (var (number, record) in new Ledger<JsonElement>(part).ReadUsable(problems))
                    Told(() => Take(new LedgerLine(part, number, record)));
            });
        return lines;

        void Told(Action action)
        {
            try
            {
                action();
            }
            catch (GhnException e)
            {
                problems.Add(e.Message);
            }
        }
    }

    /// <summary>
    /// Appends to the ledger what only its parts have, and gives the number of lines. The parts stay: a task may be at work
    /// on one. Arguments and exceptions as in <see cref="Read(ICollection{string})"/>.
    /// </summary>
    public int Merge(ICollection<string> problems)
    {
        var beyond = Read(problems).Where(l => l.File != path).Select(l => l.Json).ToArray();
        if (beyond.Length > 0)
            new Ledger<JsonElement>(path).Append(beyond);
        return beyond.Length;
    }

    /// <summary>
    /// Merges, and removes the folder with plans and logs if nothing was left out. What a task may still append meanwhile goes
    /// to a new folder. The number of lines; arguments and exceptions as in <see cref="Read(ICollection{string})"/>.
    /// </summary>
    public int MergeAndRemove(ICollection<string> problems)
    {
        var added = Merge(problems);
        if (problems.Count > 0 || !Directory.Exists(Folder))
            return added;
        var aside = new LedgerParts(path, $"{Folder}.{Guid.NewGuid():N}");
        Directory.Move(Folder, aside.Folder);
        added += aside.Merge(problems); // what came since
        if (problems.Count == 0)
            Directory.Delete(aside.Folder, recursive: true);
        return added;
    }

    private string[] Parts() =>
        Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*.jsonl").Order(StringComparer.Ordinal)] : [];
}

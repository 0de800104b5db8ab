using System.Security.Cryptography;
using System.Text.Json;

namespace Ghn.Experiments.Framework;

/// <summary>
/// The ledger of an experiment that is made of units. Several processes may work on it at once: a unit is claimed before
/// it is computed.
/// </summary>
/// <param name="path">The file; it need not exist.</param>
/// <param name="options">The options of a unit; lines with other ones are refused. Null: there is no such unit.</param>
internal sealed class UnitLedger<TOptions, TUnit, TResult>(string path, Func<TUnit, TOptions?> options)
    where TOptions : class
    where TUnit : notnull
{
    private readonly Ledger<UnitLine<TOptions, TUnit, TResult>> _lines = new(path);

    public string Path => _lines.Path;

    /// <summary>Lines of parts that the last reading left out, and why, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>
    /// All lines, those of its parts too. Throws <see cref="GhnException"/> if one of its own is damaged, if one was written
    /// with other options (the message names the first that differs), if there is no such unit, or if two of its own differ
    /// about one unit. Such lines of parts are skipped and reported in <see cref="Problems"/>.
    /// </summary>
    public IReadOnlyList<UnitLine<TOptions, TUnit, TResult>> Read()
    {
        var problems = new List<string>();
        var lines = new LedgerParts(Path).Read(raw => Checked(raw, Parse(raw)), problems);
        Problems = problems;
        return [.. lines.Select(l => l.Value)];
    }

    public void Append(UnitLine<TOptions, TUnit, TResult> line, string? part = null) =>
        (part is null ? _lines : new Ledger<UnitLine<TOptions, TUnit, TResult>>(part)).Append(line);

    private static UnitLine<TOptions, TUnit, TResult> Parse(LedgerLine raw)
    {
        try
        {
            var line = raw.Json.Deserialize<UnitLine<TOptions, TUnit, TResult>>(LedgerJson.Options);
            if (line is { Unit: not null, Result: not null, Options: not null, MeasuredOn: not null })
                return line;
        }
        catch (JsonException) { } // the same sentence
        throw new GhnException($"Line {raw.Number} of {raw.File} is damaged; restore the file or delete that line.");
    }

    private UnitLine<TOptions, TUnit, TResult> Checked(LedgerLine raw, UnitLine<TOptions, TUnit, TResult> line)
    {
        if (options(line.Unit) is not { } expected)
            throw new GhnException(
                $"Line {raw.Number} of {raw.File} is of {line.Unit}, which this experiment does not have; delete the line."
            );
        var difference = OptionDifference.First(LedgerJson.Element(expected), LedgerJson.Element(line.Options));
        return difference is var (name, here, there)
            ? throw new GhnException(
                $"Line {raw.Number} of {raw.File} was written with other options: {name} is {there} there and {here} here; "
                    + "use the same, or move the file away to begin again."
            )
            : line;
    }

    /// <summary>
    /// Claims a unit: null if another worker of this or another process has it. A claim ends when it is disposed or its
    /// process dies. Look into the ledger after claiming: the unit may have been done just before.
    /// </summary>
    public IDisposable? TryClaim(TUnit unit)
    {
        var file = FileOf(unit, "claim");
        try
        {
            return FileClaim.Try(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GhnException(
                $"The file {file} could not be made ({e.Message}); make its folder writable, or choose another.",
                e
            );
        }
    }

    internal bool HasClaims()
    {
        var full = System.IO.Path.GetFullPath(Path);
        var folder = System.IO.Path.GetDirectoryName(full)!;
        return Directory.Exists(folder)
            && Directory.GetFiles(folder, System.IO.Path.GetFileName(full) + ".*.claim").Any(IsHeld);

        // Looks, and takes nothing: on a shared folder another node may not see the lock.
        static bool IsHeld(string claim)
        {
            try
            {
                using var file = new FileStream(claim, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return false; // its process died
            }
            catch (FileNotFoundException)
            {
                return false; // it has ended since
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>A file beside the ledger that belongs to a unit, or to whatever tells it apart, while it is computed.</summary>
    internal string FileOf<T>(T identity, string extension) =>
        $"{Path}.{Convert.ToHexString(SHA256.HashData(LedgerJson.Bytes(identity)))[..16].ToLowerInvariant()}.{extension}";
}

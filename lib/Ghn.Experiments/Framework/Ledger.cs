using System.Text;
using System.Text.Json;

namespace Ghn.Experiments.Framework;

/// <summary>
/// A file with one JSON object a line, each a result with everything needed to get it again. Lines are only appended; two
/// processes may do so at once.
/// </summary>
internal sealed class Ledger<T>(string path)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly object s_appending = new();

    public string Path { get; } = path;

    /// <summary>
    /// All lines; none if there is no file. A last line that was only half written, because its process was killed, is not
    /// one. Throws <see cref="GhnException"/> naming file and line if another one is damaged, or if it cannot be read.
    /// </summary>
    public IReadOnlyList<T> Read() => [.. Lines().Select(Parse)];

    /// <summary>
    /// The lines that can be read, each with its number from 1; what is wrong with the others goes to
    /// <paramref name="damaged"/>, a sentence each.
    /// </summary>
    internal IReadOnlyList<(int Number, T Record)> ReadUsable(ICollection<string> damaged)
    {
        var records = new List<(int, T)>();
        foreach (var (line, i) in Lines().Select((line, i) => (line, i)))
            try
            {
                records.Add((i + 1, Parse(line, i)));
            }
            catch (GhnException e)
            {
                damaged.Add(e.Message);
            }
        return records;
    }

    private string[] Lines()
    {
        if (!File.Exists(Path))
            return [];
        string text;
        try
        {
            using var file = Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            text = reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GhnException($"{Path} cannot be read ({e.Message}); make it readable, or move it away.", e);
        }
        var lines = text.Split('\n');
        var last = lines.Length - 1; // behind the last newline: nothing, or what is half written
        if (lines[last].Length == 0 || !IsWhole(lines[last]))
            last--;
        return lines[..(last + 1)];
    }

    /// <summary>
    /// Appends one line, in the place of a half-written one. Throws <see cref="GhnException"/> if the file cannot be
    /// written.
    /// </summary>
    public void Append(T record) => Append([record]);

    internal void Append(IEnumerable<T> records)
    {
        var line = string.Concat(records.Select(r => JsonSerializer.Serialize(r, LedgerJson.Options) + "\n"));
        lock (s_appending) // where files are not locked, the threads of a process must still wait for each other
            try
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
                using var file = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                var open = OpenEnd(file);
                if (open.Length > 0 && IsWhole(open))
                    line = "\n" + line;
                else
                    file.SetLength(file.Length - Encoding.UTF8.GetByteCount(open));
                file.Seek(0, SeekOrigin.End);
                file.Write(Encoding.UTF8.GetBytes(line));
                file.Flush(flushToDisk: true); // a full disk at the other end of a network shows only now
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new GhnException(
                    $"The result could not be appended to {Path} ({e.Message}); make the file writable, or choose another.",
                    e
                );
            }
    }

    private FileStream Open(FileMode mode, FileAccess access, FileShare share)
    {
        FileStream? file = null;
        IOException? locked = null;
        bool TryOpen()
        {
            try
            {
                file = new FileStream(Path, mode, access, share);
                return true;
            }
            catch (IOException e) when (IsLock(e))
            {
                locked = e;
                return false;
            }
        }
        return SpinWait.SpinUntil(TryOpen, s_patience) ? file! : throw locked!;
    }

    private bool IsLock(IOException e) => e.GetType() == typeof(IOException) && File.Exists(Path);

    private static string OpenEnd(FileStream file)
    {
        file.Seek(0, SeekOrigin.Begin);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes.AsSpan(bytes.AsSpan().LastIndexOf((byte)'\n') + 1));
    }

    private static bool IsWhole(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, LedgerJson.Options) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private T Parse(string line, int index)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, LedgerJson.Options)
                ?? throw new JsonException("the line is empty");
        }
        catch (JsonException e)
        {
            throw new GhnException(
                $"Line {index + 1} of {Path} is damaged ({e.Message}); restore the file from version control or delete that line.",
                e
            );
        }
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ghn.Experiments;

/// <summary>
/// A file with one JSON object a line, each a result with everything needed to get it again. Lines are only appended.
/// </summary>
/// <typeparam name="T">The record of one line.</typeparam>
public sealed class Ledger<T>(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The file; it need not exist.</summary>
    public string Path { get; } = path;

    /// <summary>All lines; none if there is no file. Throws <see cref="GhnException"/> naming file and line if one is damaged.</summary>
    public IReadOnlyList<T> Read()
    {
        if (!File.Exists(Path))
            return [];
        return File.ReadLines(Path).Select(Parse).ToArray();
    }

    /// <summary>
    /// Appends one line; after a half-written one, a line of its own. Throws <see cref="GhnException"/> if the file cannot
    /// be written.
    /// </summary>
    public void Append(T record)
    {
        var line = JsonSerializer.Serialize(record, Json) + "\n";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
            using var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            if (!EndsInNewline(file))
                line = "\n" + line;
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GhnException(
                $"The result could not be appended to {Path} ({e.Message}); make the file writable, or choose another.",
                e
            );
        }
    }

    private static bool EndsInNewline(FileStream file)
    {
        if (file.Length == 0)
            return true;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private T Parse(string line, int index)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException("the line is empty");
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

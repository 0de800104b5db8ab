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

    /// <summary>Appends one line.</summary>
    public void Append(T record)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        File.AppendAllText(Path, JsonSerializer.Serialize(record, Json) + "\n");
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

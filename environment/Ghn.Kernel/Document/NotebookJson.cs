using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ghn.Kernel.Document;

// JSON exactly as Jupyter writes it (one space of indent, sorted keys, no escaped letters, a newline at the end), so
// that a notebook saved here and one saved there differ only where their content does.
internal static partial class NotebookJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    public static string Write(JsonNode node) =>
        Escape().Replace(Sorted(node)!.ToJsonString(s_options), Unescaped) + "\n";

    // Multi-line text as nbformat stores it: an array of lines that keep their line ends.
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }

    // The text of a source or output field, stored as one string or as an array of lines.
    public static string Text(JsonNode? node) =>
        node switch
        {
            JsonArray lines => string.Concat(lines.Select(line => line!.GetValue<string>())),
            JsonValue value when value.TryGetValue(out string? text) => text,
            _ => "",
        };

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))
            ),
            JsonArray list => new JsonArray([.. list.Select(Sorted)]),
            _ => node?.DeepClone(),
        };

    // Even the relaxed encoder escapes emoji, no-break spaces and others; Jupyter escapes control characters, in small letters.
    private static string Unescaped(Match escape) =>
        !escape.Groups["code"].Success ? escape.Value
        : (char)int.Parse(escape.Groups["code"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            is >= ' '
                and var letter
            ? letter.ToString()
        : escape.Value.ToLowerInvariant();

    [GeneratedRegex(@"\\(?:u(?<code>[0-9A-F]{4})|.)")]
    private static partial Regex Escape();
}

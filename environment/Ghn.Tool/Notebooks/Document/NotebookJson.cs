using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Ghn.Tool.Notebooks.Document;

/// <summary>
/// JSON exactly as Jupyter writes it (one space of indent, sorted keys, no escaped letters, a newline at the end), so
/// that a notebook saved here and one saved there differ only where their content does.
/// </summary>
internal static class NotebookJson
{
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        WriteNode(text, node, 0);
        return text.Append('\n').ToString();
    }

    /// <summary>Multi-line text as nbformat stores it: an array of lines that keep their line ends.</summary>
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

    /// <summary>The text of a source or output field, stored as one string or as an array of lines.</summary>
    public static string Text(JsonNode? node) =>
        node switch
        {
            JsonArray lines => string.Concat(lines.Select(line => line!.GetValue<string>())),
            JsonValue value when value.TryGetValue(out string? text) => text,
            _ => "",
        };

    private static void WriteNode(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject map:
                var entries = map.OrderBy(entry => entry.Key, StringComparer.Ordinal);
                WriteItems(
                    text,
                    '{',
                    '}',
                    depth,
                    entries,
                    entry =>
                    {
                        WriteString(text, entry.Key);
                        text.Append(": ");
                        WriteNode(text, entry.Value, depth + 1);
                    }
                );
                break;
            case JsonArray list:
                WriteItems(text, '[', ']', depth, list, item => WriteNode(text, item, depth + 1));
                break;
            case JsonValue value when value.TryGetValue(out string? content):
                WriteString(text, content);
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteItems<T>(
        StringBuilder text,
        char open,
        char close,
        int depth,
        IEnumerable<T> items,
        Action<T> write
    )
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "\n" : ",\n").Append(' ', depth + 1);
            write(item);
            first = false;
        }
        if (!first)
            text.Append('\n').Append(' ', depth);
        text.Append(close);
    }

    private static void WriteString(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (var c in content)
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }
}

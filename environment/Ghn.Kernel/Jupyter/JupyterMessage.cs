namespace Ghn.Kernel.Jupyter;

// A message from a front end.
internal sealed record JupyterMessage(IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject Content)
{
    public string Type { get; } = Text(Header, "msg_type") ?? "";

    // When it was sent, by its sender's clock; null if it does not say.
    public DateTimeOffset? Sent =>
        DateTimeOffset.TryParse(Text(Header, "date"), null, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    // A text of the content. Throws GhnException where there is none.
    public string Text(string name) =>
        Text(Content, name) ?? throw Refusal.Because($"A {Type} needs a text '{name}' in its content.");

    public string Text(string name, string otherwise) => Text(Content, name) ?? otherwise;

    public bool Flag(string name, bool otherwise) =>
        Content[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : otherwise;

    public int Number(string name, int otherwise) =>
        Content[name] is JsonValue value && value.TryGetValue(out int number) ? number : otherwise;

    private static string? Text(JsonObject part, string name) =>
        part[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

// Places in code: the protocol counts characters, .NET counts UTF-16 units; an emoji is one and two.
internal static class CodePoints
{
    public static int ToIndex(string text, int count)
    {
        var index = 0;
        for (; count > 0 && index < text.Length; count--)
            index += IsPair(text, index) ? 2 : 1;
        return index;
    }

    public static int FromIndex(string text, int index)
    {
        var count = 0;
        for (var i = 0; i < Math.Min(index, text.Length); count++)
            i += IsPair(text, i) ? 2 : 1;
        return count;
    }

    private static bool IsPair(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
}

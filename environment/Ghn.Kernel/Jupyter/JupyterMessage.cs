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
        Text(Content, name) ?? throw Refusal.Because($"A {Type} needs a string '{name}' in its content.");

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
    public static int ToIndex(string text, int count) =>
        text.EnumerateRunes().Take(count).Sum(rune => rune.Utf16SequenceLength);

    public static int FromIndex(string text, int index) =>
        text[..Math.Min(index, text.Length)].EnumerateRunes().Count();
}

namespace Ghn.Kernel.Document;

// How much of what a cell writes is kept, in characters. What a notebook holds itself, such as the pictures of its
// prose, is shown whole: somebody put it there, and no loop did.
internal static class OutputLimits
{
    // Of one text in an executed notebook: an endless loop must not fill the memory.
    public const int Executed = 10_000_000;

    // Of all outputs of a cell in an executed notebook; the last one is kept, however long it is.
    public const long Cell = 20_000_000;

    // How many outputs of a cell an executed notebook has.
    public const int Kept = 10_000;

    // On a page and in a stored notebook: some thousand lines are more than anybody reads.
    public const int Shown = 100_000;

    // There, of a picture or of HTML, which is shown whole or not at all: a photograph fits, and the script of
    // interactive figures.
    public const int Rich = 4_000_000;

    // How many outputs of one cell a page and a stored notebook show.
    public const int Outputs = 500;

    // Of an error, everywhere.
    public const int Error = 10_000;

    // Where the rest of a text is that an executed notebook cuts.
    public const string Nowhere = "the rest is not kept: write long logs to a file";

    private const string Rest = "the executed notebook of ghn run contains more";

    public static long Size(JsonObject output) =>
        NotebookJson.Text(output["text"]).Length
        + (output["data"] as JsonObject ?? []).Sum(form => (long)NotebookJson.Text(form.Value).Length);

    public static JsonArray Cut(JsonArray outputs)
    {
        IEnumerable<JsonNode?> kept = outputs;
        if (outputs.Count > Outputs)
            kept =
            [
                .. outputs.Take(Outputs / 2),
                Note(outputs.Count - Outputs, Rest),
                .. outputs.TakeLast(Outputs / 2),
            ];
        return new JsonArray([.. kept.OfType<JsonObject>().Select(Cut)]);
    }

    private static JsonObject Cut(JsonObject output)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in output)
            copy[name] =
                name == "text" ? LongText.Cut(NotebookJson.Text(value), Shown, Rest)
                : name == "data" && value is JsonObject data ? CutForms(data)
                : value?.DeepClone();
        return copy;
    }

    private static JsonObject CutForms(JsonObject data)
    {
        var copy = new JsonObject();
        var text = LongText.Cut(NotebookJson.Text(data["text/plain"]), Shown, Rest);
        foreach (var (type, form) in data.Where(form => form.Key != "text/plain"))
            if (NotebookJson.Text(form).Length is > Rich and var length)
                text += $"{(text == "" ? "" : "\n")}… {length:N0} characters of {type} left out; {Rest} …";
            else
                copy[type] = form?.DeepClone();
        if (text != "" || data.ContainsKey("text/plain"))
            copy["text/plain"] = text;
        return copy;
    }

    public static JsonObject Note(int count, string rest) =>
        new()
        {
            ["name"] = "stdout",
            ["output_type"] = "stream",
            ["text"] = NoteText(count, rest),
        };

    public static string NoteText(int count, string rest) => $"… {count:N0} outputs left out; {rest} …\n";
}

// Text that may grow for ever: where it exceeds the limit, its head and its tail are kept, and a line between them says
// how much is left out. The limit is about how many characters are kept; the rest is where all of it is.
internal sealed class LongText(int limit, string rest)
{
    private readonly StringBuilder _text = new();
    private string? _head;
    private long _lines;
    private long _characters;

    public static string Cut(string text, int limit, string rest)
    {
        if (text.Length <= limit)
            return text;
        var cut = new LongText(limit, rest);
        cut.Append(text);
        return cut.ToString();
    }

    public void Append(string text)
    {
        _text.Append(text);
        if (_text.Length > 2L * limit) // not at every append: each cut copies what is kept
            LeaveOut();
    }

    public override string ToString()
    {
        if (_text.Length > (_head is null ? limit : limit / 2))
            LeaveOut();
        if (_head is null)
            return _text.ToString();
        var lines = _lines > 0 ? $"{_lines:N0} lines, " : "";
        var note = $"… {lines}{_characters:N0} characters left out; {rest} …";
        return $"{_head}{(_head.EndsWith('\n') ? "" : "\n")}{note}\n{_text}";
    }

    private void LeaveOut()
    {
        var text = _text.ToString();
        if (_head is null)
        {
            var end = text.LastIndexOf('\n', limit / 2) + 1;
            _head = text[..(end >= limit / 4 ? end : Between(text, limit / 2))];
            text = text[_head.Length..];
        }
        var start = Between(text, text.Length - limit / 2);
        var line = text.IndexOf('\n', start, limit / 4) + 1;
        start = line > 0 ? line : start;
        _lines += text.AsSpan(0, start).Count('\n');
        _characters += start;
        _text.Clear().Append(text, start, text.Length - start);
    }

    // Half a character is no text.
    private static int Between(string text, int index) => char.IsLowSurrogate(text[index]) ? index + 1 : index;
}

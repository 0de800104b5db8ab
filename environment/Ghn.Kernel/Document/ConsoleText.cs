using System.Net;

namespace Ghn.Kernel.Document;

// What a terminal shows at the end of a text: carriage returns and backspaces overwrite, colours colour. All other
// escape sequences are dropped: what a cell prints must not steer the reader's terminal.
internal static partial class ConsoleText
{
    // Without colours, for a terminal.
    public static string Plain(string text) => Show(text, (_, run) => run);

    // With colours as escape sequences, for Jupyter's front ends.
    public static string Coloured(string text) =>
        Show(text, (style, run) => style == default ? run : $"\e[{style.Codes}m{run}\e[0m");

    // With colours as classes of the page's style sheet.
    public static string ToHtml(string text) =>
        Show(
            text,
            (style, run) =>
                style.Classes is { Length: > 0 } classes
                    ? $"<span class=\"{classes}\">{WebUtility.HtmlEncode(run)}</span>"
                    : WebUtility.HtmlEncode(run)
        );

    private static string Show(string text, Func<TextStyle, string, string> write)
    {
        if (!Special().IsMatch(text))
            return write(default, text);
        var line = new ConsoleLine(write);
        var next = 0;
        foreach (Match token in Token().Matches(text))
        {
            line.Write(text.AsSpan(next, token.Index - next));
            next = token.Index + token.Length;
            if (token.Groups["style"] is { Success: true, Value: var codes })
                line.Style = line.Style.After(codes);
            else if (token.Groups["erase"].Success)
                line.Erase(whole: token.ValueSpan.Contains('2'));
            else if (token.ValueSpan is "\n")
                line.End();
            else if (token.ValueSpan is "\r" or "\b")
                line.Back(token.ValueSpan is "\b" ? 1 : int.MaxValue);
        }
        line.Write(text.AsSpan(next));
        return line.ToString();
    }

    [GeneratedRegex(@"[\x00-\x08\x0b-\x1f\x7f-\x9f]")]
    private static partial Regex Special();

    // Colours, "erase the line", other sequences with parameters, strings for the terminal (titles, links), the rest.
    [GeneratedRegex(
        @"\x1b\[(?<style>[0-9;]*)m|\x1b\[(?<erase>[02]?)K|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
            + @"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0a-\x1f\x7f-\x9f]"
    )]
    private static partial Regex Token();

    // The lines so far, and the one in which the cursor stands.
    private sealed class ConsoleLine(Func<TextStyle, string, string> write)
    {
        private readonly StringBuilder _text = new();
        private readonly List<(Rune Rune, TextStyle Style)> _line = [];
        private int _cursor;

        public TextStyle Style { get; set; }

        public void Write(ReadOnlySpan<char> text)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                while (_line.Count <= _cursor)
                    _line.Add((new Rune(' '), default));
                _line[_cursor++] = (rune, Style);
            }
        }

        public void Back(int count) => _cursor -= Math.Min(count, _cursor);

        public void Erase(bool whole)
        {
            var from = whole ? 0 : Math.Min(_cursor, _line.Count);
            _line.RemoveRange(from, _line.Count - from);
        }

        public void End()
        {
            Settle();
            _text.Append('\n');
        }

        public override string ToString()
        {
            Settle();
            return _text.ToString();
        }

        private void Settle()
        {
            for (int start = 0, end; start < _line.Count; start = end)
            {
                var style = _line[start].Style;
                end = _line.FindIndex(start, one => one.Style != style) is var at and >= 0 ? at : _line.Count;
                _text.Append(write(style, string.Concat(_line[start..end].Select(one => one.Rune))));
            }
            _line.Clear();
            _cursor = 0;
        }
    }
}

// Colours and weight of text in a terminal: what the escape sequence "Select Graphic Rendition" sets.
internal readonly record struct TextStyle(bool Bold, bool Italic, bool Underlined, string? Front, string? Back)
{
    public string Codes => string.Join(';', Parts.Append(Back).OfType<string>());

    // As class names of a page: "a31" is red. Backgrounds and colours beyond the sixteen have none.
    public string Classes =>
        string.Join(' ', Parts.OfType<string>().Where(part => !part.Contains(';')).Select(part => "a" + part));

    private IEnumerable<string?> Parts => [Bold ? "1" : null, Italic ? "3" : null, Underlined ? "4" : null, Front];

    public TextStyle After(string codes)
    {
        var style = this;
        var parts = codes.Split(';');
        for (var i = 0; i < parts.Length; i++)
        {
            var count =
                parts[i] is not ("38" or "48") ? 1
                : parts.ElementAtOrDefault(i + 1) == "5" ? 3 // a colour by its number
                : 5; // by red, green and blue
            var code = string.Join(';', parts.Skip(i).Take(count));
            style = style.With(parts[i], code);
            i += count - 1;
        }
        return style;
    }

    private TextStyle With(string kind, string code) =>
        kind switch
        {
            "" or "0" => default,
            "1" => this with { Bold = true },
            "3" => this with { Italic = true },
            "4" => this with { Underlined = true },
            "22" => this with { Bold = false },
            "23" => this with { Italic = false },
            "24" => this with { Underlined = false },
            "38" or ['3' or '9', >= '0' and <= '7'] => this with { Front = code },
            "48" or ['4', >= '0' and <= '7'] or ['1', '0', >= '0' and <= '7'] => this with { Back = code },
            "39" => this with { Front = null },
            "49" => this with { Back = null },
            _ => this,
        };
}

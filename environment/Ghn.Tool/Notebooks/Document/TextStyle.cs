namespace Ghn.Tool.Notebooks.Document;

/// <summary>Colours and weight of text in a terminal: what the escape sequence "Select Graphic Rendition" sets.</summary>
internal readonly record struct TextStyle(bool Bold, bool Italic, bool Underlined, string? Front, string? Back)
{
    /// <summary>As parameters of the escape sequence.</summary>
    public string Codes => string.Join(';', Parts.Append(Back).OfType<string>());

    /// <summary>As class names of a page: "a31" is red. Backgrounds and colours beyond the sixteen have none.</summary>
    public string Classes =>
        string.Join(' ', Parts.OfType<string>().Where(part => !part.Contains(';')).Select(part => "a" + part));

    private IEnumerable<string?> Parts => [Bold ? "1" : null, Italic ? "3" : null, Underlined ? "4" : null, Front];

    /// <summary>The style after a sequence with these parameters.</summary>
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

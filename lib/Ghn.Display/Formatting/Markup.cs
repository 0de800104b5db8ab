namespace Ghn.Display;

/// <summary>Escapes plain text for HTML and SVG; only the four special characters are replaced.</summary>
internal static class Markup
{
    /// <summary>The text, safe between tags and between double quotes; control characters (XML has none) become spaces.</summary>
    public static string Escape(string? text) => string.Concat((text ?? "").Select(Escape));

    private static string Escape(char c) =>
        c switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            < ' ' and not '\n' => " ",
            _ => c.ToString(),
        };
}

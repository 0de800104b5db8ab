namespace Ghn.Display;

// How wide a text will be, without a font: the advance widths of Helvetica (Arial and Liberation Sans share them) with
// a little slack for the fonts that may replace it.
internal static class TextWidth
{
    private const double Slack = 1.06;

    // Advance widths of ' ' … '~' in thousandths of the font size.
    private static readonly short[] Advances =
    [
        .. new short[] { 278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278 },
        .. new short[] { 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556 },
        .. new short[] { 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778 },
        .. new short[] { 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556 },
        .. new short[] { 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556 },
        .. new short[] { 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584 },
    ];

    public static double Of(string text, double size)
    {
        var thousandths = 0;
        foreach (var c in text)
            thousandths +=
                c is >= ' ' and <= '~' ? Advances[c - ' ']
                : c < 0x2E80 ? 600
                : 1000;
        return thousandths / 1000.0 * size * Slack;
    }

    /// <summary>The text, cut with an ellipsis where it would be wider than <paramref name="width"/>.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Of(text, size) <= width)
            return text;
        var length = text.Length;
        while (length > 1 && Of(text[..length] + "…", size) > width)
            length--;
        return text[..length].TrimEnd() + "…";
    }
}

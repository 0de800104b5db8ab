namespace Ghn.Display;

/// <summary>Colours for categories that colour-blind readers can distinguish (Okabe and Ito 2008; Tol 2021).</summary>
internal static class Palette
{
    public const string Reference = "#57606a";

    public const string Muted = "#c9ced6";

    // Okabe and Ito (a brown instead of yellow, which is too pale for a line on white), then Tol's muted scheme for drawings
    // with many kinds.
    private static readonly string[] Colors = (
        "#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #7a5c00 "
        + "#4d4d4d #882255 #44aa99 #332288 #999933 #aa4499 #117733"
    ).Split(' ');

    public static string Color(int index) => Colors[index % Colors.Length];

    /// <summary>The same hue mixed with white; <paramref name="amount"/> = 0 is white, 1 the colour itself.</summary>
    public static string Tint(string color, double amount)
    {
        var (r, g, b) = Parse(color);
        int Mix(byte channel) => (int)Math.Round(255 + (channel - 255) * amount);
        return $"#{Mix(r):x2}{Mix(g):x2}{Mix(b):x2}";
    }

    /// <summary>The colour as plotly.js takes it, with an opacity.</summary>
    public static string Transparent(string color, double opacity)
    {
        var (r, g, b) = Parse(color);
        return string.Create(CultureInfo.InvariantCulture, $"rgba({r},{g},{b},{opacity})");
    }

    public static (byte R, byte G, byte B) Parse(string color)
    {
        byte Channel(int start) =>
            byte.Parse(color.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (Channel(1), Channel(3), Channel(5));
    }
}

/// <summary>A continuous colour scale from 0 to 1, linear between anchors.</summary>
internal sealed class ColorScale
{
    /// <summary>Viridis: from small (dark) to large (light), readable in grey.</summary>
    public static readonly ColorScale Sequential = new(
        "#440154 #472d7b #3b528b #2c728e #21918c #28ae80 #5ec962 #addc30 #fde725"
    );

    /// <summary>Blue (negative) – white (zero) – red (positive), ColorBrewer's RdBu reversed.</summary>
    public static readonly ColorScale Diverging = new(
        "#2166ac #4393c3 #92c5de #d1e5f0 #f7f7f7 #fddbc7 #f4a582 #d6604d #b2182b"
    );

    private readonly (byte R, byte G, byte B)[] _anchors;

    private ColorScale(string anchors) => _anchors = [.. anchors.Split(' ').Select(Palette.Parse)];

    /// <summary>The colour at a position; values outside [0, 1] take the nearest end, non-numbers are grey.</summary>
    public (byte R, byte G, byte B) At(double position)
    {
        if (double.IsNaN(position))
            return (200, 200, 200);
        var scaled = Math.Clamp(position, 0, 1) * (_anchors.Length - 1);
        var low = Math.Min((int)scaled, _anchors.Length - 2);
        var (a, b, t) = (_anchors[low], _anchors[low + 1], scaled - low);
        byte Mix(byte from, byte to) => (byte)Math.Round(from + (to - from) * t);
        return (Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));
    }

    public string Hex(double position)
    {
        var (r, g, b) = At(position);
        return $"#{r:x2}{g:x2}{b:x2}";
    }

    /// <summary>Black or white: the text colour that is readable on the colour at this position.</summary>
    public string TextOn(double position)
    {
        var (r, g, b) = At(position);
        return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? SvgWriter.Ink : "#fff";
    }

    /// <summary>The anchors as plotly.js takes them: pairs of a position and a colour.</summary>
    public IEnumerable<object[]> Anchors() =>
        Enumerable
            .Range(0, _anchors.Length)
            .Select(i => i / (_anchors.Length - 1.0))
            .Select(at => new object[] { at, Hex(at) });
}

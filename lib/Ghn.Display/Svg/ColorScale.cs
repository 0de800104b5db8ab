namespace Ghn.Display;

/// <summary>A continuous colour scale from 0 to 1, linear between anchors.</summary>
internal sealed class ColorScale
{
    /// <summary>Viridis: from small (dark) to large (light), readable in grey.</summary>
    public static readonly ColorScale Sequential = new(
        "#440154",
        "#472d7b",
        "#3b528b",
        "#2c728e",
        "#21918c",
        "#28ae80",
        "#5ec962",
        "#addc30",
        "#fde725"
    );

    /// <summary>Blue (negative) – white (zero) – red (positive), ColorBrewer's RdBu reversed.</summary>
    public static readonly ColorScale Diverging = new(
        "#2166ac",
        "#4393c3",
        "#92c5de",
        "#d1e5f0",
        "#f7f7f7",
        "#fddbc7",
        "#f4a582",
        "#d6604d",
        "#b2182b"
    );

    /// <summary>From black to white, for pictures.</summary>
    public static readonly ColorScale Grey = new("#000000", "#ffffff");

    private readonly (byte R, byte G, byte B)[] _anchors;

    private ColorScale(params string[] anchors) => _anchors = [.. anchors.Select(Palette.Parse)];

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

    /// <summary>The colour at a position as "#rrggbb".</summary>
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
    public object[][] Anchors() =>
        [
            .. Enumerable
                .Range(0, _anchors.Length)
                .Select(i => new object[] { i / (_anchors.Length - 1.0), Hex(i / (_anchors.Length - 1.0)) }),
        ];
}

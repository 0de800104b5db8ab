using System.Globalization;

namespace Ghn.Display;

/// <summary>Colours for categories that colour-blind readers can tell apart (Okabe and Ito 2008; Tol 2021).</summary>
internal static class Palette
{
    public const string Reference = "#57606a";

    /// <summary>Of what stands back.</summary>
    public const string Muted = "#c9ced6";

    // Okabe and Ito, then Tol's muted scheme for drawings with many kinds.
    private static readonly string[] Colors =
    [
        "#0072b2",
        "#d55e00",
        "#009e73",
        "#cc79a7",
        "#e69f00",
        "#56b4e9",
        "#7a5c00", // instead of yellow, which is too pale for a line on white
        "#4d4d4d",
        "#882255",
        "#44aa99",
        "#332288",
        "#999933",
        "#aa4499",
        "#117733",
    ];

    /// <summary>The colour of the i-th category.</summary>
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

    /// <summary>Red, green and blue of "#rrggbb".</summary>
    public static (byte R, byte G, byte B) Parse(string color)
    {
        byte Channel(int start) =>
            byte.Parse(color.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (Channel(1), Channel(3), Channel(5));
    }
}

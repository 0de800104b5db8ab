namespace Ghn.Display;

// Writes one SVG picture: elements with attributes, numbers rounded to a tenth of a pixel, text escaped. Pictures carry
// no ids (several share a page), no styles and no scripts, so they look the same wherever they are stored.
internal sealed class SvgWriter
{
    public const string Ink = "#24292f";
    public const string Muted = "#57606a";
    public const string GridLine = "#e4e7eb";
    public const string Border = "#d0d7de";
    public const string Font = "Helvetica Neue,Helvetica,Arial,sans-serif";

    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Begins a picture on a white card (readable on light and dark pages), shrunk to the page but not below leastWidth.</summary>
    public SvgWriter(double width, double height, string label, double? leastWidth = null)
    {
        var style = "max-width:100%;height:auto" + (leastWidth is { } least ? $";min-width:{Number(least)}px" : "");
        const string names = "xmlns viewBox width role aria-label font-family style";
        Open(
            "svg",
            names,
            "http://www.w3.org/2000/svg",
            Numbers(0, 0, width, height),
            width,
            "img",
            label,
            Font,
            style
        );
        Rectangle(0.5, 0.5, width - 1, height - 1, "#fff", corner: 8, stroke: Border);
    }

    /// <summary>An element that stays open until <see cref="Close"/>; arguments as those of <see cref="Element"/>.</summary>
    public void Open(string name, string attributes, params object?[] values)
    {
        Begin(name, attributes, values);
        _text.Append('>');
        _open.Push(name);
    }

    public void Close() => _text.Append("</").Append(_open.Pop()).Append('>');

    /// <summary>An empty element: names of attributes with spaces between them, and as many values; null leaves one out.</summary>
    public void Element(string name, string attributes, params object?[] values)
    {
        Begin(name, attributes, values);
        _text.Append("/>");
    }

    /// <summary>A piece of text; <paramref name="y"/> is its baseline.</summary>
    public void Text(
        double x,
        double y,
        string content,
        double size = 12,
        string fill = Ink,
        string? anchor = null,
        string? weight = null,
        double? rotate = null
    )
    {
        var turn = rotate is { } angle ? $"rotate({Number(angle)} {Number(x)} {Number(y)})" : null;
        Begin("text", "x y font-size fill text-anchor font-weight transform", [x, y, size, fill, anchor, weight, turn]);
        _text.Append('>').Append(Markup.Escape(content)).Append("</text>");
    }

    public void Line(double x1, double y1, double x2, double y2, string color, double width = 1, string? dash = null) =>
        Element("line", "x1 y1 x2 y2 stroke stroke-width stroke-dasharray", x1, y1, x2, y2, color, width, dash);

    /// <summary>A rectangle by its upper left corner and size; <paramref name="corner"/> is the radius of its corners.</summary>
    public void Rectangle(
        double x,
        double y,
        double width,
        double height,
        string fill,
        string? opacity = null,
        double? corner = null,
        string? stroke = null,
        double? strokeWidth = null
    )
    {
        const string names = "x y width height rx fill fill-opacity stroke stroke-width";
        Element("rect", names, x, y, width, height, corner, fill, opacity, stroke, strokeWidth);
    }

    public void Circle(
        double x,
        double y,
        double radius,
        string? fill = null,
        string? stroke = null,
        string? opacity = null
    ) => Element("circle", "cx cy r fill fill-opacity stroke", x, y, radius, fill, opacity, stroke);

    /// <summary>A picture whose pixels stay sharp when it is enlarged.</summary>
    public void Image(RgbImage image, double x, double y, double width, double height, bool keepsRatio)
    {
        var (ratio, data) = (keepsRatio ? null : "none", image.ToDataUri());
        const string names = "x y width height preserveAspectRatio style href";
        Element("image", names, x, y, width, height, ratio, "image-rendering:pixelated", data);
    }

    /// <summary>The colours of a scale on each other, the first at the bottom.</summary>
    public void Ramp(ColorScale scale, double x, double bottom, double width, double height, int steps)
    {
        var step = height / steps;
        for (var i = 0; i < steps; i++)
            Rectangle(x, bottom - (i + 1) * step, width, step + (i == 0 ? 0 : 0.5), scale.Hex((i + 0.5) / steps));
    }

    public override string ToString()
    {
        while (_open.Count > 0)
            Close();
        return _text.ToString();
    }

    /// <summary>A coordinate: one decimal at most, never "-0".</summary>
    public static string Number(double value)
    {
        var rounded = Math.Round(value, 1);
        return (rounded == 0 ? 0 : rounded).ToString("0.#", CultureInfo.InvariantCulture);
    }

    public static string Numbers(params double[] values) => string.Join(' ', values.Select(Number));

    private void Begin(string name, string attributes, object?[] values)
    {
        _text.Append('<').Append(name);
        foreach (var (attribute, value) in attributes.Split(' ').Zip(values))
            if (value is not null)
                _text.Append(CultureInfo.InvariantCulture, $" {attribute}=\"{Written(value)}\"");
    }

    private static string Written(object value) =>
        value is double number ? Number(number) : Markup.Escape(Convert.ToString(value, CultureInfo.InvariantCulture));
}

namespace Ghn.Display;

/// <summary>The legend of a drawing: one swatch per kind, and a colour bar if nodes have values.</summary>
internal sealed class GraphLegend
{
    private const double Row = 20;
    private const double BarWidth = 120;
    private readonly List<(string Kind, string Color, double X, double Y)> _entries = [];
    private readonly (double Min, double Max)? _range;
    private readonly string _valueTitle;

    public GraphLegend(GraphDrawing drawing, IReadOnlyList<(string Name, string Color)> kinds, double width)
    {
        _valueTitle = drawing.Options.ValueTitle;
        var (x, y) = (0.0, 0.0);
        for (var i = 0; i < kinds.Count; i++)
        {
            var needed = 19 + TextWidth.Of(kinds[i].Name, 11.5) + 16;
            if (x > 0 && x + needed > width)
                (x, y) = (0, y + Row);
            _entries.Add((kinds[i].Name, kinds[i].Color, x, y));
            x += needed;
        }
        Height = kinds.Count == 0 ? 0 : y + Row + 4;
        var values = drawing
            .Nodes.Where(n => n.Value is { } v && double.IsFinite(v))
            .Select(n => n.Value!.Value)
            .ToList();
        if (values.Count > 0)
        {
            _range = (values.Min(), values.Max());
            Height += Row;
        }
    }

    public double Height { get; }

    /// <summary>Where a value lies between the least and the greatest, from 0 to 1.</summary>
    public double? Position(double? value) =>
        value is { } v && _range is var (min, max) ? (max > min ? (v - min) / (max - min) : 0.5) : null;

    public void Draw(SvgWriter svg, double left, double top)
    {
        foreach (var (kind, color, x, y) in _entries)
        {
            var fill = Palette.Tint(color, _range is null ? 0.18 : 0);
            svg.Rectangle(left + x, top + y + 2, 13, 13, fill, corner: 3, stroke: color, strokeWidth: 1.5);
            svg.Text(left + x + 19, top + y + 12.5, kind, 11.5);
        }
        if (_range is not var (min, max))
            return;
        var middle = top + Height - Row - 4;
        var (low, high) = (NumberText.Short(min), NumberText.Short(max));
        var from = left + TextWidth.Of(_valueTitle + "  " + low, 11.5) + 8;
        svg.Text(left, middle + 12.5, $"{_valueTitle}  {low}", 11.5);
        for (var i = 0; i < 24; i++)
            svg.Rectangle(
                from + i * BarWidth / 24,
                middle + 2,
                BarWidth / 24 + 0.5,
                13,
                ColorScale.Sequential.Hex((i + 0.5) / 24)
            );
        svg.Text(from + BarWidth + 8, middle + 12.5, high, 11.5);
    }
}

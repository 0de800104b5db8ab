namespace Ghn.Display;

/// <summary>The legend: names and samples of the series, in rows above the data, so that they hide nothing.</summary>
internal sealed record Legend(IReadOnlyList<(Series Series, string Color, double X, double Y)> Entries, double Height)
{
    private const double Size = 12;
    private const double Swatch = 22;
    private const double RowHeight = 20;
    private const double PlotlyEntry = 50; // of plotly.js: the sample and the gaps around it and the name

    public static Legend Of(Figure figure, double width)
    {
        var entries = new List<(Series, string, double, double)>();
        var (x, row) = (0.0, 0);
        foreach (var (series, color) in figure.Series.Zip(figure.Colors()))
        {
            if (series.Name.Length == 0 || series is HeatSeries or BoxSeries)
                continue;
            var needed = Swatch + 6 + TextWidth.Of(series.Name, Size) + 18;
            if (x > 0 && x + needed > width)
                (x, row) = (0, row + 1);
            entries.Add((series, color, x, row * RowHeight));
            x += needed;
        }
        return new Legend(entries, entries.Count == 0 ? 0 : (row + 1) * RowHeight + 6);
    }

    // How much higher the legend becomes if its entries stand in columns of equal width, as plotly.js sets what does
    // not fit into one row.
    public double ExtraInColumns(double width)
    {
        var widths = Entries.Select(e => TextWidth.Of(e.Series.Name, Size) + PlotlyEntry).ToArray();
        if (widths.Sum() <= width)
            return 0;
        var columns = Math.Max(1, (int)(width / widths.Max()));
        var rows = (widths.Length + columns - 1) / columns;
        return Math.Max(0, rows * RowHeight + 6 - Height);
    }

    public void Draw(SvgWriter svg, double left, double top)
    {
        foreach (var (series, color, x, y) in Entries)
        {
            var (from, middle) = (left + x, top + y + RowHeight / 2 - 2);
            DrawSample(svg, series, color, from, middle);
            svg.Text(from + Swatch + 6, middle + 4, series.Name, Size);
        }
    }

    private static void DrawSample(SvgWriter svg, Series series, string color, double x, double y)
    {
        switch (series)
        {
            case ScatterSeries:
                svg.Circle(x + Swatch / 2, y, 4, color, opacity: ".7");
                break;
            case BarSeries or HistogramSeries:
                svg.Rectangle(x + 5, y - 6, 12, 12, color, ".8", corner: 2);
                break;
            case ReferenceLine:
                svg.Line(x, y, x + Swatch, y, color, 1.5, "2 3");
                break;
            default:
                if (series is BandSeries)
                    svg.Rectangle(x, y - 6, Swatch, 12, color, ".2");
                svg.Line(x, y, x + Swatch, y, color, 2, series is LineSeries { Dashed: true } ? "6 4" : null);
                if (series is LineSeries { Markers: true })
                    svg.Circle(x + Swatch / 2, y, 3, color);
                break;
        }
    }
}

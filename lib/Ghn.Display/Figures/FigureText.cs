namespace Ghn.Display;

/// <summary>A figure in words: title, axes, and what each series holds.</summary>
internal static class FigureText
{
    public static string Describe(Figure figure)
    {
        var text = new StringBuilder("Figure: ").AppendLine(figure.Title);
        if (figure.X.Label.Length + figure.Y.Label.Length > 0)
            text.Append("  ").Append(AxisText("x", figure.X)).Append("; ").AppendLine(AxisText("y", figure.Y));
        var width = figure.Series.Select(s => s.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var series in figure.Series)
            text.Append("  ")
                .Append(series.Name.PadRight(width))
                .Append(width > 0 ? "  " : "")
                .AppendLine(Describe(series));
        return text.ToString().TrimEnd();
    }

    private static string AxisText(string name, Axis axis) =>
        $"{name}: {axis.Label}{(axis.Log ? ", logarithmic" : "")}";

    private static string Describe(Series series) =>
        series switch
        {
            LineSeries s => $"line, {NumberText.Count(s.X.Length, "point")}, x {Range(s.X)}, y {Range(s.Y)}",
            BandSeries s =>
                $"line with band, {NumberText.Count(s.X.Length, "point")}, x {Range(s.X)}, mean {Range(s.Mean)}, band {Range([.. s.Lower, .. s.Upper])}",
            ScatterSeries s => $"scatter, {NumberText.Count(s.X.Length, "point")}, x {Range(s.X)}, y {Range(s.Y)}",
            HistogramSeries s =>
                $"histogram, {NumberText.Short(s.Heights.Sum())} values in {NumberText.Count(s.Heights.Length, "bin")}, x {Range(s.Edges)}",
            BarSeries s => "bars, " + string.Join(", ", s.Categories.Select((c, i) => $"{c} {Bar(s, i)}")),
            BoxSeries s => BoxStatistics.Of(s.Values) is { } b
                ? $"box, {NumberText.Count(s.Values.Length, "value")}, median {NumberText.Short(b.Median)}, quartiles {NumberText.Short(b.LowerQuartile)} … {NumberText.Short(b.UpperQuartile)}"
                : "box, no values",
            HeatSeries s => $"heat map, {s.Rows} × {s.Columns}, {Range(s.Values)}",
            ReferenceLine s => $"{(s.Horizontal ? "horizontal" : "vertical")} line at {NumberText.Short(s.Value)}",
            _ => series.GetType().Name,
        };

    private static string Bar(BarSeries bars, int i) =>
        NumberText.Short(bars.Heights[i])
        + (bars.Intervals is { } all ? $" [{NumberText.Short(all[i].Low)}, {NumberText.Short(all[i].High)}]" : "");

    private static string Range(ImmutableArray<double> values)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        return finite.Length == 0 ? "–" : $"{NumberText.Short(finite.Min())} … {NumberText.Short(finite.Max())}";
    }
}

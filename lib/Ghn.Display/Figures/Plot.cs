namespace Ghn.Display;

/// <summary>The layout of a figure: the data area, the two scales and their ticks, the legend.</summary>
internal sealed record Plot(
    double Left,
    double Top,
    double Width,
    double Height,
    Scale X,
    Scale Y,
    IReadOnlyList<Tick> XTicks,
    IReadOnlyList<Tick> YTicks,
    bool RotateXLabels,
    Legend Legend
)
{
    public const double TickSize = 11.5;
    public const double AxisTitleSize = 12.5;
    private const double TitleHeight = 40;
    private const double TickGap = 7;
    private const double RotatedSine = 0.64; // of 40 degrees

    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public static Plot Of(Figure figure)
    {
        var heat = figure.Series.OfType<HeatSeries>().FirstOrDefault();
        var categories = figure.Categories;
        var legend = Legend.Of(figure, figure.Width - 40);
        var top = (figure.Title.Length > 0 ? TitleHeight : 16) + legend.Height;
        var right = figure.Width - (heat is null ? 22 : 92);

        // The height is needed for the y ticks, those for the left margin, that for the x ticks, and those may need height.
        var bottom = figure.Height - 30.0 - (figure.X.Label.Length > 0 ? 22 : 0);
        var yTicks =
            YScale(figure, heat, bottom, top) is var y && heat is null
                ? y.Ticks(48)
                : Categories(heat!.RowLabels, heat.Rows, (bottom - top) / 14);
        var left =
            16 + (figure.Y.Label.Length > 0 ? 22 : 0) + TickGap + yTicks.Max(t => TextWidth.Of(t.Label, TickSize));
        left = Math.Min(left, figure.Width / 2.5);
        var names = heat?.ColumnLabels ?? categories;
        var perLabel = (right - left) / Math.Max(names.Length, 1);
        var widest = names.Select(n => TextWidth.Of(n, TickSize)).DefaultIfEmpty(0).Max();
        var rotate = names.Length > 0 && widest > perLabel - 6;
        if (rotate)
            bottom -= Math.Min(widest, 150) * RotatedSine;
        var x = XScale(figure, heat, categories, left, right);
        var xTicks =
            heat is not null ? Categories(heat.ColumnLabels, heat.Columns, (right - left) / (rotate ? 16 : 26))
            : categories.Length > 0 ? Categories(categories, categories.Length, (right - left) / 16)
            : x.Ticks(80);
        y = y with { From = heat is null ? bottom : top, To = heat is null ? top : bottom };
        yTicks = heat is null ? y.Ticks(48) : yTicks;
        return new Plot(left, top, right - left, bottom - top, x, y, xTicks, yTicks, rotate, legend);
    }

    private static Scale XScale(
        Figure figure,
        HeatSeries? heat,
        ImmutableArray<string> categories,
        double left,
        double right
    )
    {
        if (heat is not null || categories.Length > 0)
            return new Scale(-0.5, (heat?.Columns ?? categories.Length) - 0.5, left, right);
        var values = figure.Series.SelectMany(s =>
            s switch
            {
                LineSeries line => line.X,
                BandSeries band => band.X,
                ScatterSeries scatter => scatter.X,
                HistogramSeries histogram => histogram.Edges,
                ReferenceLine { Horizontal: false } reference => [reference.Value],
                _ => ImmutableArray<double>.Empty,
            }
        );
        var (min, max) = Scale.Domain(values, figure.X);
        return new Scale(min, max, left, right, figure.X.Log);
    }

    private static Scale YScale(Figure figure, HeatSeries? heat, double bottom, double top)
    {
        if (heat is not null)
            return new Scale(-0.5, heat.Rows - 0.5, top, bottom);
        var values = figure.Series.SelectMany(s =>
            s switch
            {
                LineSeries line => line.Y,
                BandSeries band => band.Lower.AddRange(band.Upper),
                ScatterSeries scatter => scatter.Y,
                HistogramSeries histogram => histogram.Heights,
                BarSeries { Intervals: { } intervals } bar =>
                [
                    .. bar.Heights,
                    .. intervals.SelectMany(i => new[] { i.Low, i.High }),
                ],
                BarSeries bar => bar.Heights,
                BoxSeries box => box.Values,
                ReferenceLine { Horizontal: true } reference => [reference.Value],
                _ => ImmutableArray<double>.Empty,
            }
        );
        if (figure.Stacked)
            values = values.Concat(
                figure.Categories.Select(c => SeriesSvg.Stack(figure.Series.OfType<BarSeries>(), c))
            );
        var bars = figure.Series.Any(s => s is BarSeries or HistogramSeries);
        var (min, max) = Scale.Domain(values, figure.Y, fromZero: bars);
        return new Scale(min, max, bottom, top, figure.Y.Log);
    }

    /// <summary>One tick per category, or every k-th if labels would overlap.</summary>
    private static Tick[] Categories(ImmutableArray<string>? labels, int count, double room)
    {
        var every = Math.Max(1, (int)Math.Ceiling(count / Math.Max(room, 1)));
        if (labels is null) // numbers: multiples of a readable step
            every = Enumerable.Range(every, 10 * every).First(step => step == (int)Ticks.NiceStep(step, 1));
        return
        [
            .. Enumerable
                .Range(0, count)
                .Where(i => i % every == 0)
                .Select(i => new Tick(
                    i,
                    TextWidth.Fit(labels is { Length: > 0 } names ? names[i] : NumberText.Short(i), TickSize, 170)
                )),
        ];
    }
}

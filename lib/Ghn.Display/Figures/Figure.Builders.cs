namespace Ghn.Display;

public sealed partial record Figure
{
    /// <summary>A figure with axes and no data yet; add series with the With… methods.</summary>
    public static Figure Create(string title, Axis x, Axis y) =>
        new()
        {
            Title = title,
            X = x,
            Y = y,
        };

    /// <summary>Several lines over the same x values.</summary>
    public static Figure Lines(
        string title,
        Axis x,
        Axis y,
        IEnumerable<double> positions,
        params (string Name, IEnumerable<double> Values)[] lines
    )
    {
        var shared = positions.ToImmutableArray();
        return lines.Aggregate(Create(title, x, y), (figure, line) => figure.WithLine(line.Name, shared, line.Values));
    }

    /// <summary>One cloud of points.</summary>
    public static Figure Scatter(
        string title,
        Axis x,
        Axis y,
        IEnumerable<double> xs,
        IEnumerable<double> ys,
        IEnumerable<string>? labels = null
    ) => Create(title, x, y).WithScatter("", xs, ys, labels);

    /// <summary>A histogram with bins of equal, round width.</summary>
    public static Figure Histogram(string title, Axis x, IEnumerable<double> values, int bins = 20) =>
        Create(title, x, "count").WithHistogram("", values, bins);

    /// <summary>A bar chart with one bar per category.</summary>
    public static Figure Bars(string title, Axis y, params (string Category, double Height)[] bars) =>
        Create(title, "", y).WithBars("", bars.Select(b => b.Category), bars.Select(b => b.Height));

    /// <summary>A box plot with one box per group of values.</summary>
    public static Figure Boxes(string title, Axis y, params (string Name, IEnumerable<double> Values)[] boxes) =>
        Create(title, "", y).WithSeries([.. boxes.Select(b => new BoxSeries(b.Name, [.. b.Values]))]);

    /// <summary>
    /// A heat map of a matrix, first row at the top; <paramref name="value"/> is the label of the colour bar.
    /// </summary>
    public static Figure HeatMap(
        string title,
        Axis x,
        Axis y,
        double[,] values,
        string value = "",
        IEnumerable<string>? rows = null,
        IEnumerable<string>? columns = null,
        bool diverging = false,
        (double Min, double Max)? limits = null
    )
    {
        if (values.Length == 0)
            throw new ArgumentException("A heat map needs at least one value.", nameof(values));
        return Create(title, x, y)
            .WithSeries(
                new HeatSeries(
                    value,
                    [.. values.Cast<double>()],
                    values.GetLength(1),
                    Labels(rows, values.GetLength(0), nameof(rows)),
                    Labels(columns, values.GetLength(1), nameof(columns)),
                    diverging,
                    limits
                )
            );
    }

    /// <summary>The figure with stacked bars.</summary>
    public Figure AsStack() => this with { Stacked = true };

    /// <summary>The figure with more series.</summary>
    public Figure WithSeries(params Series[] series) => this with { Series = Series.AddRange(series) };

    /// <summary>The figure with one more line.</summary>
    public Figure WithLine(
        string name,
        IEnumerable<double> xs,
        IEnumerable<double> ys,
        bool dashed = false,
        bool markers = false
    )
    {
        var (x, y) = Pair(xs, ys);
        return WithSeries(new LineSeries(name, x, y, dashed, markers));
    }

    /// <summary>The figure with one more cloud of points.</summary>
    public Figure WithScatter(
        string name,
        IEnumerable<double> xs,
        IEnumerable<double> ys,
        IEnumerable<string>? labels = null
    )
    {
        var (x, y) = Pair(xs, ys);
        return WithSeries(new ScatterSeries(name, x, y, Labels(labels, x.Length, nameof(labels))));
    }

    /// <summary>The figure with one more line and its interval mean ± <paramref name="halfWidths"/>.</summary>
    public Figure WithBand(
        string name,
        IEnumerable<double> xs,
        IEnumerable<double> means,
        IEnumerable<double> halfWidths
    )
    {
        var (x, mean) = Pair(xs, means);
        var (_, half) = Pair(x, halfWidths);
        return WithSeries(
            new BandSeries(name, x, mean, [.. mean.Zip(half, (m, h) => m - h)], [.. mean.Zip(half, (m, h) => m + h)])
        );
    }

    /// <summary>The figure with one more histogram. Bins have a round width, so their number is approximate.</summary>
    public Figure WithHistogram(string name, IEnumerable<double> values, int bins = 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var (edges, heights) = Binning.Count([.. values.Where(double.IsFinite)], bins);
        return WithSeries(new HistogramSeries(name, edges, heights));
    }

    /// <summary>The figure with one more set of bars and optional error bars of ± <paramref name="errors"/>.</summary>
    public Figure WithBars(
        string name,
        IEnumerable<string> categories,
        IEnumerable<double> heights,
        IEnumerable<double>? errors = null
    )
    {
        var height = heights.ToImmutableArray();
        var names = Labels(categories, height.Length, nameof(categories))!.Value;
        var intervals = errors is null ? null : Pair(height, errors).Y.Zip(height, (e, h) => (h - e, h + e));
        return WithSeries(new BarSeries(name, names, height, intervals?.ToImmutableArray()));
    }

    /// <summary>The figure with one more set of bars, each with an interval, such as a confidence interval.</summary>
    public Figure WithIntervalBars(
        string name,
        IEnumerable<(string Category, double Height, double Low, double High)> bars
    )
    {
        var all = bars.ToArray();
        return WithSeries(
            new BarSeries(
                name,
                [.. all.Select(b => b.Category)],
                [.. all.Select(b => b.Height)],
                ImmutableArray.CreateRange(all.Select(b => (b.Low, b.High)))
            )
        );
    }

    /// <summary>The figure with a horizontal reference line.</summary>
    public Figure WithHorizontal(double y, string name) => WithSeries(new ReferenceLine(name, y));

    /// <summary>The figure with a vertical reference line.</summary>
    public Figure WithVertical(double x, string name) => WithSeries(new ReferenceLine(name, x, Horizontal: false));

    /// <summary>The figure in another size.</summary>
    public Figure WithSize(int width, int height) => this with { Width = width, Height = height };

    private static (ImmutableArray<double> X, ImmutableArray<double> Y) Pair(
        IEnumerable<double> xs,
        IEnumerable<double> ys
    )
    {
        var (x, y) = (xs.ToImmutableArray(), ys.ToImmutableArray());
        return x.Length == y.Length
            ? (x, y)
            : throw new ArgumentException($"A series needs as many x as y values, but got {x.Length} and {y.Length}.");
    }

    private static ImmutableArray<string>? Labels(IEnumerable<string>? labels, int count, string what)
    {
        if (labels is null)
            return null;
        var all = labels.ToImmutableArray();
        return all.Length == count
            ? all
            : throw new ArgumentException($"{what} has {all.Length} entries, but there are {count} values.", what);
    }
}

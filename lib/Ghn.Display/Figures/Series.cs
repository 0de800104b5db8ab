namespace Ghn.Display;

/// <summary>One set of data in a <see cref="Figure"/>. Data are copied when a series is made.</summary>
/// <param name="Name">The name in the legend.</param>
public abstract record Series(string Name);

/// <summary>Points joined by a line, in the order given.</summary>
public sealed record LineSeries(
    string Name,
    ImmutableArray<double> X,
    ImmutableArray<double> Y,
    bool Dashed = false,
    bool Markers = false
) : Series(Name);

/// <summary>A line (the mean) with an interval around it.</summary>
public sealed record BandSeries(
    string Name,
    ImmutableArray<double> X,
    ImmutableArray<double> Mean,
    ImmutableArray<double> Lower,
    ImmutableArray<double> Upper
) : Series(Name);

/// <summary>Points that are not joined; labels, if given, appear when the pointer rests on a point.</summary>
public sealed record ScatterSeries(
    string Name,
    ImmutableArray<double> X,
    ImmutableArray<double> Y,
    ImmutableArray<string>? Labels = null
) : Series(Name);

/// <summary>Bars between numeric edges (one edge more than heights).</summary>
public sealed record HistogramSeries(string Name, ImmutableArray<double> Edges, ImmutableArray<double> Heights)
    : Series(Name);

/// <summary>One bar a category, with an optional interval around the end of each.</summary>
public sealed record BarSeries(
    string Name,
    ImmutableArray<string> Categories,
    ImmutableArray<double> Heights,
    ImmutableArray<(double Low, double High)>? Intervals = null
) : Series(Name);

/// <summary>A box of quartiles with whiskers (Tukey: at most 1.5 interquartile ranges) and outliers.</summary>
public sealed record BoxSeries(string Name, ImmutableArray<double> Values) : Series(Name);

/// <summary>A matrix as colours, its first row at the top.</summary>
/// <param name="Name">What the colours mean: the title of the colour bar.</param>
/// <param name="Values">Row by row.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="RowLabels">A label a row; row numbers by default.</param>
/// <param name="ColumnLabels">A label a column; column numbers by default.</param>
/// <param name="Diverging">Whether zero is the middle of the scale (blue – white – red).</param>
/// <param name="Limits">The values at the two ends of the scale; by default those of the values themselves.</param>
public sealed record HeatSeries(
    string Name,
    ImmutableArray<double> Values,
    int Columns,
    ImmutableArray<string>? RowLabels = null,
    ImmutableArray<string>? ColumnLabels = null,
    bool Diverging = false,
    (double Min, double Max)? Limits = null
) : Series(Name)
{
    /// <summary>The number of rows.</summary>
    public int Rows => Values.Length / Columns;

    internal (double Min, double Max) Range
    {
        get
        {
            if (Limits is { } limits)
                return limits;
            var finite = Values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
            var (min, max) = (finite.Min(), finite.Max());
            if (Diverging)
                (min, max) = (-Math.Max(-min, max), Math.Max(-min, max));
            return max > min ? (min, max) : (min - 0.5, max + 0.5);
        }
    }
}

/// <summary>A dashed line across the whole figure: chance level, a budget, a published value.</summary>
public sealed record ReferenceLine(string Name, double Value, bool Horizontal = true) : Series(Name);

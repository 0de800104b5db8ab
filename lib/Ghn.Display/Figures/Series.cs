namespace Ghn.Display;

/// <summary>One data series of a <see cref="Figure"/>. The data are copied.</summary>
/// <param name="Name">The name in the legend.</param>
public abstract record Series(string Name);

/// <summary>Points connected by a line, in the given order.</summary>
public sealed record LineSeries(
    string Name,
    ImmutableArray<double> X,
    ImmutableArray<double> Y,
    bool Dashed = false,
    bool Markers = false
) : Series(Name);

/// <summary>A line (the mean) with an interval.</summary>
public sealed record BandSeries(
    string Name,
    ImmutableArray<double> X,
    ImmutableArray<double> Mean,
    ImmutableArray<double> Lower,
    ImmutableArray<double> Upper
) : Series(Name);

/// <summary>Unconnected points; optional labels appear when the pointer is over a point.</summary>
public sealed record ScatterSeries(
    string Name,
    ImmutableArray<double> X,
    ImmutableArray<double> Y,
    ImmutableArray<string>? Labels = null
) : Series(Name);

/// <summary>A histogram: bars between numeric edges (one more edge than heights).</summary>
public sealed record HistogramSeries(string Name, ImmutableArray<double> Edges, ImmutableArray<double> Heights)
    : Series(Name);

/// <summary>One bar per category, with optional error bars.</summary>
public sealed record BarSeries(
    string Name,
    ImmutableArray<string> Categories,
    ImmutableArray<double> Heights,
    ImmutableArray<(double Low, double High)>? Intervals = null
) : Series(Name);

/// <summary>A box of quartiles with whiskers (Tukey: at most 1.5 interquartile ranges) and outliers.</summary>
public sealed record BoxSeries(string Name, ImmutableArray<double> Values) : Series(Name);

/// <summary>A heat map of a matrix, first row at the top.</summary>
/// <param name="Name">The title of the colour bar.</param>
/// <param name="Values">Row by row.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="RowLabels">One label per row; row numbers by default.</param>
/// <param name="ColumnLabels">One label per column; column numbers by default.</param>
/// <param name="Diverging">Whether the scale is centred at zero (blue – white – red).</param>
/// <param name="Limits">The values at the two ends of the scale; by default the range of the data.</param>
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

/// <summary>A dashed line across the whole figure, for example chance level, a budget or a published value.</summary>
public sealed record ReferenceLine(string Name, double Value, bool Horizontal = true) : Series(Name);

using System.Text.RegularExpressions;

namespace Ghn.Display;

/// <summary>
/// A figure with one pair of axes and any number of series. It is plain data, drawn in two ways: as a static SVG
/// (stored in a notebook, no script) and by plotly.js (in a live page).
/// </summary>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed partial record Figure : IDisplayable
{
    /// <summary>The title above the figure.</summary>
    public required string Title { get; init; }

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = "";

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = "";

    /// <summary>The data, in the order of the legend.</summary>
    public ImmutableArray<Series> Series { get; init; } = [];

    /// <summary>Width in pixels; a narrower page shrinks the figure.</summary>
    public int Width { get; init; } = 720;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 420;

    /// <summary>Whether bars of several series are stacked, from 0 up, instead of side by side.</summary>
    public bool Stacked { get; init; }

    /// <summary>The figure as an SVG, without scripts.</summary>
    public string ToSvg() => FigureSvg.Draw(this);

    /// <summary>The figure for plotly.js: a JSON object with data and layout, safe inside a script element.</summary>
    public string ToPlotlyJson() => FigurePlotly.Json(this);

    /// <inheritdoc/>
    public string ToHtml() => PageAssets.Figure(ToSvg(), ToPlotlyJson());

    /// <inheritdoc/>
    public string ToText() => FigureText.Describe(this);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    /// <summary>The category names on the horizontal axis of bars or boxes; otherwise empty.</summary>
    public ImmutableArray<string> Categories =>
        [
            .. Series
                .SelectMany(s =>
                    s switch
                    {
                        BarSeries bar => bar.Categories,
                        BoxSeries box => [box.Name],
                        _ => ImmutableArray<string>.Empty,
                    }
                )
                .Distinct(),
        ];

    // The same method has the same colour in every figure.
    private static readonly string[] s_methods = ["GHN", "random", "one-shot"];

    internal IReadOnlyList<string> Colors()
    {
        int[] methods = [.. Series.Select(Method)];
        var next = methods.All(m => m < 0) ? 0 : s_methods.Length;
        bool IsFirst(int i) => methods[i] >= 0 && Array.IndexOf(methods, methods[i]) == i;
        return
        [
            .. Series.Select(
                (s, i) => s is ReferenceLine ? Palette.Reference : Palette.Color(IsFirst(i) ? methods[i] : next++)
            ),
        ];
    }

    private static int Method(Series series) =>
        series is ReferenceLine || series.Name.StartsWith("untrained", StringComparison.Ordinal)
            ? -1
            : Array.FindIndex(s_methods, m => Regex.IsMatch(series.Name, $@"\b{m}\b", RegexOptions.IgnoreCase));
}

/// <summary>One axis of a <see cref="Figure"/>.</summary>
/// <param name="Title">The measured quantity.</param>
/// <param name="Unit">Its unit, shown in parentheses after the title.</param>
/// <param name="Log">Whether the axis is logarithmic; non-positive values are then dropped.</param>
/// <param name="Min">The minimum of the axis; by default that of the data.</param>
/// <param name="Max">The maximum of the axis; by default that of the data.</param>
public sealed record Axis(string Title, string? Unit = null, bool Log = false, double? Min = null, double? Max = null)
{
    /// <summary>Title and unit as the reader sees them.</summary>
    public string Label => Unit is null ? Title : $"{Title} ({Unit})";

    /// <summary>An axis with only a title.</summary>
    public static implicit operator Axis(string title) => new(title);
}

using System.Text.RegularExpressions;

namespace Ghn.Display;

/// <summary>
/// Scripts and styles that improve our outputs in a page; a page needs them once. Each output is complete without them.
/// </summary>
public static partial class PageAssets
{
    private static readonly Lazy<string> LazyPlotly = new(() =>
        // Beside an AMD loader (require.js) the library would register itself there and leave no global behind.
        "(function(){var define,exports,module;\n" + Resource("plotly.js") + "\n}).call(window);"
    );

    private static readonly Lazy<string> LazyUpgrade = new(() => Resource("figures.js"));
    private static readonly Lazy<string> LazyCss = new(() => Resource("display.css"));

    /// <summary>plotly.js (MIT licence, 1.3 MB), wrapped so that it defines window.Plotly in every kind of page.</summary>
    public static string PlotlyScript => LazyPlotly.Value;

    /// <summary>The script that draws every figure of a page with plotly.js, also those inserted later.</summary>
    public static string UpgradeScript => LazyUpgrade.Value;

    /// <summary>Styles of tables, figures and tensors.</summary>
    public static string Css => LazyCss.Value;

    /// <summary>A figure: a static picture, and the data and layout for plotly.js.</summary>
    /// <param name="still">HTML or SVG.</param>
    /// <param name="plotlyJson">JSON without '&lt;', which could end the script element.</param>
    public static string Figure(string still, string plotlyJson) =>
        $"""<div class="ghn-figure"><div class="ghn-static">{still}</div>"""
        + $"""<script type="application/json" class="ghn-plotly">{plotlyJson}</script></div>""";

    /// <summary>
    /// An output as stored in a notebook, without the data of interactive figures and without loaders.
    /// </summary>
    public static string StaticOnly(string html) => Loader().Replace(PlotlyData().Replace(html, ""), "");

    /// <summary>The SVG of a stored output that is exactly one figure or drawing; otherwise null.</summary>
    public static string? Picture(string stored) =>
        Pictures().Matches(stored) is [var svg] && Frame().IsMatch(stored.Remove(svg.Index, svg.Length))
            ? svg.Value
            : null;

    /// <summary>A stored output with each picture as an image, with its title as alternative text.</summary>
    public static string PicturesAsImages(string stored) =>
        Pictures()
            .Replace(
                stored,
                svg =>
                    $"""<img alt="{svg.Groups["label"]}" width="{svg.Groups["width"]}" style="{svg.Groups["style"]}" """
                    + $"""src="data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg.Value))}">"""
            );

    // A picture may hold others: it ends where its element ends.
    [GeneratedRegex(
        """<svg xmlns[^>]* width="(?<width>[^"]*)" role="img" aria-label="(?<label>[^"]*)"[^>]* style="(?<style>[^"]*)">"""
            + "(?:(?<inner><svg )|(?<-inner></svg>)|(?!</?svg).)*(?(inner)(?!))</svg>",
        RegexOptions.Singleline
    )]
    private static partial Regex Pictures();

    [GeneratedRegex("""^<div class="ghn-(?:figure"><div class="ghn-static"></div>|graph"[^>]*>)</div>$""")]
    private static partial Regex Frame();

    // Our JSON has no '<', so the first closing tag is the right one.
    [GeneratedRegex("""<script type="application/json" class="ghn-plotly">[^<]*</script>""")]
    private static partial Regex PlotlyData();

    [GeneratedRegex($"{InteractiveLoader.Begin}.*?{InteractiveLoader.End}", RegexOptions.Singleline)]
    private static partial Regex Loader();

    private static string Resource(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>
/// Makes all figures of a live notebook interactive, including later ones; show it once.
/// <see cref="PageAssets.StaticOnly"/> removes it from stored outputs.
/// </summary>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record InteractiveLoader : IDisplayable
{
    internal const string Begin = "<!--ghn-loader-->";
    internal const string End = "<!--/ghn-loader-->";

    /// <inheritdoc/>
    public string ToHtml() =>
        $"{Begin}<style>{PageAssets.Css}</style><script>if(!window.Plotly){{{PageAssets.PlotlyScript}}}\n{PageAssets.UpgradeScript}</script>{End}";

    /// <inheritdoc/>
    public string ToText() => "Figures in this notebook are interactive.";

    /// <inheritdoc/>
    public override string ToString() => ToText();
}

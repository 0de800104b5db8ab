namespace Ghn.Display;

/// <summary>
/// Shown once in a live notebook, it makes the figures of that page interactive: those already there and those to come.
/// <see cref="PageAssets.StaticOnly"/> removes it from what is stored.
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

namespace Ghn.Display;

/// <summary>The class names and tags that a figure's HTML, the upgrade script and the static form agree on.</summary>
internal static class FigureMarkup
{
    /// <summary>What shows without a script, and the data for plotly.js, with no '&lt;' that could end the script element.</summary>
    public static string Html(string still, string plotlyJson) =>
        $"""<div class="ghn-figure"><div class="ghn-static">{still}</div>"""
        + $"""<script type="application/json" class="ghn-plotly">{plotlyJson}</script></div>""";
}

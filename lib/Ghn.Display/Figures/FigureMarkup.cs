namespace Ghn.Display;

/// <summary>The class names and tags that a figure's HTML, the upgrade script and the static form agree on.</summary>
internal static class FigureMarkup
{
    public const string Figure = "ghn-figure";
    public const string Static = "ghn-static";
    public const string PlotlyOpen = """<script type="application/json" class="ghn-plotly">""";
    public const string PlotlyClose = "</script>";
}

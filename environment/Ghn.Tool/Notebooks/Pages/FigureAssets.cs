using System.Text.RegularExpressions;

namespace Ghn.Tool.Notebooks.Pages;

/// <summary>What a page needs to show figures of the display library: the one place that knows it.</summary>
internal static partial class FigureAssets
{
    public static string PlotlyScript => "";

    public static string UpgradeScript => "";

    public static string Css => "";

    public static string StaticOnly(string html) => InteractivePart().Replace(html, "");

    public static bool IsNeededBy(string html) => html.Contains("ghn-plotly", StringComparison.Ordinal);

    [GeneratedRegex("""<script type="application/json" class="ghn-plotly">.*?</script>""", RegexOptions.Singleline)]
    private static partial Regex InteractivePart();
}

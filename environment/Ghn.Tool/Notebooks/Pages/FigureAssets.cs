using Ghn.Display;

namespace Ghn.Tool.Notebooks.Pages;

/// <summary>What a page needs to show figures of the display library: the one place that knows it.</summary>
internal static class FigureAssets
{
    public static string PlotlyScript => PageAssets.PlotlyScript;

    public static string UpgradeScript => PageAssets.UpgradeScript;

    public static string Css => PageAssets.Css;

    public static string StaticOnly(string html) => PageAssets.StaticOnly(html);

    public static string? Picture(string stored) => PageAssets.Picture(stored);

    public static string PicturesAsImages(string stored) => PageAssets.PicturesAsImages(stored);

    public static bool IsNeededBy(string html) => html.Contains("ghn-plotly", StringComparison.Ordinal);
}

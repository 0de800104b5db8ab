using System.Net;
using Ghn.Display;

namespace Ghn.Tool.Pages;

// The HTML around every page: self-contained, so that it reads the same offline and from a mail.
internal static class PageFrame
{
    // What pages that `ghn run` wrote have in their head.
    public const string Mark = """<meta name="generator" content="ghn run">""";

    private static readonly Lazy<string> Style = new(() =>
    {
        using var resource = typeof(PageFrame).Assembly.GetManifestResourceStream("page.css")!;
        return new StreamReader(resource).ReadToEnd();
    });

    public static string Wrap(string title, string body, bool withFigures)
    {
        var scripts = withFigures
            ? $"<script>{PageAssets.PlotlyScript}</script><script>{PageAssets.UpgradeScript}</script>"
            : "";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            {Mark}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Escape(title)}</title>
            <style>{Style.Value}{PageAssets.Css}</style>
            </head>
            <body>
            <main>
            {body}
            </main>
            {scripts}
            </body>
            </html>

            """;
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    public static string Seconds(TimeSpan time) =>
        time.TotalSeconds < 120 ? $"{time.TotalSeconds:0.0} s" : $"{time.TotalMinutes:0.0} min";
}

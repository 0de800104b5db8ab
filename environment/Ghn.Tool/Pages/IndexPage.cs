using Ghn.Tool.Execution;

namespace Ghn.Tool.Pages;

// The first page of a folder: every notebook with its question, what it found out, and how it went.
internal static partial class IndexPage
{
    // The scale is profile and data that were asked for; null: each notebook's own. Notebooks of earlier runs stay in the
    // list as long as their pages are in the folder.
    public static string Of(IReadOnlyList<IndexEntry> entries, string? scale, string folder)
    {
        var failed = entries.Count(entry => !entry.Run.Ok);
        var time = PageFrame.Seconds(TimeSpan.FromSeconds(entries.Sum(entry => entry.Run.Time.TotalSeconds)));
        var articles = Earlier(folder);
        foreach (var entry in entries)
            articles[PageOf(entry)] = Article(entry, scale);
        var earlier = articles.Count - entries.Count;
        var body = new StringBuilder(
            $"""
            <h1>Notebooks</h1>
            <p class="run">{entries.Count} notebook{(entries.Count == 1 ? "" : "s")} run in {time}{Scale(scale)} · {(
                failed == 0 ? "all ok" : $"""<span class="failed">{failed} failed</span>"""
            )}{(earlier > 0 ? $" · {earlier} of earlier runs" : "")}</p>

            """
        );
        foreach (var (_, article) in articles.OrderBy(one => one.Key, StringComparer.Ordinal))
            body.Append(article);
        return PageFrame.Wrap("Notebooks", body.ToString(), withFigures: false);
    }

    // The index itself remembers them.
    private static Dictionary<string, string> Earlier(string folder) =>
        Path.Combine(folder, "index.html") is var index && File.Exists(index)
            ? Entry()
                .Matches(File.ReadAllText(index))
                .Where(one => File.Exists(Path.Combine(folder, Uri.UnescapeDataString(one.Groups[1].Value))))
                .DistinctBy(one => one.Groups[1].Value)
                .ToDictionary(one => one.Groups[1].Value, one => one.Value)
            : [];

    private static string PageOf(IndexEntry entry) => Uri.EscapeDataString(entry.Name) + ".html";

    private static string Scale(string? scale) => scale is null ? "" : " · " + PageFrame.Escape(scale);

    private static string Article(IndexEntry entry, string? scale)
    {
        var page = PageOf(entry);
        var question = entry.Question is { } asked
            ? $"""<div class="question">{MarkdownText.ToHtml(asked)}</div>"""
            : "";
        var answer = entry.Answer is { } said ? $"""<p class="answer">{said}</p>""" : "";
        // As an image it keeps its identifiers to itself. The notebook's page describes it.
        var picture = entry.Picture is { } svg
            ? $"""<a class="picture" href="{page}" tabindex="-1" aria-hidden="true"><img alt="" src="data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}"></a>"""
            : "";
        var status = entry.Run.Failure is { } failure
            ? $"""<span class="failed">failed {failure.Place}</span>"""
            : """<span class="ok">ok</span>""";
        return $"""
            <article class="entry"><div>
            <h2><a href="{page}">{PageFrame.Escape(entry.Run.Title)}</a></h2>
            {question}{answer}
            <p class="run">{status} · {PageFrame.Seconds(entry.Run.Time)}{Scale(scale)}</p>
            </div>{picture}</article>

            """;
    }

    [GeneratedRegex("""<article class="entry">.*?<h2><a href="([^"]*)">.*?</article>\s*""", RegexOptions.Singleline)]
    private static partial Regex Entry();
}

// A notebook in the list of a run. The question is Markdown, the answer HTML, the picture (the first figure, or else
// the first drawing) SVG.
internal sealed record IndexEntry(string Name, NotebookRun Run, string? Question, string? Answer, string? Picture)
{
    public static IndexEntry Of(NotebookFile executed, NotebookRun run)
    {
        var html = (
            from cell in executed.Cells
            from output in cell.Outputs.OfType<JsonObject>()
            where output["data"]?["text/html"] is not null
            select NotebookJson.Text(output["data"]!["text/html"])
        ).ToArray();
        return new IndexEntry(
            executed.Name,
            run,
            executed.Question,
            Last(html, """<p class="ghn-answer"[^>]*>(.*?)</p>"""),
            FirstPicture(html, "ghn-static") ?? FirstPicture(html, "ghn-graph")
        );
    }

    // An SVG may hold others: it ends where its element ends.
    private static string? FirstPicture(string[] html, string container) =>
        Last([.. html.Reverse()], $"""<div class="{container}"[^>]*>(<svg .*?</svg>)</div>""");

    private static string? Last(string[] html, string pattern) =>
        html.Select(one => Regex.Match(one, pattern, RegexOptions.Singleline))
            .LastOrDefault(match => match.Success)
            ?.Groups[1]
            .Value;
}

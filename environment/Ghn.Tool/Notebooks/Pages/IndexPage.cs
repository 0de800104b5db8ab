using System.Text;

namespace Ghn.Tool.Notebooks.Pages;

/// <summary>The first page of a run's site: every notebook with its question, what it found out, and how it went.</summary>
internal static class IndexPage
{
    /// <param name="entries">The notebooks that have run.</param>
    /// <param name="scale">Profile and data that were asked for; null: each notebook's own.</param>
    public static string Of(IReadOnlyList<IndexEntry> entries, string? scale)
    {
        var failed = entries.Count(entry => !entry.Run.Ok);
        var time = PageFrame.Seconds(TimeSpan.FromSeconds(entries.Sum(entry => entry.Run.Time.TotalSeconds)));
        var body = new StringBuilder(
            $"""
            <h1>Notebooks</h1>
            <p class="run">{entries.Count} notebooks run in {time}{(scale is null ? "" : $" · {PageFrame.Escape(scale)}")} · {(
                failed == 0 ? "all ok" : $"""<span class="failed">{failed} failed</span>"""
            )}</p>

            """
        );
        foreach (var entry in entries)
            body.Append(Article(entry));
        return PageFrame.Wrap("Notebooks", body.ToString(), withFigures: false);
    }

    private static string Article(IndexEntry entry)
    {
        var page = Uri.EscapeDataString(entry.Name) + ".html";
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
            <p class="run">{status} · {PageFrame.Seconds(entry.Run.Time)}</p>
            </div>{picture}</article>

            """;
    }
}

using Ghn.Tool.Execution;

namespace Ghn.Tool.Pages;

// An executed notebook as one page: prose, code with its cell number in the margin, outputs.
internal static class NotebookPage
{
    public static string Of(NotebookFile notebook, NotebookRun run, PageImages images, PageLinks? links = null)
    {
        var body = new StringBuilder(
            $"""<p class="run"><a href="index.html">All notebooks</a> · {Describe(run)}</p>"""
        );
        foreach (var cell in notebook.Cells)
        {
            var section = cell switch
            {
                { IsMarkdown: true } => $"""<section class="prose">{MarkdownText.ToHtml(cell.Source)}</section>""",
                { IsCode: true } => Code(cell),
                _ => "",
            };
            section = images.Embed(section, cell.Json["attachments"]);
            body.Append(links?.Resolve(section) ?? section);
        }
        var html = body.ToString();
        return PageFrame.Wrap(notebook.Title, html, html.Contains("ghn-plotly", StringComparison.Ordinal));
    }

    private static string Describe(NotebookRun run)
    {
        var time = PageFrame.Seconds(run.Time);
        return run.Failure is not { } failure
            ? $"run from top to bottom in {time}{(run.LeftOut.Count == 0 ? "" : $", without {NotebookRun.Count(run.LeftOut)}")}"
            : $"""<span class="failed">failed <a href="#cell-{failure.Cell}">{failure.Place}</a></span> after {time}""";
    }

    private static string Code(NotebookCell cell)
    {
        if (string.IsNullOrWhiteSpace(cell.Source))
            return "";
        var number = cell is { LeftOut: null, ExecutionCount: { } count } ? $"{count}" : "–";
        var code = cell.IsCSharp ? CodeColours.ToHtml(cell.Source) : PageFrame.Escape(cell.Source);
        var outputs = string.Concat(OutputLimits.Cut(cell.Outputs).OfType<JsonObject>().Select(Output));
        if (outputs.Length > 0)
            outputs = $"""<div class="outputs">{outputs}</div>""";
        return $"""
            <section class="code" id="cell-{number}"><div class="number">{number}</div>
            <pre class="source"><code>{code}</code></pre>{outputs}</section>

            """;
    }

    private static string Output(JsonObject output) =>
        (string?)output["output_type"] switch
        {
            "stream" =>
                $"""<pre class="{output["name"]}">{ConsoleText.ToHtml(NotebookJson.Text(output["text"]))}</pre>""",
            "error" => $"""<pre class="error">{ConsoleText.ToHtml(Trace(output))}</pre>""",
            _ when output["data"] is JsonObject data => Data(data),
            _ => "",
        };

    private static string Trace(JsonObject error) =>
        string.Join('\n', (error["traceback"] as JsonArray ?? []).Select(line => (string?)line));

    // The richest form that the output has.
    private static string Data(JsonObject data)
    {
        if (data["text/html"] is { } html)
            return $"""<div class="html">{NotebookJson.Text(html)}</div>""";
        if (data["image/svg+xml"] is { } svg)
            return $"""<div class="html">{NotebookJson.Text(svg)}</div>""";
        if (data["image/png"] is { } png)
            return $"""<img alt="output" src="data:image/png;base64,{NotebookJson.Text(png).Trim()}">""";
        if (data["text/markdown"] is { } markdown)
            return MarkdownText.ToHtml(NotebookJson.Text(markdown));
        return data.FirstOrDefault().Value is { } other
            ? $"<pre>{ConsoleText.ToHtml(NotebookJson.Text(other))}</pre>"
            : "";
    }
}

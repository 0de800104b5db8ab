using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Ghn.Tool.Notebooks.Pages;

/// <summary>Prose cells as HTML: formulas as readable text, images inside the page, links to notebooks as links to pages.</summary>
internal sealed class MarkdownText(string folder)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseMathematics()
        .UseAutoIdentifiers()
        .UseFootnotes()
        .UseTaskLists()
        .UseEmphasisExtras()
        .Build();

    public string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
            link.Url = link.IsImage ? Embedded(link.Url) : Page(link.Url);
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineMath());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockMath());
        renderer.Render(document);
        return writer.ToString();
    }

    private static string? Page(string? url) =>
        url?.Contains(':', StringComparison.Ordinal) == false
            ? url.Replace(".ipynb", ".html", StringComparison.Ordinal)
            : url;

    private string? Embedded(string? url)
    {
        var path = url is null || url.Contains(':', StringComparison.Ordinal) ? null : Path.GetFullPath(url, folder);
        if (!File.Exists(path))
            return url;
        var type = Path.GetExtension(path).TrimStart('.').ToLowerInvariant() switch
        {
            "svg" => "svg+xml",
            "jpg" => "jpeg",
            var other => other,
        };
        return $"data:image/{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
    }

    private sealed class InlineMath : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) =>
            renderer.Write(
                $"""<span class="{(obj.DelimiterCount > 1 ? "math display" : "math")}">{MathText.ToHtml(obj.Content.ToString())}</span>"""
            );
    }

    private sealed class BlockMath : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj) =>
            renderer.Write($"""<div class="math">{MathText.ToHtml(obj.Lines.ToString())}</div>""");
    }
}

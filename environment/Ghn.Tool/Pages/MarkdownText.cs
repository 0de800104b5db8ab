using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace Ghn.Tool.Pages;

// Prose cells as HTML: formulas as readable text.
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseMathematics()
        .UseAutoIdentifiers()
        .UseFootnotes()
        .UseTaskLists()
        .UseEmphasisExtras()
        .Build();

    public static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineMath());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockMath());
        renderer.Render(document);
        return writer.ToString();
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

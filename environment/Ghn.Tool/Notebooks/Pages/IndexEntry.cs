using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ghn.Tool.Notebooks.Document;
using Ghn.Tool.Notebooks.Execution;

namespace Ghn.Tool.Notebooks.Pages;

/// <summary>A notebook in the list of a run.</summary>
/// <param name="Name">Its file name without extension.</param>
/// <param name="Run">How it went.</param>
/// <param name="Question">The question with which it begins, as Markdown; null if it asks none.</param>
/// <param name="Answer">The last answer that it shows, as HTML; null if there is none.</param>
/// <param name="Picture">Its first figure, or else its first drawing, as SVG; null if there is none.</param>
internal sealed partial record IndexEntry(
    string Name,
    NotebookRun Run,
    string? Question,
    string? Answer,
    string? Picture
)
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
            html.Select(one => AnswerText().Match(one)).LastOrDefault(match => match.Success)?.Groups[1].Value,
            First(Figure(), html) ?? First(Drawing(), html)
        );
    }

    private static string? First(Regex picture, string[] html) =>
        html.Select(one => picture.Match(one)).FirstOrDefault(match => match.Success)?.Value;

    [GeneratedRegex("""<p class="ghn-answer"[^>]*>(.*?)</p>""", RegexOptions.Singleline)]
    private static partial Regex AnswerText();

    // An SVG may hold others: it ends where its element ends.
    [GeneratedRegex("""(?<=<div class="ghn-static">)<svg .*?</svg>(?=</div>)""", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex("""(?<=<div class="ghn-graph"[^>]*>)<svg .*?</svg>(?=</div>)""", RegexOptions.Singleline)]
    private static partial Regex Drawing();
}

using System.Text.Json.Nodes;
using Ghn.Kernel.Document;
using Ghn.Tool.Execution;

namespace Notebooks.Tests.Document;

public sealed class StoredOutputsTests
{
    private const string Svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" width=\"9\" role=\"img\" aria-label=\"Bars\" "
        + "font-family=\"x\" style=\"max-width:100%\"><text>1</text><svg x=\"1\"><rect/></svg><text>2</text></svg>";

    [Fact]
    public void APictureIsStoredBesideItsWordsWithoutHtmlThatWouldComeFirst()
    {
        foreach (
            var html in new[]
            {
                $"<div class=\"ghn-figure\"><div class=\"ghn-static\">{Svg}</div></div>",
                $"<div class=\"ghn-graph\" style=\"overflow-x:auto\">{Svg}</div>",
            }
        )
        {
            var stored = Stored(html, "Figure: Bars\n  x: a");
            Assert.Equal(["image/svg+xml", "text/plain"], stored.Select(form => form.Key).Order());
            Assert.Equal(Svg, NotebookJson.Text(stored["image/svg+xml"]));
        }
    }

    [Fact]
    public void PicturesAmongOtherThingsBecomeImages()
    {
        var stored = NotebookJson.Text(Stored($"<p>first</p>{Svg}<p>second</p>{Svg}", "words")["text/html"]);
        Assert.StartsWith("<p>first</p><img alt=\"Bars\" width=\"9\" style=\"max-width:100%\" src=\"data:", stored);
        Assert.DoesNotContain("<svg", stored);
        Assert.Equal("<table></table>", NotebookJson.Text(Stored("<table></table>", "words")["text/html"]));
    }

    private static JsonObject Stored(string html, string text)
    {
        using var work = new EndToEnd.Workspace();
        var notebook = NotebookFile.Load(work.Notebook("one", "1"));
        notebook.Cells[0].Outputs =
        [
            new JsonObject
            {
                ["output_type"] = "display_data",
                ["data"] = new JsonObject { ["text/html"] = html, ["text/plain"] = text },
                ["metadata"] = new JsonObject(),
            },
        ];
        StoredOutputs.Prepare(notebook);
        return (JsonObject)notebook.Cells[0].Outputs[0]!["data"]!;
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Ghn.Kernel.Document;
using Ghn.Tool.Execution;
using Ghn.Tool.Pages;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Pages;

public sealed class PageImagesTests
{
    private const string Bytes = "R0lGODlhAQABAAAAACw="; // the types go by the names

    [Fact]
    public void EveryImageOfAPageIsInsideAndAMissingOneIsNamed()
    {
        using var work = new Workspace();
        string[] files = ["a b.png", "c.svg", "d.JPG", "e.gif", "f.webp", "50%25.png", "g&h.png", "i.png"];
        foreach (var file in files)
            File.WriteAllBytes(Path.Combine(work.Folder, file), Convert.FromBase64String(Bytes));
        work.File("secret.txt", "secret");
        var path = work.Notebook(
            "images",
            "md:![at](attachment:at%20t.png) ![a](a%20b.png) <img src='c.svg'>\n\n<IMG\n alt=\"d > c\" SRC = \"d.JPG?raw=1\"> "
                + "![e][e] <img src=f.webp> ![](50%25.png) <img src=\"g&amp;h.png\">\n\n[e]: e.gif\n\n"
                + "![gone \"&\"](gone.png) <img alt='b' src='../secret.txt'> ![web](https://x.example/w.png)\n\n"
                + "`<img src='code.png'>` <!-- <img src='comment.png'> -->",
            "1"
        );
        var notebook = NotebookFile.Load(path);
        notebook.Cells[0].Json["attachments"] = new JsonObject
        {
            ["at t.png"] = new JsonObject { ["image/png"] = new JsonArray("R0lGODlh\n", "AQABAAAAACw=\n") },
        };
        var html =
            $"<img src='file://{work.Folder}/i.png'><script>\"<img src='script.png'>\"</script><img src=\"data:x\">";
        notebook.Cells[1].Outputs = new JsonArray(
            new JsonObject
            {
                ["output_type"] = "display_data",
                ["data"] = new JsonObject { ["text/html"] = html },
            }
        );

        var images = new PageImages(work.Folder);
        var page = NotebookPage.Of(notebook, new NotebookRun("Images", [], null, TimeSpan.Zero), images);

        foreach (var type in new[] { "svg+xml", "jpeg", "gif", "webp" })
            Assert.Contains($"\"data:image/{type};base64,{Bytes}\"", page);
        Assert.Equal(5, page.Split($"\"data:image/png;base64,{Bytes}\"").Length - 1);
        Assert.Equal(["../secret.txt", "gone.png", "https://x.example/w.png"], images.Missing);
        Assert.Contains("alt=\"gone &quot;&amp;&quot; (missing: gone.png)\"", page);
        Assert.Contains("alt=\"b (missing: ../secret.txt)\"", page);
        Assert.Contains("alt=\"d > c\"", page);
        Assert.Contains("<script>\"<img src='script.png'>\"</script><img src=\"data:x\">", page);
    }

    [Fact]
    public void WhateverElseShowsAFileHasItInsideOrIsNamed()
    {
        using var work = new Workspace();
        foreach (var file in new[] { "a.png", "b.gif", "film.mp4" })
            File.WriteAllBytes(Path.Combine(work.Folder, file), Convert.FromBase64String(Bytes));
        const string A = $"data:image/png;base64,{Bytes}";
        const string B = $"data:image/gif;base64,{Bytes}";
        (string Html, string Page)[] parts =
        [
            ("<img src=a.png srcset='b.gif 2x, gone1.png 3x'>", $"<img src=\"{A}\" srcset=\"{B} 2x\">"),
            ("<img src=a.png srcset='gone1.png 3x'>", $"<img src=\"{A}\" >"),
            ("<picture><source srcset=\"b.gif\"></picture>", $"<picture><source srcset=\"{B}\"></picture>"),
            ("<p style=\"background: url(a.png)\">", $"<p style=\"background: url(&#39;{A}&#39;)\">"),
            ("<style>p { background: URL( \"b.gif\" ) }</style>", $"<style>p {{ background: url('{B}') }}</style>"),
            ("<style>@import url(gone2.css);</style>", "<style>@import url(gone2.css);</style>"),
            ("<svg><image xlink:href=\"a.png\" /></svg>", $"<svg><image xlink:href=\"{A}\" /></svg>"),
            ("<svg><image href='b.gif'/></svg>", $"<svg><image href=\"{B}\"/></svg>"),
            ("<rect style='fill:url(#x)'/><a href='a.png'>", "<rect style='fill:url(#x)'/><a href='a.png'>"),
            ("<video poster=a.png src='film.mp4'></video>", $"<video poster=\"{A}\" src='film.mp4'></video>"),
            ("<object data='a.png'></object>", $"<object data=\"{A}\"></object>"),
            ("<p title=\" src=a.png\"> style=\"url(a.png)\"", "<p title=\" src=a.png\"> style=\"url(a.png)\""),
        ];
        var images = new PageImages(work.Folder);

        Assert.All(parts, part => Assert.Equal(part.Page, images.Embed(part.Html)));

        Assert.Equal(["film.mp4", "gone1.png", "gone2.css"], images.Missing);
    }

    [Theory]
    [InlineData("<img alt=x ")]
    [InlineData("<img alt=\"x ")]
    [InlineData("<img alt='x \"")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("<style ")]
    [InlineData("<p style='url(' ")]
    [InlineData("<img srcset=',,a,,")]
    public void ManyTagsWithoutAnEndTakeNoLongTime(string piece)
    {
        var html = string.Concat(Enumerable.Repeat(piece, 20_000));
        var clock = Stopwatch.StartNew();

        Assert.Equal(html, new PageImages("/").Embed(html));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 3);
    }
}

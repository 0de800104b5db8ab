using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Browser;

/// <summary>The exported site in a real browser, offline, with and without JavaScript.</summary>
[Collection<SmokeSiteTests>]
public sealed class PageTests(SmokeSite site, Chromium chromium)
{
    public static TheoryData<string> Names => new([.. SmokeSite.Names, "index"]);

    public static TheoryData<string, bool> Pages =>
        new(from name in SmokeSite.Names from javaScript in new[] { true, false } select (name, javaScript));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EveryFigureAndDrawingShowsOffline(string name, bool javaScript)
    {
        var problems = new List<string>();
        var page = await OpenAsync(name, javaScript, problems);

        var written = File.ReadAllText(Path.Combine(site.Folder, name + ".html"));
        var figures = page.Locator(".ghn-figure");
        Assert.Equal(Regex.Count(written, "<div class=\"ghn-figure\""), await figures.CountAsync());
        for (var i = 0; i < await figures.CountAsync(); i++)
        {
            // With JavaScript the interactive chart has taken the place of the static picture.
            var picture = figures.Nth(i).Locator(javaScript ? ".plotly svg.main-svg >> nth=0" : ".ghn-static > svg");
            await picture.WaitForAsync(new() { State = WaitForSelectorState.Visible });
            var box = await picture.BoundingBoxAsync();
            Assert.True(box is { Width: > 200, Height: > 150 }, $"figure {i + 1} has no size");
        }
        if (javaScript)
            Assert.Empty(await page.EvaluateAsync<string[]>(FigureComparison.Script));
        var drawings = page.Locator(".ghn-graph > svg");
        Assert.Equal(Regex.Count(written, "<div class=\"ghn-graph\""), await drawings.CountAsync());
        for (var i = 0; i < await drawings.CountAsync(); i++)
            Assert.True(await InItsFrameAsync(drawings.Nth(i)) || await drawings.Nth(i).IsVisibleAsync());
        foreach (var frames in await page.Locator(".ghn-frames").AllAsync())
            Assert.True(await frames.Locator(".ghn-frame >> visible=true").CountAsync() >= 1);
        Assert.Empty(problems);
        await page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ThePageFitsTheWindowAPhoneAndPaper(string name)
    {
        var problems = new List<string>();
        var page = await OpenAsync(name, javaScript: false, problems);

        await page.SetViewportSizeAsync(1440, 900);
        Assert.Empty(await page.EvaluateAsync<string[]>(PageFit.Script, "everything"));
        await page.SetViewportSizeAsync(390, 844);
        Assert.Empty(await page.EvaluateAsync<string[]>(PageFit.Script, "the page")); // wide tables and code scroll in it
        await page.SetViewportSizeAsync(718, 1047); // A4 with margins of 1 cm
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Empty(await page.EvaluateAsync<string[]>(PageFit.Script, "everything"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task TheIndexTellsOfEachNotebookItsQuestionItsAnswerAndItsPicture()
    {
        var problems = new List<string>();
        var page = await OpenAsync("index", javaScript: false, problems);

        var entries = page.Locator(".entry");
        Assert.Equal(SmokeSite.Names.Count, await entries.CountAsync());
        for (var i = 0; i < SmokeSite.Names.Count; i++)
        {
            var entry = entries.Nth(i);
            Assert.Equal(SmokeSite.Names[i] + ".html", await entry.Locator("h2 a").GetAttributeAsync("href"));
            Assert.Contains("?", await entry.Locator(".question").InnerTextAsync());
            Assert.NotEmpty(await entry.Locator(".answer").InnerTextAsync());
            Assert.Equal("ok", await entry.Locator(".run .ok").InnerTextAsync());
            var picture = entry.Locator(".picture img");
            if (await picture.CountAsync() > 0) // a notebook of tables alone has none
                Assert.True(await picture.EvaluateAsync<int>("image => image.naturalWidth") > 100);
        }
        Assert.InRange(await page.Locator(".picture img").CountAsync(), SmokeSite.Names.Count - 2, int.MaxValue);
        Assert.Empty(problems);
        await page.Context.CloseAsync();
    }

    // Where there are scripts, a slider shows one frame at a time.
    private static async Task<bool> InItsFrameAsync(ILocator drawing) =>
        await drawing.EvaluateAsync<bool>("svg => svg.closest('.ghn-frame')?.style.display === 'none'");

    private async Task<IPage> OpenAsync(string name, bool javaScript, List<string> problems)
    {
        var page = await chromium.OpenAsync(new() { JavaScriptEnabled = javaScript, Offline = true }, problems);
        await page.GotoAsync("file://" + Path.Combine(site.Folder, name + ".html"));
        return page;
    }
}

using Microsoft.Playwright;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Browser;

/// <summary>Exported pages in a real browser, offline, with and without JavaScript. Skipped where there is no Chromium.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly Workspace _work = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _work.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Figures_and_drawings_show_offline(bool javaScript)
    {
        Assert.SkipWhen(_browser is null, $"There is no {Chromium}.");
        var folder = Path.Combine(ToolAssemblies.Repository, "notebooks");
        foreach (var name in new[] { "01-architectures-as-graphs", "04-training-the-ghn" })
        {
            var run = _work.Run(Path.Combine(folder, name + ".ipynb"), "--profile", "smoke", "--data", "generated");
            Assert.True(run.ExitCode == 0, run.Text);
            var problems = new List<string>();
            await using var context = await _browser!.NewContextAsync(
                new() { JavaScriptEnabled = javaScript, Offline = true }
            );
            var page = await context.NewPageAsync();
            page.Console += (_, m) => Add(m.Type == "error", m.Text);
            page.PageError += (_, e) => Add(true, e);
            page.Request += (_, r) => Add(r.Url.StartsWith("http", StringComparison.Ordinal), r.Url);
            await page.GotoAsync("file://" + Path.Combine(_work.Folder, "out", name + ".html"));

            var figures = page.Locator(".ghn-figure");
            Assert.True(await figures.CountAsync() >= 2);
            for (var i = 0; i < await figures.CountAsync(); i++)
            {
                // With JavaScript the interactive chart has taken the place of the static picture.
                var picture = figures
                    .Nth(i)
                    .Locator(javaScript ? ".plotly svg.main-svg >> nth=0" : ".ghn-static > svg");
                await picture.WaitForAsync(new() { State = WaitForSelectorState.Visible });
                var box = await picture.BoundingBoxAsync();
                Assert.True(box is { Width: > 200, Height: > 150 }, $"figure {i + 1} of {name} has no size");
            }
            var drawings = page.Locator(".ghn-graph svg");
            Assert.True(await drawings.CountAsync() >= 3);
            for (var i = 0; i < await drawings.CountAsync(); i++)
                Assert.True(await drawings.Nth(i).IsVisibleAsync());
            Assert.Empty(problems);

            void Add(bool isProblem, string text)
            {
                if (isProblem)
                    problems.Add(text);
            }
        }
    }
}

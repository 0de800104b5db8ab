using Microsoft.Playwright;

namespace Notebooks.Tests.Browser;

/// <summary>A reader opens a notebook in Jupyter Notebook and runs all its cells.</summary>
public sealed class NotebookServerTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    // What Jupyter Notebook 6 complains of by itself: an extension that Debian leaves out, a syntax mode for the language
    // name that VS Code writes, and a font of MathJax.
    private static readonly string[] s_ofTheFrontEnd =
    [
        "/nbextensions/widgets/",
        "/codemirror/mode/polyglot-notebook/",
        "Access to font at 'about:blank'",
        "net::ERR_FAILED about:blank",
    ];

    private const float Patience = 240_000; // milliseconds

    private readonly NotebookServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task RunAllFillsNotebook04WithItsCharts()
    {
        const string Name = "04-training-the-ghn.ipynb";
        _server.Add(Name);
        var problems = new List<string>();
        var page = await OpenAsync(Name, problems);

        // As it comes from the repository it is not trusted: the front end shows no picture, and says in words what it is.
        Assert.Equal("Not Trusted", await page.Locator("#notification_trusted").InnerTextAsync());
        var words = await page.Locator(".output_text pre").AllInnerTextsAsync();
        Assert.Contains(words, text => text.StartsWith("Figure: ") && text.Split('\n').Length > 2);
        Assert.Contains(words, text => text.StartsWith("Graph: ") && text.Split('\n').Length > 2);
        foreach (var html in await page.Locator(".output_html").AllInnerTextsAsync())
            Assert.DoesNotContain("convolutionseparable", html);

        await RunAllAsync(page, problems);
        await page.Locator(".ghn-answer").WaitForAsync();
        var charts = page.Locator(".ghn-figure svg");
        Assert.InRange(await charts.CountAsync(), 4, int.MaxValue);
        for (var i = 0; i < await charts.CountAsync(); i++)
            Assert.True(await charts.Nth(i).BoundingBoxAsync() is { Width: > 200, Height: > 150 });
        Assert.Contains("trained", await page.Locator(".ghn-progress").First.InnerTextAsync());
        Assert.True(problems.Count == 0, string.Join('\n', problems) + _server.Log);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task ALoaderMakesTheFiguresOfTheOpenNotebookInteractive()
    {
        _server.Add(
            "live",
            "#!import setup.dib",
            "Figure.Lines(\"Live\", \"x\", new Axis(\"y\"), [1, 2, 3], (\"a line\", [1, 4, 9]))",
            "new InteractiveLoader()"
        );
        var problems = new List<string>();
        var page = await OpenAsync("live.ipynb", problems);
        await RunAllAsync(page, problems);

        var chart = page.Locator(".ghn-figure[data-ghn=live] .plotly svg.main-svg >> nth=0");
        await chart.WaitForAsync();
        Assert.False(await page.Locator(".ghn-figure .ghn-static").IsVisibleAsync());
        Assert.True(problems.Count == 0, string.Join('\n', problems) + _server.Log);
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(string name, List<string> problems)
    {
        var page = await chromium.OpenAsync(new(), problems);
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(await _server.AddressAsync(name));
        await page.Locator("#kernel_indicator_icon.kernel_idle_icon").WaitForAsync();
        return page;
    }

    /// <summary>Chooses Cell, Run All, and waits until every cell has run.</summary>
    private static async Task RunAllAsync(IPage page, List<string> problems)
    {
        await page.Locator("#celllink").ClickAsync();
        await page.Locator("#run_all_cells").ClickAsync();
        await page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.code_cell .input_prompt')].every(p => /\\[\\d+\\]/.test(p.innerText))"
        );
        await page.Locator("#kernel_indicator_icon.kernel_idle_icon").WaitForAsync();
        Assert.Equal(0, await page.Locator(".output_error").CountAsync());
        problems.RemoveAll(one => s_ofTheFrontEnd.Any(known => one.Contains(known, StringComparison.Ordinal)));
    }
}

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
        "about:blank",
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
        var page = await chromium.OpenAsync(new(), problems);
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(await _server.AddressAsync(Name));
        await page.Locator("#kernel_indicator_icon.kernel_idle_icon").WaitForAsync();

        await page.Locator("#celllink").ClickAsync();
        await page.Locator("#run_all_cells").ClickAsync();

        // The last cell shows the answer, and by then every prompt has its number.
        var ran = page.Locator(".code_cell .input_prompt", new() { HasTextRegex = new(@"In\s*\[\d+\]") });
        var cells = await page.Locator(".code_cell").CountAsync();
        await page.WaitForFunctionAsync(
            "n => [...document.querySelectorAll('.code_cell .input_prompt')].filter(p => /\\[\\d+\\]/.test(p.innerText)).length === n",
            cells
        );
        await page.Locator(".ghn-answer").Last.WaitForAsync();
        Assert.Equal(cells, await ran.CountAsync());
        Assert.Equal(0, await page.Locator(".output_error").CountAsync());
        var charts = page.Locator(".ghn-figure svg");
        Assert.InRange(await charts.CountAsync(), 4, int.MaxValue);
        for (var i = 0; i < await charts.CountAsync(); i++)
            Assert.True(await charts.Nth(i).BoundingBoxAsync() is { Width: > 200, Height: > 150 });
        Assert.Contains("trained in", await page.Locator(".ghn-progress").First.InnerTextAsync());
        problems.RemoveAll(one => s_ofTheFrontEnd.Any(known => one.Contains(known, StringComparison.Ordinal)));
        Assert.True(problems.Count == 0, string.Join('\n', problems) + _server.Log);
        await page.Context.CloseAsync();
    }
}

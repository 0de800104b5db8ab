using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Browser;

/// <summary>Charts and data frames of the packages that the program was built with, as their own documentation shows them.</summary>
public sealed class PackageValueTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task ShowOfflineWithAndWithoutJavaScript()
    {
        _work.Notebook(
            "values",
            "#r \"nuget: XPlot.Plotly\"\nusing XPlot.Plotly;\n"
                + "var chart = Chart.Plot(new Scattergl { x = new[] { 1, 2, 3 }, y = new[] { 3, 1, 2 }, mode = \"markers\" });\n"
                + "chart",
            "display(chart)",
            "#r \"nuget: Microsoft.Data.Analysis\"\nusing Microsoft.Data.Analysis;\n"
                + "var frame = new DataFrame(new Int32DataFrameColumn(\"n\", Enumerable.Range(0, 50)));\nframe",
            "display(frame)"
        );
        var run = _work.Run("values.ipynb");
        Assert.True(run.ExitCode == 0, run.Text);

        foreach (var javaScript in new[] { true, false })
        {
            var problems = new List<string>();
            var page = await chromium.OpenAsync(new() { JavaScriptEnabled = javaScript, Offline = true }, problems);
            await page.GotoAsync("file://" + Path.Combine(_work.Folder, "out", "values.html"));

            var points = page.Locator(javaScript ? ".plotly .point" : ".ghn-static circle");
            await points.First.WaitForAsync();
            Assert.Equal(6, await points.CountAsync());
            Assert.Equal(2, await page.Locator(".ghn-figure").CountAsync());
            Assert.Equal(2, await page.Locator("caption", new() { HasText = "50 rows, 1 column" }).CountAsync());
            Assert.Equal(40, await page.Locator(".outputs tbody tr").CountAsync());
            Assert.Empty(problems);
            await page.Context.CloseAsync();
        }
    }
}

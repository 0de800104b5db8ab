namespace Notebooks.Tests.EndToEnd;

/// <summary>What a cell writes for ever fills neither the memory nor the page.</summary>
public sealed class EndlessOutputTests
{
    private const string Text = "var x = new string('x', 100);\nwhile (true) ";

    [Theory]
    [InlineData(Text + "Console.Write(x);")]
    [InlineData(Text + "{ Console.Out.Write(x); Console.Error.Write(x); }")]
    [InlineData(Text + "{ Console.Out.WriteLine(x); Console.Error.WriteLine(x); }")]
    [InlineData(Text + "display(x);")]
    [InlineData(Text + "display(HTML(x)).Update(HTML(new string('y', 200_000)));")]
    [InlineData("var x = new string('x', 3_000_000);\nwhile (true) display(HTML(x));")]
    public void AnEndlessCellDoesNotFillTheMemory(string cell)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        using var work = new Workspace();
        work.Notebook("endless", "\"before\"", cell, "\"after\"");

        var (run, memory) = work.ToolMeasured("run", "endless.ipynb", "--timeout", "10", "--out", "out");

        Assert.Contains("longer than 10 s", run.Text);
        Assert.InRange(memory >> 20, 1, 1800);
        Assert.Contains("left out; the rest is not kept", work.Outputs("endless", 1));
        Assert.InRange(new FileInfo(Path.Combine(work.Folder, "out", "endless.ipynb")).Length >> 20, 1, 130);
    }

    [Fact]
    public void AHugePictureIsInTheExecutedNotebookAndNamedWherePeopleRead()
    {
        using var work = new Workspace();
        work.Notebook(
            "huge",
            "HTML(\"<b>\" + new string('h', 5_000_000) + \"</b>\")",
            "HTML($\"<img src='data:image/png;base64,{Convert.ToBase64String(new byte[40_000_000])}'>\")",
            "HTML(\"<b>\" + new string('s', 1_000_000) + \"</b>\")"
        );

        var run = work.Run("huge.ipynb", "--store");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("hhh", work.Outputs("huge", 0));
        Assert.Contains("AAA", work.Outputs("huge", 1));
        foreach (var text in new[] { work.Read("out/huge.html"), work.Read("huge.ipynb") })
        {
            Assert.Contains("5,000,007 characters of text/html left out; the executed notebook", text);
            Assert.Contains("53,333,370 characters of text/html left out; the executed notebook", text);
            Assert.Contains("<b>sss", text);
            Assert.InRange(text.Length, 1_000_000, 1_500_000);
        }
    }
}

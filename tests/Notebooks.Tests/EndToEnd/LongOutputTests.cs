using System.Diagnostics;

namespace Notebooks.Tests.EndToEnd;

public sealed class LongOutputTests
{
    [Fact]
    public void FloodsAreKeptWholeInTheExecutedNotebookAndCutWherePeopleRead()
    {
        using var work = new Workspace();
        work.Notebook(
            "flood",
            "md:![gone](gone.png)",
            "for (var i = 0; i < 200_000; i++)\n    Console.WriteLine($\"line {i}\");",
            "for (var i = 0; i < 2000; i++)\n{\n    Console.Out.WriteLine(\"o\");\n    Console.Error.WriteLine(\"e\");\n}",
            "for (var i = 0; i <= 100; i++)\n    Console.Write($\"\\r{i} %\");\nConsole.WriteLine(\" \\u001b[31mred\\u001b[0m\\u001b]0;title\\u0007\");",
            "new string('y', 300_000)"
        );
        work.Notebook("fails", "throw new Exception(\"\\u001b[31m\" + new string('x', 3_000_000) + \"end\");");
        var clock = Stopwatch.StartNew();

        var run = work.Run("flood.ipynb", "fails.ipynb", "--store");

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 90);
        Assert.Contains("1 ok, 1 failed", run.Text);
        Assert.Contains("  the page lacks files: gone.png\n", run.Text);
        Assert.Contains("line 100000\\n", work.Outputs("flood", 1));
        var (page, stored) = (work.Read("out/flood.html"), work.Read("flood.ipynb"));
        foreach (var text in new[] { page, stored })
        {
            Assert.Contains("line 2000\n", text.Replace("\\n\"", "\n"));
            Assert.DoesNotContain("line 100000", text);
            Assert.Contains("line 199999", text);
            Assert.Contains("characters left out; the executed notebook of ghn run contains more", text);
            Assert.Contains("3,500 outputs left out", text);
            Assert.InRange(text.Length, 200_000, 500_000);
        }
        Assert.Contains("\n100 % <span class=\"a31\">red</span>\n", "\n" + page.Split("class=\"stdout\">")[^1]);
        Assert.Contains("\"100 % \\u001b[31mred\\u001b[0m\\n\"", stored);
        Assert.InRange(run.Text.Length, 10_000, 20_000);
        Assert.DoesNotContain("\e", run.Text);
        foreach (var text in new[] { run.Text, work.Read("out/fails.html"), work.Read("out/fails.ipynb") })
        {
            Assert.Contains("characters left out; to see all of it, catch the exception", text);
            Assert.Contains("xend", text);
            Assert.InRange(text.Length, 5_000, 50_000);
        }
    }
}

using System.Text.Json.Nodes;
using Ghn.Kernel.Document;
using Notebooks.Tests.Document;

namespace Notebooks.Tests.EndToEnd;

/// <summary>What users of Jupyter and of a shell are used to.</summary>
public sealed class HabitTests
{
    [Fact]
    public void TheTagsOfNbconvertMeanHereWhatTheyMeanThere()
    {
        using var work = new Workspace();
        var path = work.Notebook("tags", "int.Parse(\"x\")", "throw new Exception();", "40 + 2");
        var json = JsonNode.Parse(work.Read("tags.ipynb"))!;
        string[] tags = ["raises-exception", "skip-execution"];
        for (var i = 0; i < tags.Length; i++)
            json["cells"]![i]!["metadata"] = new JsonObject { ["tags"] = new JsonArray(tags[i]) };
        File.WriteAllText(path, json.ToJsonString());

        var run = work.Run("tags.ipynb", "--store");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("FormatException", work.Outputs("tags", 0));
        Assert.Equal("[]", work.Outputs("tags", 1));
        Assert.Contains("42", work.Outputs("tags", 2));
        Assert.Contains("not run: 1 cell", run.Text);
        Assert.DoesNotContain("an error is stored", string.Join('\n', NotebookLint.Check(NotebookFile.Load(path))));
    }

    [Fact]
    public void AFolderLeavesOutWhatCannotBeRunAndSaysSo()
    {
        using var work = new Workspace();
        Directory.CreateDirectory(Path.Combine(work.Folder, "all/sub"));
        foreach (var name in new[] { "all/a", "all/sub/b" })
            work.Notebook(name, "1");
        work.File("all/py.ipynb", """{"cells": [], "nbformat": 4, "metadata": {"kernelspec": {"name": "python3"}}}""");

        var run = work.Run("all");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("skipped: ", run.Text);
        Assert.Contains("is a notebook for python3", run.Text);
        Assert.Contains("not searched: ", run.Text);
        Assert.Contains("1 ok, 0 failed, 1 skipped", run.Text);

        work.File("all/broken.ipynb", "{");
        var broken = work.Run("all");
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("is not valid JSON", broken.Text);
        Assert.Contains("1 ok, 0 failed, 2 skipped", broken.Text);
        Assert.Equal(2, work.Run("all/a.ipynb", "all/py.ipynb").ExitCode);
        Assert.Contains(
            "files, folders (without subfolders) or patterns",
            work.Tool("run", "--help").Text.ReplaceLineEndings(" ")
        );
    }

    [Fact]
    public void LinksLeadWhereTheNotebooksDoOrAreNamed()
    {
        using var work = new Workspace();
        Directory.CreateDirectory(Path.Combine(work.Folder, "sub"));
        work.File("data.csv", "1");
        work.Notebook("sub/11-import", "1");
        work.Notebook("b", "1");
        work.Notebook(
            "a",
            "md:[b](b.ipynb#x) [csv](data.csv) [sub](sub/11-import.ipynb) [here](#there) [web](https://x.example/a.ipynb) [gone](gone.csv)",
            "HTML(\"<a href='data.csv'>d</a>\")"
        );

        var run = work.Run("a.ipynb", "b.ipynb");

        var page = work.Read("out/a.html");
        foreach (
            var link in new[]
            {
                "b.html#x",
                "../data.csv",
                "../sub/11-import.ipynb",
                "#there",
                "https://x.example/a.ipynb",
            }
        )
            Assert.Contains($"href=\"{link}\"", page);
        Assert.Equal(2, page.Split("../data.csv").Length - 1);
        Assert.Contains("the page links to files outside its folder: data.csv, sub/11-import.ipynb", run.Text);
        Assert.Contains("links to missing files: gone.csv", run.Text);
    }

    [Fact]
    public void OutputThatCannotBeWrittenIsOneSentenceAtTheEndAndTheResultsAreKept()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Devices of Linux.");
        using var work = new Workspace();
        work.Notebook("x", "1 + 41");
        foreach (var (to, problem) in new[] { ("> /dev/full", "No space left on device"), ("| true", "Broken pipe") })
        {
            var run = work.Shell($"set -o pipefail; '{ToolAssemblies.Folder}/ghn' run x.ipynb --out out {to}");
            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"could not be written ({problem})", run.Text);
            Assert.Single(run.Text.Trim().Split('\n'));
            Assert.Contains("42", work.Outputs("x", 0));
        }
    }

    [Fact]
    public void ARequestToEndIsNotCalledCtrlC()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var work = new Workspace();
        work.Notebook("endless", "System.IO.File.WriteAllText(\"started\", \"\");\nwhile (true) { }");
        var run = work.RunUntil("started", "-TERM", ["endless.ipynb"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Stopped by SIGTERM.", run.Text);
    }

    [Fact]
    public void WithoutAHomeTheKernelIsInstalledNowhereElse()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "HOME is Unix's.");
        using var work = new Workspace();
        work.Environment["HOME"] = Path.Combine(work.Folder, "missing");
        foreach (var variable in new[] { "JUPYTER_DATA_DIR", "XDG_DATA_HOME" })
            work.Environment[variable] = "";
        var run = work.Tool("kernel", "install");
        Assert.DoesNotContain(".local", Directory.GetDirectories(work.Folder).Select(Path.GetFileName));
        Assert.Contains(Path.Combine(work.Folder, "missing", ".local"), run.Text);
    }
}

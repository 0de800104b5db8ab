using System.Runtime.Versioning;
using Ghn.Kernel.Document;

namespace Notebooks.Tests.EndToEnd;

/// <summary>What a run writes, and above all what it does not: nothing of the user's is replaced, nothing that ran is lost.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData("s", "index.html", "was not written by 'ghn run'")]
    [InlineData("s", "s.html", "was not written by 'ghn run'")]
    [InlineData("s", "s.ipynb", "was not written by 'ghn run'")]
    [InlineData("s", "s.ipynb/", "cannot be written (It is a folder)")]
    [InlineData("s", "s.html -> /dev/full", "was not written by 'ghn run'")]
    [InlineData("s", "s.html -> nowhere/x", "cannot be written")]
    [InlineData("s", "../out", "cannot be written")]
    [InlineData("index", "other", "rename the notebook")]
    public void APlaceThatIsTakenOrCannotBeWrittenIsOneSentenceBeforeTheFirstCell(
        string name,
        string taken,
        string message
    )
    {
        using var work = new Workspace();
        work.Notebook(name, "System.IO.File.WriteAllText(\"started\", \"\");");
        var place = Path.Combine(work.Folder, "out", taken.Split(' ')[0]);
        if (taken != "../out")
            Directory.CreateDirectory(Path.Combine(work.Folder, "out"));
        if (taken.Split(" -> ") is [_, var target])
            File.CreateSymbolicLink(place, target);
        else if (taken.EndsWith('/'))
            Directory.CreateDirectory(place);
        else
            File.WriteAllText(Path.GetFullPath(place), "mine");

        var run = work.Run(name + ".ipynb");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Text);
        Assert.Single(run.Text.Trim().Split('\n'));
        Assert.False(File.Exists(Path.Combine(work.Folder, "started")));
        Assert.Empty(Directory.GetFiles(work.Folder, "*.unfinished", SearchOption.AllDirectories));
        if (File.Exists(place) && !taken.Contains('>'))
            Assert.Equal("mine", File.ReadAllText(place));
    }

    [Fact]
    public void ARunReplacesWhatARunWroteButNoSourceAndNothingThatSomebodyChanged()
    {
        using var work = new Workspace();
        work.Notebook("s", "1 + 1");
        var source = work.Read("s.ipynb");

        var first = work.Run("s.ipynb");
        var second = work.Run("s.ipynb");
        File.WriteAllText(
            Path.Combine(work.Folder, "out", "s.ipynb"),
            work.Read("out/s.ipynb").Replace("1 + 1", "1 + 2")
        );
        var changed = work.Run("s.ipynb");
        var intoItself = work.Tool("run", "s.ipynb", "--out", ".", "--html", "false");

        Assert.True(first.ExitCode == 0 && second.ExitCode == 0, first.Text + second.Text);
        Assert.Contains("was changed since", changed.Text);
        Assert.Contains("--store", intoItself.Text);
        Assert.Equal(source, work.Read("s.ipynb"));
        Assert.Contains("1 + 2", work.Read("out/s.ipynb"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void WhatCannotBeWrittenAtTheEndIsSavedElsewhereAndStoringKeepsLinkAndMode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links and modes of Unix.");
        using var work = new Workspace();
        work.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(work.Folder, "tmp")).FullName;
        var real = work.Notebook(
            "real",
            "System.IO.Directory.Delete(\"out\", true);\nSystem.IO.File.WriteAllText(\"out\", \"\");\n40 + 2"
        );
        const UnixFileMode OnlyOwnerReads = UnixFileMode.UserRead;
        File.SetUnixFileMode(real, OnlyOwnerReads);
        File.CreateSymbolicLink(Path.Combine(work.Folder, "link.ipynb"), "real.ipynb");

        var run = work.Run("link.ipynb", "--store");

        Assert.Equal(1, run.ExitCode);
        var saved = Assert.Single(Directory.GetDirectories(work.Environment["TMPDIR"], "ghn-run-*"));
        Assert.Contains($"the rest is in '{saved}'", run.Text);
        string[] files = ["index.html", "link.html", "link.ipynb"];
        Assert.Equal(files, Directory.GetFiles(saved).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("42", File.ReadAllText(Path.Combine(saved, "link.ipynb")));
        Assert.Equal("real.ipynb", new FileInfo(Path.Combine(work.Folder, "link.ipynb")).LinkTarget);
        Assert.Contains("42", work.Read("real.ipynb"));
        Assert.Equal(OnlyOwnerReads, File.GetUnixFileMode(real));
        Assert.Empty(Directory.GetFiles(work.Folder, "*.unfinished"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void AModeThatTheProcessWouldNotGiveIsKept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes of Unix.");
        using var work = new Workspace();
        var path = work.File("a.txt", "old");
        const UnixFileMode Open = (UnixFileMode)0b110_110_110; // umask takes the writing of others
        File.SetUnixFileMode(path, Open);

        TextFile.Write(path, "new");

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(Open, File.GetUnixFileMode(path));
    }
}

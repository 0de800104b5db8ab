using System.Diagnostics;
using System.Runtime.Versioning;
using Ghn.Kernel.Document;

namespace Notebooks.Tests.EndToEnd;

/// <summary>What a run writes, and above all what it does not: nothing of the user's is replaced, nothing that ran is lost.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData("s", "index.html", "would be replaced, but this version of 'ghn run' did not write it")]
    [InlineData("s", "s.html", "would be replaced, but this version of 'ghn run' did not write it")]
    [InlineData("s", "s.ipynb", "would be replaced, but this version of 'ghn run' did not write it")]
    [InlineData("s", "s.ipynb/", "cannot be written (It is a folder)")]
    [InlineData("s", "s.html -> /dev/full", "would be replaced, but this version of 'ghn run' did not write it")]
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
    public void WhatSomebodySavedDuringTheRunIsNotReplaced()
    {
        using var work = new Workspace();
        work.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(work.Folder, "tmp")).FullName;
        const string Save = "System.IO.File.WriteAllText(\"{0}\", \"mine\");\n40 + 2";
        work.Notebook("ed", string.Format(Save, "ed.ipynb"));
        work.Notebook("next", string.Format(Save, "out/next.html"));
        work.Notebook("same", "1");

        var run = work.Run("ed.ipynb", "next.ipynb", "same.ipynb", "--store");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("3 ok, 0 failed", run.Text);
        Assert.Equal(("mine", "mine"), (work.Read("ed.ipynb"), work.Read("out/next.html")));
        Assert.Contains("'ed.ipynb' was changed during the run", run.Text);
        Assert.Contains("'next.html' was changed during the run", run.Text);
        Assert.DoesNotContain($"outputs stored in {work.Folder}/ed.ipynb", run.Text);
        var saved = Directory
            .GetDirectories(work.Environment["TMPDIR"], "ghn-run-*")
            .SelectMany(Directory.GetFiles)
            .ToArray();
        Assert.Equal(["ed.ipynb", "next.html"], saved.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("42", File.ReadAllText(saved.Single(file => file.EndsWith("ed.ipynb"))));
        Assert.Contains("\"outputs\"", work.Read("same.ipynb"));
    }

    [Fact]
    public void StoringKeepsOtherNamesAndTheOwnerOfAFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links and owners of Unix.");
        using var work = new Workspace();
        work.Notebook("linked", "40 + 2");
        work.Notebook("owned", "40 + 3");
        Shell(work, "ln linked.ipynb other.ipynb");
        var isRoot = Shell(work, "chown 65534:65534 owned.ipynb && stat -c %u:%g owned.ipynb") == "65534:65534";

        var run = work.Run("linked.ipynb", "owned.ipynb", "--store");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("42", work.Read("linked.ipynb"));
        Assert.Equal(work.Read("linked.ipynb"), work.Read("other.ipynb"));
        Assert.Contains("43", work.Read("owned.ipynb"));
        if (isRoot)
            Assert.Equal("65534:65534", Shell(work, "stat -c %u:%g owned.ipynb"));
        Assert.Empty(Directory.GetFiles(work.Folder, "*.unfinished"));
    }

    [Fact]
    public void WhatAFullDiskDoesNotTakeIsSavedElsewhere()
    {
        using var work = new Workspace();
        var disk = Directory.CreateDirectory(Path.Combine(work.Folder, "out")).FullName;
        work.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(work.Folder, "tmp")).FullName;
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Shell(work, $"mount -t tmpfs -o size=64k none '{disk}' && echo yes") == "yes",
            "Only root can mount a small disk."
        );
        try
        {
            work.Notebook("big", "new string('y', 90_000)");

            var run = work.Run("big.ipynb");

            Assert.Equal(1, run.ExitCode);
            Assert.Contains("1 ok, 0 failed", run.Text);
            var saved = Assert.Single(Directory.GetDirectories(work.Environment["TMPDIR"], "ghn-run-*"));
            Assert.Contains($"could be written to '{disk}' (No space left on device", run.Text);
            Assert.Contains($"the rest is in '{saved}'", run.Text);
            Assert.Contains("yyy", File.ReadAllText(Path.Combine(saved, "big.ipynb")));
            Assert.Contains("yyy", File.ReadAllText(Path.Combine(saved, "big.html")));
            Assert.Empty(Directory.GetFiles(disk, "*.unfinished"));
        }
        finally
        {
            Shell(work, $"umount '{disk}'");
        }
    }

    [Fact]
    public void APipeThatIsNamedAsANotebookIsOneSentence()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes of Unix.");
        using var work = new Workspace();
        Shell(work, "mkfifo pipe.ipynb picture.png code.csx");
        work.Notebook("shows", "md:![p](picture.png)", "#!import code.csx");

        var run = work.Run("pipe.ipynb");
        var shows = work.Run("shows.ipynb");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is a folder, a pipe or a device, not a file", run.Text);
        Assert.Single(run.Text.Trim().Split('\n'));
        Assert.Contains("is a folder, a pipe or a device, not a file", shows.Text);
        Assert.Contains("the page lacks files: picture.png", shows.Text);
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

    private static string Shell(Workspace work, string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = work.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Trim();
    }
}

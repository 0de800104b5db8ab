using System.Diagnostics;
using System.Runtime.Versioning;
using Ghn.Tool.Commands;

namespace Notebooks.Tests.EndToEnd;

public sealed class FailureTests
{
    [Theory]
    [InlineData("var c = 1;\n\nvar b = nothing;", "in cell 2, line 3", "CS0103")]
    [InlineData("var z = 0;\nvar r = Div(z);", "in cell 2, line 2", "at Div, cell 1, line 3")]
    [InlineData("// why\n#!who", "in cell 2, line 2", "#!import")]
    [InlineData("#r \"nothere.dll\"", "in cell 2, line 1", "nothere.dll")]
    [InlineData("var q = Console.ReadLine();", "in cell 2, line 1", "write the value into the cell")]
    [InlineData("var q = 1;\n#!import nothere.cs", "in cell 2, line 2", "nothere.cs")]
    [InlineData("Environment.FailFast(\"boom\");", "in cell 2", "boom")]
    [InlineData("System.Runtime.InteropServices.Marshal.WriteInt32((nint)8, 1);", "in cell 2", "")]
    public void AFailedCellIsNamedWithItsLine(string cell, string place, string detail)
    {
        using var work = new Workspace();
        work.Notebook("bad", "int Div(int n)\n{\n    return 1 / n;\n}", cell, "Console.WriteLine(\"never\");");
        var before = work.Read("bad.ipynb");

        var run = work.Run("bad.ipynb", "--store");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("bad failed " + place, run.Text);
        Assert.Contains(detail, run.Text);
        Assert.DoesNotContain("at Microsoft.CodeAnalysis", run.Text);
        Assert.Contains("\"error\"", work.Outputs("bad", 1));
        Assert.Equal("[]", work.Outputs("bad", 2));
        Assert.Contains("failed", work.Read("out/index.html"));
        Assert.Equal(before, work.Read("bad.ipynb"));
    }

    [Fact]
    public void ADisposedTensorAndANormOfASingleValueAreSaidInWords()
    {
        using var work = new Workspace();
        var network = """
            using Ghn.Architectures; using Ghn.Graphs; using Ghn.Networks; using Ghn.Operators; using Ghn.Weights; using TorchSharp;
            Ghn.TorchRuntime.EnsureLoaded();
            var options = new NetworkOptions { Blocks = 1, ReductionsAfter = [], Channels = 4, ImageSize = 1 };
            var graph = new ComputationGraph(new Architecture([new(Operator.Convolution1x1, [0])]), options);
            var weights = new WeightSet(graph, graph.Parameters.Select(p => torch.ones([.. p.Shape])).ToArray());
            var logits = Executor.Run(weights, torch.ones(1, 3, 1, 1));
            """;
        work.Notebook(
            "words",
            $"#r \"{Workspace.Artifacts}/TorchSharp.dll\"\n#r \"{Workspace.Artifacts}/Ghn.dll\"\n{network}",
            "logits.Dispose();\nlogits"
        );

        var run = work.Run("words.ipynb");

        Assert.Contains("Warning: 2 of 2 batch norms see a single value", work.Outputs("words", 0));
        Assert.Contains("The tensor was disposed", run.Text);
        Assert.DoesNotContain("empty handle", run.Text);
    }

    [Theory]
    [InlineData("var i = 0;\nwhile (true) i++;", "in cell 2, line 2")]
    [InlineData("System.Threading.Thread.Sleep(60000);", "in cell 2")]
    [InlineData("\nEnumerable.Range(0, int.MaxValue).Select(x => x % 7).Count(x => x == 9)", "in cell 2, line 2")]
    [InlineData("long F(int n) => n < 2 ? n : F(n - 1) + F(n - 2);\nF(90)", "in cell 2, line 1")]
    public void ACellThatTakesTooLongIsStoppedAndWhatRanBeforeIsKept(string cell, string place)
    {
        using var work = new Workspace();
        work.Notebook("slow", "Console.WriteLine(\"kept\");", cell);
        var clock = Stopwatch.StartNew();

        var run = work.Run("slow.ipynb", "--timeout", "10");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("slow failed " + place, run.Text);
        Assert.Contains("longer than 10 s", run.Text);
        Assert.Contains("kept", work.Outputs("slow", 0));
        Assert.InRange(clock.Elapsed.TotalSeconds, 10, 40);
    }

    [Fact]
    public void WithoutTheBuiltLibraryTheSetupCellNamesTheCommandThatMakesIt()
    {
        using var work = new Workspace();
        File.Copy(
            Path.Combine(ToolAssemblies.Repository, "notebooks", "setup.dib"),
            Path.Combine(work.Folder, "setup.dib")
        );
        work.Notebook("lonely", "md:# Lonely", "#!import setup.dib");

        var run = work.Run("lonely.ipynb");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Run '{Ghn.Tool.Installation.BuildCommand}'", run.Text); // a bare build needs the tests' packages
        Assert.DoesNotContain("CS0006", run.Text); // not the compiler's complaint about the missing file
    }

    [Fact]
    public void DownloadingIntoAFileIsOneSentence()
    {
        using var work = new Workspace();
        work.File("data", "not a folder");

        var run = work.Tool("data", "download", "cifar10", "--data-folder", "data");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("data", run.Text);
        Assert.DoesNotContain("   at ", run.Text);
    }

    [Fact]
    public void AnInterruptEndsTheCellAndTheNotebookIsStillWritten()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        Assert.SkipWhen(IgnoresInterrupt(), "These tests were started with SIGINT ignored, and so is every child.");
        using var work = new Workspace();
        work.Notebook("endless", "md:Text", "System.IO.File.WriteAllText(\"started\", \"\");\nwhile (true) { }");

        var run = work.RunUntil("started", "endless.ipynb");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Stopped by Ctrl-C.", run.Text);
        Assert.Contains("endless failed in cell 1, line 2", run.Text);
        Assert.Contains("Stopped by Ctrl-C.", work.Outputs("endless", 1));
    }

    [Fact]
    public void AFailedNotebookDoesNotKeepTheOthersFromRunning()
    {
        using var work = new Workspace();
        work.Notebook("a", "throw new Exception(\"no\");");
        work.Notebook("b", "1");

        var run = work.Run("a.ipynb", "b.ipynb");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 ok, 1 failed", run.Text);
    }

    [Fact]
    public void APageThatCannotBeMadeEndsNothingElse()
    {
        using var work = new Workspace();
        work.Notebook("a", "md:" + new string('>', 5000), "Console.Write(\"one\");");
        work.Notebook("b", "2");

        var run = work.Run("a.ipynb", "b.ipynb");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 ok, 0 failed", run.Text);
        Assert.Contains("The page 'a' could not be created (", run.Text);
        Assert.Contains("could not be created (", work.Read("out/a.html"));
        Assert.Contains("one", work.Outputs("a", 1));
        Assert.Contains("b.html", work.Read("out/index.html"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void AnImageThatIsNotToBeReadIsMissing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes of Unix.");
        using var work = new Workspace();
        File.SetUnixFileMode(work.Folder, (UnixFileMode)0b111_111_111);
        work.File("private.png", "secret");
        File.SetUnixFileMode(Path.Combine(work.Folder, "private.png"), UnixFileMode.None);
        work.Notebook("im", "md:![p](private.png)", "1");
        work.Notebook("next", "2");
        string[] run = [Path.Combine(ToolAssemblies.Folder, "ghn"), "run", "im.ipynb", "next.ipynb", "--out", "out"];
        // Root reads everything: without its rights, as nobody.
        string[] words = Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--clear-groups", .. run] : run;
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = work.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = start.Environment["TMPDIR"] = work.Folder;

        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0, text);
        Assert.Contains("the page lacks files: private.png", text);
        Assert.Contains("2 ok, 0 failed", text);
        Assert.Contains("(missing: private.png)", work.Read("out/im.html"));
    }

    [Theory]
    [InlineData("not json", "is not valid JSON")]
    [InlineData("[]", "no list of cells")]
    [InlineData("{\"nbformat\": 4}", "no list of cells")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "convert it with 'jupyter nbconvert --to notebook")]
    [InlineData("{\"nbformat\": 5, \"cells\": []}", "has notebook format 5")]
    [InlineData("{\"nbformat\": 4, \"cells\": [1]}", "is damaged")]
    public void ADamagedFileIsOneSentence(string text, string message)
    {
        using var work = new Workspace();
        work.File("damaged.ipynb", text);

        AssertOneSentence(work.Run("damaged.ipynb"), message);
    }

    [Theory]
    [InlineData("There is no notebook", "missing.ipynb")]
    [InlineData("--profile is one of smoke, workshop, paper, not 'huge'", "--profile", "huge")]
    [InlineData("seconds above 0", "--timeout", "-1")]
    [InlineData("There is no option '--bogus'", "--bogus")]
    [InlineData("nowhere' does not exist", "--data-folder", "nowhere")]
    [InlineData("Device 'tpu' is unknown", "--device", "tpu")]
    public void ABadArgumentIsOneSentence(string message, params string[] arguments)
    {
        using var work = new Workspace();
        AssertOneSentence(work.Run(arguments), message);
    }

    [Fact]
    public void AnErrorThatNobodyForesawIsOneSentenceWithAFileForTheReport()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Writing tables to /dev/full is what nobody foresaw.");
        using var work = new Workspace();
        work.Environment["TMPDIR"] = work.Folder;

        string[] bench = ["bench", "--quick", "--only", "messages", "--markdown", "/dev/full"];
        var run = work.Tool(bench);
        var text = run.Text[run.Text.IndexOf("ghn stopped", StringComparison.Ordinal)..];

        AssertOneSentence(run with { Text = text }, "No space left on device");
        Assert.Equal(UnexpectedError.ExitCode, run.ExitCode);
        var details = Assert.Single(Directory.GetFiles(work.Folder, "ghn-error-*.txt"));
        Assert.Contains("issue tracker", run.Text);
        Assert.Contains(details, run.Text);
        Assert.Contains("BenchCommand", File.ReadAllText(details));
        var error = Assert.Throws<FormatException>(() => int.Parse("x", null));
        Assert.Contains("   at ", UnexpectedError.Describe(error, Path.Combine(work.Folder, "nowhere")));
    }

    private static void AssertOneSentence(ToolRun run, string message)
    {
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(message, run.Text);
        Assert.Single(run.Text.Trim().Split('\n'));
    }

    /// <summary>A shell starts a background job in that way; the interrupted cell would then never end.</summary>
    private static bool IgnoresInterrupt()
    {
        const int interrupt = 1 << 1; // bit of signal 2
        const string label = "SigIgn:";
        if (!OperatingSystem.IsLinux())
            return false;
        var mask = System
            .IO.File.ReadLines("/proc/self/status")
            .First(l => l.StartsWith(label, StringComparison.Ordinal));
        return (Convert.ToInt64(mask[label.Length..].Trim(), 16) & interrupt) != 0;
    }
}

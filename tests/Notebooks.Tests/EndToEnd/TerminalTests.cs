using System.Diagnostics;
using Ghn.Kernel.Worker;
using Ghn.Tool.Execution;

namespace Notebooks.Tests.EndToEnd;

/// <summary>What a reader sees on a terminal while a cell runs.</summary>
public sealed class TerminalTests
{
    [Fact]
    public void ARunningCellSaysHowFarItIs()
    {
        Needed.From(File.Exists("/usr/bin/script"), "Install 'bsdutils': script gives the tool a terminal.");
        using var work = new Workspace();
        work.Notebook(
            "slow",
            $"#r \"{Workspace.Artifacts}/Ghn.Display.dll\"\nusing Ghn.Display;",
            "var bar = display(new ProgressBar(0, \"training\"));\n"
                + "bar.Update(new ProgressBar(0.45, \"step 3,150\", TimeSpan.FromMinutes(5)));\nawait Task.Delay(1500);",
            "Console.Write(\"\\r1 of 9\\r2 of 9\");\nawait Task.Delay(1500);"
        );
        var ghn = Path.Combine(ToolAssemblies.Folder, "ghn");
        var start = new ProcessStartInfo(
            "/usr/bin/script",
            ["-qec", $"stty cols 120; {ghn} run slow.ipynb --html false --out out", "/dev/null"]
        )
        {
            WorkingDirectory = work.Folder,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");

        using var process = Process.Start(start)!;
        var seen = process.StandardOutput.ReadToEnd();

        Assert.Contains("cell 2: 45 % step 3,150 (about 6 min 6 s left)", seen);
        Assert.Contains("cell 3: 2 of 9", seen);
    }

    [Fact]
    public void AFigureIsNotTheLine()
    {
        var figure = new CellRewrote("d", new() { ["text/plain"] = "Figure: loss\n  x: step" });

        Assert.Null(ProgressLine.Of(figure));
        Assert.Null(ProgressLine.Of(new CellRewrote("d", new() { ["text/html"] = "<b>1</b>" })));
    }
}

using System.Diagnostics;

namespace Notebooks.Tests.EndToEnd;

/// <summary>A terminal that is closed while a notebook runs.</summary>
public sealed class HangUpTests
{
    private const string Cell =
        "Console.WriteLine(\"kept\");\nSystem.IO.File.WriteAllText(\"started\", \"\");\nwhile (!System.IO.File.Exists(\"go\")) { }\n1";

    [Fact]
    public void WhatThereIsIsSavedWhenTheTerminalIsClosed()
    {
        Needed.From(File.Exists("/usr/bin/script"), "Install 'bsdutils': script gives the tool a terminal.");
        using var work = new Workspace();
        work.Notebook("hup", Cell);
        using var terminal = Start(
            work,
            "/usr/bin/script",
            "-qec",
            $"{ToolAssemblies.Folder}/ghn run hup.ipynb --out out; touch ended",
            "/dev/null"
        );
        Until(work, "started");

        terminal.Kill(); // only script: the other end of the terminal goes with it

        Until(work, "out/index.html");
        Assert.Contains("kept", work.Outputs("hup", 0));
        Assert.Contains("failed", work.Read("out/index.html"));
    }

    [Fact]
    public void UnderNohupTheRunGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A signal of Unix.");
        using var work = new Workspace();
        work.Notebook("hup", Cell);
        using var run = Start(
            work,
            "bash",
            "-c",
            $"nohup {ToolAssemblies.Folder}/ghn run hup.ipynb --out out < /dev/null > log & echo $! > id; wait"
        );
        Until(work, "started");

        Process.Start("bash", ["-c", $"kill -HUP {work.Read("id")}"]).WaitForExit();
        File.WriteAllText(Path.Combine(work.Folder, "go"), "");

        Assert.True(run.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.Contains("1 ok, 0 failed", work.Read("log"));
    }

    private static Process Start(Workspace work, string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = work.Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;

    private static void Until(Workspace work, string file) =>
        Assert.True(
            SpinWait.SpinUntil(() => File.Exists(Path.Combine(work.Folder, file)), TimeSpan.FromMinutes(2)),
            $"no {file}"
        );
}

using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Notebooks.Tests.Jupyter;

public sealed class ExecuteTests : IDisposable
{
    private readonly KernelClient _kernel = KernelClient.Ready();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void CellsHaveStateStreamsDisplaysAndValues()
    {
        Assert.True(_kernel.Heartbeat());
        var first = _kernel.Execute(
            "#!csharp\nvar x = 40;\nConsole.WriteLine(\"out\");\nConsole.Error.WriteLine(\"err\");"
        );
        var second = _kernel.Execute("await Task.Delay(1);\nx + 2");
        var third = _kernel.Execute("var d = display(HTML(\"<b>1</b>\"));\nd.Update(HTML(\"<b>2</b>\"));");

        Assert.Equal("ok", first.Reply.Status);
        Assert.Equal(("out\n", "err\n"), (first.Text("stdout"), first.Text("stderr")));
        Assert.Equal(["status", "execute_input"], first.Published.Take(2).Select(one => one.Type));
        Assert.Equal("42", second.Value);
        Assert.Equal(2, (int)second.Single("execute_result").Content["execution_count"]!);
        var shown = third.Single("display_data").Content;
        var updated = third.Single("update_display_data").Content;
        Assert.Equal("<b>1</b>", (string)shown["data"]!["text/html"]!);
        Assert.Equal("<b>2</b>", (string)updated["data"]!["text/html"]!);
        Assert.Equal((string)shown["transient"]!["display_id"]!, (string)updated["transient"]!["display_id"]!);
    }

    [Fact]
    public void ValuesOfThePackagesThatTheProgramHasAreFiguresAndTablesAndADisplayIsNoValue()
    {
        var chart = _kernel.Execute(
            "#r \"nuget: XPlot.Plotly\"\nusing XPlot.Plotly;\n"
                + "var chart = Chart.Plot(new Scattergl { x = new[] { 1, 2 }, y = new[] { 3, 4 } });\nchart"
        );
        var again = _kernel.Execute("display(chart)");
        var frame = _kernel.Execute(
            "#r \"nuget: Microsoft.Data.Analysis\"\nusing Microsoft.Data.Analysis;\n"
                + "new DataFrame(new Int32DataFrameColumn(\"n\", Enumerable.Range(0, 50)))"
        );

        var html = (string)chart.Single("execute_result").Content["data"]!["text/html"]!;
        Assert.Contains("<svg", html);
        Assert.Contains("ghn-plotly", html);
        Assert.Equal(html, (string)again.Single("display_data").Content["data"]!["text/html"]!);
        Assert.DoesNotContain(again.Published, one => one.Type == "execute_result");
        Assert.Contains("50 rows, 1 column", frame.Value);
        Assert.Contains("… 30 more rows", frame.Value);
        Assert.Contains("Int32", frame.Value);
    }

    [Fact]
    public void TimeIsShownBelowTheValueAndMarkdownAsAPage()
    {
        var timed = _kernel.Execute("#!time\n1 + 1\n");
        Assert.Equal(["execute_result", "display_data"], timed.Published.TakeLast(2).Select(one => one.Type));
        Assert.StartsWith("Wall time: ", (string)timed.Single("display_data").Content["data"]!["text/plain"]!);
        var html = _kernel.Execute("#!html\n<b>bold</b>");
        Assert.Equal("<b>bold</b>", (string)html.Single("display_data").Content["data"]!["text/html"]!);
        var other = _kernel.Execute("#!mermaid\ngraph TD");
        Assert.Equal("ok", other.Reply.Status);
        Assert.Contains("Not run: the part in mermaid", other.Text("stderr"));
        Assert.Equal("5", _kernel.Execute("return 5;").Value);
        Assert.Contains(
            "one",
            _kernel.Execute("System.Diagnostics.Process.Start(\"echo\", \"one\").WaitForExit();").Text("stdout")
        );
        var page = _kernel.Execute("#!markdown\nA *word*");
        Assert.Contains("<em>word</em>", (string)page.Single("display_data").Content["data"]!["text/html"]!);
    }

    [Fact]
    public void WhatACellPrintsComesWhileItRuns()
    {
        var id = _kernel.Send(
            "execute_request",
            KernelClient.Code("Console.Write(\"early\");\nwhile (!System.IO.File.Exists(\"go\")) { }")
        );
        _kernel.Published(one => one.Type == "stream" && one.Json.Contains("early"));
        File.WriteAllText(Path.Combine(_kernel.Folder, "go"), "");
        Assert.Equal("ok", _kernel.Wait(id).Reply.Status);
    }

    [Theory]
    [InlineData("var a = 1;\nvar b = nothing;", "CompilationError", "cell 1, line 2: CS0103")]
    [InlineData(
        "int Div(int n)\n{\n    return 1 / n;\n}\nvar r = Div(0);",
        "DivideByZeroException",
        "at Div, cell 1, line 3"
    )]
    [InlineData("#!who", "CellException", "#!import file")]
    public void AnErrorHasItsTypeMessageAndLineAndNoFrameOfOurs(string code, string name, string trace)
    {
        var answer = _kernel.Execute(code);
        var error = answer.Single("error").Content;

        Assert.Equal("error", answer.Reply.Status);
        Assert.Equal(name, (string)error["ename"]!);
        Assert.Equal((string)error["evalue"]!, (string)answer.Reply.Content["evalue"]!);
        var lines = string.Join('\n', error["traceback"]!.AsArray());
        Assert.Contains(trace, lines);
        Assert.DoesNotContain("Ghn.Tool", lines);
        Assert.DoesNotContain("Microsoft.CodeAnalysis", lines);
    }

    [Fact]
    public void WhatACellDidBeforeItFailedStays()
    {
        _kernel.Execute("var kept = 7;\nthrow new Exception(\"no\");");
        Assert.Equal("7", _kernel.Execute("kept").Value);
    }

    [Fact]
    public void CellsSentBeforeAnErrorWasKnownDoNotRunAndLaterOnesDo()
    {
        var ids = new[] { "System.Threading.Thread.Sleep(500);\nthrow new Exception();", "1", "2" }
            .Select(code => _kernel.Send("execute_request", KernelClient.Code(code)))
            .ToArray();
        Assert.Equal(["error", "aborted", "aborted"], ids.Select(id => _kernel.ReplyTo(id).Status));
        Assert.Equal("3", _kernel.Execute("1 + 2").Value);
    }

    [Fact]
    public void AFailureDoesNotStopCellsThatDoNotWantThat()
    {
        var failing = KernelClient.Code("throw new Exception();");
        failing["stop_on_error"] = false;
        var first = _kernel.Send("execute_request", failing);
        var second = _kernel.Send("execute_request", KernelClient.Code("1"));
        Assert.Equal(["error", "ok"], new[] { first, second }.Select(id => _kernel.ReplyTo(id).Status));
    }

    [Fact]
    public void ASilentCellShowsNoValueAndCountsNothing()
    {
        var silent = KernelClient.Code("var s = 1;\ns");
        silent["silent"] = true;
        var answer = _kernel.Ask("execute_request", silent);
        Assert.Equal("ok", answer.Reply.Status);
        Assert.DoesNotContain(answer.Published, one => one.Type is "execute_result" or "execute_input");
        Assert.Equal(1, (int)_kernel.Execute("s").Reply.Content["execution_count"]!);
    }

    [Fact]
    public void HistoryIsWhatRanHere()
    {
        _kernel.Execute("1 + 1");
        _kernel.Execute("2 + 2");
        var tail = _kernel.Ask(
            "history_request",
            new JsonObject
            {
                ["hist_access_type"] = "tail",
                ["n"] = 1,
                ["output"] = true,
            }
        );
        Assert.Equal(
            "[[1,2,[\"2 + 2\",\"4\"]]]",
            tail.Reply.Content["history"]!.ToJsonString().Replace("\\u002B", "+")
        );
    }

    [Fact]
    public void AProcessThatDiesNamesItsLastCellAndTheKernelGoesOn()
    {
        _kernel.Execute("var lost = 1;");
        var death = _kernel.Execute("Environment.FailFast(\"boom\");");
        var error = death.Single("error").Json;
        Assert.Equal(("error", "KernelDied"), (death.Reply.Status, (string)death.Reply.Content["ename"]!));
        Assert.Contains("in cell 2 (Environment.FailFast", error.Replace("\\u0022", "\""));
        Assert.Contains("boom", error);
        Assert.Contains("variables are lost", error);
        Assert.Equal("2", _kernel.Execute("1 + 1").Value);
        Assert.Equal("error", _kernel.Execute("lost").Reply.Status);
    }

    [Fact]
    public void ADeathIsToldThoughAProgramThatACellStartedLivesOn()
    {
        var started = _kernel.Execute("System.Diagnostics.Process.Start(\"sleep\", \"100\").Id");
        var death = _kernel.Execute("Environment.FailFast(\"boom\");");
        Assert.Contains("boom", death.Single("error").Json);
        Assert.Equal("2", _kernel.Execute("1 + 1").Value);
        using var program = Process.GetProcessById(int.Parse(started.Value));
        Assert.False(program.HasExited);
        program.Kill();
    }

    [Fact]
    public void OfADeathTheLastWordsAreTold()
    {
        var noise =
            "for (var i = 0; i < 20; i++)\n    using (var e = Console.OpenStandardError())\n        e.Write(System.Text.Encoding.UTF8.GetBytes($\"noise {i}\\n\"));\n";
        var death = _kernel.Execute(noise + "Environment.FailFast(\"the cause\");");
        Assert.Contains("the cause", death.Single("error").Json);
    }

    [Fact]
    public void AFileThatWasMissingCanBeImportedLater()
    {
        Assert.Equal("error", _kernel.Execute("#!import late.cs").Reply.Status);
        File.WriteAllText(Path.Combine(_kernel.Folder, "late.cs"), "var late = 7;");
        Assert.Equal("ok", _kernel.Execute("#!import late.cs").Reply.Status);
        Assert.Equal("7", _kernel.Execute("late").Value);
    }

    [Fact]
    public void AnImportLeavesTheWorkingDirectoryTheNotebooks()
    {
        Directory.CreateDirectory(Path.Combine(_kernel.Folder, "lib"));
        File.WriteAllText(Path.Combine(_kernel.Folder, "data.csv"), "40");
        File.WriteAllText(
            Path.Combine(_kernel.Folder, "lib", "help.csx"),
            "#!import more.csx\nvar read = int.Parse(System.IO.File.ReadAllText(\"data.csv\")) + two;"
        );
        File.WriteAllText(Path.Combine(_kernel.Folder, "lib", "more.csx"), "var two = 2;");
        Assert.Equal("42", _kernel.Execute("#!import lib/help.csx\nread").Value);
    }

    [Theory]
    [InlineData("#!import none.csx", "There is no file 'none.csx'")]
    [InlineData("#r \"nuget: MathNet.Numerics, 99.0.0\"", "MathNet.Numerics")]
    [InlineData("#r \"none.dll\"", "none.dll")]
    public void AWorkingDirectoryThatIsGoneEndsNoProcess(string cell, string reason)
    {
        _kernel.Execute("var kept = 7;\nSystem.IO.Directory.Delete(\".\", true);");
        var failed = _kernel.Execute(cell).Reply;
        Directory.CreateDirectory(_kernel.Folder);
        Assert.Equal("error", failed.Status);
        Assert.Contains(reason, (string)failed.Content["evalue"]!);
        Assert.DoesNotContain("process", (string)failed.Content["evalue"]!);
        Assert.Equal("7", _kernel.Execute("kept").Value);
    }

    [Fact]
    public void HalvesOfACharacterMeetWithinACellAndAreNoTextAtItsEnd()
    {
        var joined = _kernel.Execute(
            "var e = \"\ud83d\ude00\";\nConsole.Write(e[0]);\nawait Task.Delay(300);\nConsole.Write(e[1]);"
        );
        Assert.Equal("😀", joined.Text("stdout"));
        Assert.Equal("\ufffd", _kernel.Execute("Console.Write(e[0]);").Text("stdout"));
        Assert.Equal("next", _kernel.Execute("Console.Write(\"next\");").Text("stdout"));
    }

    [Fact]
    public void AFrontEndWithASlowClockGoesOnAfterAnError()
    {
        Assert.Equal("error", _kernel.Execute("throw new Exception();", TimeSpan.FromMinutes(-5)).Reply.Status);
        Assert.Equal("3", _kernel.Execute("1 + 2", TimeSpan.FromMinutes(-5)).Value);
    }

    [Fact]
    public void AProcessThatDiesBetweenCellsIsToldAtOnceAndByTheNextCell()
    {
        _kernel.Execute(
            "new System.Threading.Thread(() => { while (!System.IO.File.Exists(\"go\")) System.Threading.Thread.Sleep(10); Environment.FailFast(\"late\"); }).Start();"
        );
        File.WriteAllText(Path.Combine(_kernel.Folder, "go"), "");
        _kernel.Published(one => one.Type == "stream" && one.Json.Contains("after cell 1"));
        Assert.Equal("KernelDied", (string)_kernel.Execute("1").Reply.Content["ename"]!);
        Assert.Equal("2", _kernel.Execute("2").Value);
    }
}

namespace Notebooks.Tests.Jupyter;

public sealed class InterruptTests : IDisposable
{
    private const string Started = "started";
    private const string Begin = $"Console.WriteLine(\"{Started}\");\n";

    private readonly KernelClient _kernel = KernelClient.Ready();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("var i = 0;\nwhile (true) i++;", 3)]
    [InlineData("for (;;) { try { throw new Exception(); } catch { } }", 2)]
    [InlineData("int F()\n{\n    while (true) { }\n}\nF();", 4)]
    [InlineData("Enumerable.Range(0, int.MaxValue).Count(x => x < 0)", 2)]
    [InlineData("Func<int, int> f = null;\nf = n => n < 2 ? n : f(n - 1) + f(n - 2);\nf(90)", 3)]
    [InlineData("await Task.Delay(-1);", null)]
    [InlineData("await Task.Yield();\nwhile (true) { }", 3)]
    public void ACellEndsAtOnceAndTheNextOneRuns(string code, int? line)
    {
        for (var time = 0; time < 3; time++)
        {
            var id = Start(code);
            Assert.Equal("ok", Interrupt());
            var reply = _kernel.ReplyTo(id);
            Assert.Equal("Interrupted", (string)reply.Content["ename"]!);
            if (line is not null)
                Assert.Contains($"line {line}", reply.Content["traceback"]!.ToJsonString());
        }
        Assert.Equal("3", _kernel.Execute("1 + 2").Value);
    }

    [Theory]
    [InlineData("\"slept\"")]
    [InlineData("")]
    public void AnInterruptThatACallOutlastsStillEndsTheCellAndWhatFollows(string rest)
    {
        var id = Start($"var kept = 1;\nSystem.Threading.Thread.Sleep(2000);\n{rest}");
        var next = _kernel.Send("execute_request", KernelClient.Code("1"));
        Interrupt();
        Assert.Equal("Interrupted", (string)_kernel.ReplyTo(id).Content["ename"]!);
        Assert.Equal("aborted", _kernel.ReplyTo(next).Status);
        Assert.Equal("1", _kernel.Execute("kept").Value);
    }

    [Fact]
    public void ASecondInterruptSaysWhatItWaitsFor()
    {
        // No loop and no function of the cell: nothing looks whether it shall end.
        const string Wait =
            "new System.IO.FileSystemWatcher(\".\", \"go\").WaitForChanged(System.IO.WatcherChangeTypes.Created)";
        var id = Start($"if (true)\n{{\n    {Wait};\n}}\nwhile (true) {{ }}");
        Interrupt();
        Interrupt();
        var said = _kernel.Published(one => one.Type == "stream" && one.Json.Contains("waiting"));
        File.WriteAllText(Path.Combine(_kernel.Folder, "go"), "");
        Assert.Contains("cell 1, line 4 (new System.IO.FileSystemWatcher", said.Json);
        Assert.Equal("Interrupted", (string)_kernel.ReplyTo(id).Content["ename"]!);
    }

    [Fact]
    public void AnInterruptThatIsFasterThanTheFirstCellIsNotLost()
    {
        var id = _kernel.Send("execute_request", KernelClient.Code("while (true) { }")); // the compiler is still warming up
        _kernel.Published(one => one.Type == "execute_input");
        Assert.Equal("ok", Interrupt());
        Assert.Equal("Interrupted", (string)_kernel.ReplyTo(id).Content["ename"]!);
    }

    [Fact]
    public void AnInterruptBetweenCellsConcernsNone()
    {
        Interrupt();
        Assert.Equal("10", _kernel.Execute("var n = 0;\nwhile (n < 10) n++;\nn").Value);
    }

    [Fact]
    public void TheTasksThatACellStartedEndWithItAndThoseOfOtherCellsDoNot()
    {
        const string Pause = "System.Threading.Thread.Sleep(500)"; // the next cell begins before it is over
        _kernel.Execute($"var go = true;\nvar earlier = Task.Run(() => {{ while (go) {Pause}; }});");
        var id = Start($"var own = Task.Run(() => {{ while (true) {Pause}; }});\nwhile (true) {{ }}");
        Interrupt();
        Assert.Equal("Interrupted", (string)_kernel.ReplyTo(id).Content["ename"]!);
        Assert.Equal("0", _kernel.Execute("Task.WaitAny([own], 60000)").Value);
        Assert.Equal("-1", _kernel.Execute("Task.WaitAny([earlier], 1200)").Value);
        Assert.Equal("0", _kernel.Execute("go = false;\nTask.WaitAny([earlier], 60000)").Value);
    }

    [Fact]
    public void ALongCallOfTheLibraryEndsThoughTheCellNamesNoToken()
    {
        string[] assemblies = ["TorchSharp", "Ghn", "Ghn.Experiments", "Ghn.Display"];
        var references = assemblies.Select(name => $"#r \"{EndToEnd.Workspace.Artifacts}/{name}.dll\"");
        var setup = _kernel.Execute(
            string.Join('\n', references)
                + "\nusing Ghn.Experiments.Framework;\nusing Ghn.Experiments.Studies;\nusing Ghn.Data;\nusing Ghn.Display;\n"
                + "var settings = new NotebookSettings(Profile.Workshop, false, new DataOptions()) { Interruption = HostInterruption.Token };\n"
                + "using (var ready = new TrainingExperiment(settings, \"results\")) { }"
        );
        Assert.True(setup.Reply.Status == "ok", setup.Reply.Json);
        var id = Start(
            "using (var experiment = new TrainingExperiment(settings, \"results\"))\n    experiment.Train();"
        );
        Thread.Sleep(3000); // minutes of training have begun
        Interrupt();
        var reply = _kernel.ReplyTo(id); // waits for less than the training would take
        Assert.Equal("Interrupted", (string)reply.Content["ename"]!);
        Assert.Equal("False", _kernel.Execute("HostInterruption.Token().IsCancellationRequested").Value);
    }

    [Fact]
    public void CellsThatBlockOnTasksDoNotDeadlock()
    {
        var code = "async Task<int> Slow()\n{\n    await Task.Delay(20);\n    return 5;\n}\nSlow().Result";
        Assert.Equal("5", _kernel.Execute(code).Value);
    }

    private string Start(string code)
    {
        var id = _kernel.Send("execute_request", KernelClient.Code(Begin + code));
        _kernel.Published(one => one.Type == "stream" && one.Json.Contains(Started));
        return id;
    }

    private string Interrupt() => _kernel.Control("interrupt_request", []).Status;
}

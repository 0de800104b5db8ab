namespace Notebooks.Tests.EndToEnd;

/// <summary>C# that scripts do not have, or that a cell's surroundings could take away.</summary>
public sealed class OrdinaryCSharpTests : IDisposable
{
    private const string Noisy =
        "class Noisy(string name) : IDisposable, IAsyncDisposable\n{\n    public string Name => name;\n"
        + "    public void Dispose() => System.IO.File.AppendAllText(\"log.txt\", name + \" \");\n"
        + "    public async ValueTask DisposeAsync() { await Task.Delay(1); Dispose(); }\n}\n"
        + "string Log() => System.IO.File.Exists(\"log.txt\") ? System.IO.File.ReadAllText(\"log.txt\") : \"\";";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void DiscardsAndHtmlTagsWorkBesideEachOther()
    {
        _work.Notebook(
            "discards",
            "int.TryParse(\"3\", out _)",
            "_ = Task.Run(() => 1);\n_ = \"again\";\n(_, var two) = (1, 2);\nFunc<int, int, int> f = (_, _) => 7;\n"
                + "(two switch { 2 => \"two\", _ => \"?\" }) + f(0, 0)",
            "div(b(\"x\"), span[@class: \"c\"](\"y\"))",
            "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\n_ = int.TryParse(\"3\", out _);\nul(li(1))"
        );
        var run = _work.Run("discards.ipynb");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("True", _work.Outputs("discards", 0));
        Assert.Contains("two7", _work.Outputs("discards", 1));
        Assert.Contains("<div><b>x</b><span class=\\\"c\\\">y</span></div>", _work.Outputs("discards", 2));
        Assert.Contains("<ul><li>", _work.Outputs("discards", 3));
    }

    [Fact]
    public void HalvesOfACharacterMeetWithinACellAndAreNoTextAtItsEnd()
    {
        _work.Notebook(
            "halves",
            "var e = \"\ud83d\ude00\";\nConsole.Write(e[0]);\nawait Task.Delay(300);\nConsole.Write(e[1]);",
            "Console.Write(e[0]);",
            "Console.Write(\"next\");"
        );
        var run = _work.Run("halves.ipynb");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("\"😀\"", _work.Read("out/halves.ipynb"));
        Assert.Contains("[\"\ufffd\"]", _work.Outputs("halves", 1));
        Assert.Contains("[\"next\"]", _work.Outputs("halves", 2));
    }

    [Fact]
    public void ADisposedTensorIsSaidInWordsWhoeverCatchesTheException()
    {
        _work.Notebook(
            "disposed",
            $"#r \"{Workspace.Artifacts}/TorchSharp.dll\"\n#r \"{Workspace.Artifacts}/Ghn.dll\"\nusing TorchSharp;\n"
                + "Ghn.TorchRuntime.EnsureLoaded();\nvar t = torch.ones(2);\nt.Dispose();\n"
                + "try { t.sum(); } catch (Exception e) { Console.WriteLine(e.Message); }",
            "new[] { t, t }"
        );
        var run = _work.Run("disposed.ipynb");
        Assert.Contains("The tensor was disposed and has no values.", _work.Outputs("disposed", 0));
        foreach (var text in new[] { run.Text, _work.Outputs("disposed", 0), _work.Outputs("disposed", 1) })
            Assert.DoesNotContain("empty handle", text);
        Assert.InRange(run.Text.Split('\n').Length, 1, 20);
    }

    [Fact]
    public void AUsingVariableLivesUntilItIsDeclaredAgainOrTheNotebookEnds()
    {
        _work.Notebook(
            "using",
            Noisy,
            "using var x = new Noisy(\"first\");using Noisy y = new(\"second\"), z = new(\"third\");\n"
                + "await using var a = new Noisy(\"async\");\n{ using var inner = new Noisy(\"inner\"); }",
            "x.Name + \": \" + Log()",
            "using var x = new Noisy(\"again\");\nusing var none = (Noisy)null;",
            "Log()"
        );
        var run = _work.Run("using.ipynb");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("[\"first: inner \"]", _work.Outputs("using", 2));
        Assert.Contains("[\"inner first \"]", _work.Outputs("using", 4));
        Assert.Equal("inner first again async third second ", _work.Read("log.txt"));
    }

    [Fact]
    public void WhatACellReturnsIsItsValue()
    {
        _work.Notebook(
            "returns",
            "return 5;",
            "if (true) return 6;\nthrow new Exception();",
            "if (false) return 7;",
            "return null;"
        );
        var run = _work.Run("returns.ipynb");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("<pre>5</pre>", _work.Outputs("returns", 0));
        Assert.Contains("<pre>6</pre>", _work.Outputs("returns", 1));
        Assert.Equal("[]", _work.Outputs("returns", 2));
        Assert.Contains("null", _work.Outputs("returns", 3));
    }

    [Fact]
    public void WhatProgramsAndNativeCodePrintIsOutputOfTheCell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Programs of Unix.");
        const string Start = "System.Diagnostics.Process.Start(\"sh\", [\"-c\", \"SCRIPT\"]).WaitForExit();";
        _work.Notebook(
            "children",
            Start.Replace("SCRIPT", "echo one; echo two >&2") + "\nConsole.WriteLine(\"three\");",
            Start.Replace("SCRIPT", "echo four"),
            "5"
        );
        var run = _work.Run("children.ipynb");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.All(["one", "two", "three", "stderr"], word => Assert.Contains(word, _work.Outputs("children", 0)));
        Assert.Contains("four", _work.Outputs("children", 1));
        Assert.DoesNotContain("stream", _work.Outputs("children", 2));
    }

    [Fact]
    public void AChartsShowSaysWhatShowsItHere()
    {
        _work.Notebook(
            "show",
            "#r \"nuget: XPlot.Plotly\"\nusing XPlot.Plotly;\nvar chart = Chart.Line(new[] { 1, 2 });",
            "if (chart is null)\n    chart.Show();"
        );
        var run = _work.Run("show.ipynb");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains(
            "Line 2: Show() opens a browser; end the cell with the chart, or write display(",
            _work.Outputs("show", 1)
        );
    }

    [Fact]
    public void AProgramThatACellStartsReadsNothingOfTheNotebook()
    {
        _work.Notebook("programs", "System.Diagnostics.Process.Start(\"cat\").WaitForExit();", "1 + 41");
        var run = _work.Run("programs.ipynb", "--timeout", "30");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("42", _work.Outputs("programs", 1));
    }

    [Theory]
    [InlineData("using var q = new System.IO.MemoryStream();\n\nvar z = ;", "line 3: CS1525")]
    [InlineData("using var q = new System.IO.MemoryStream();\n\nthrow new Exception(\"three\");", "cell 1, line 3")]
    [InlineData("\nusing var five = 5;", "line 2: CS1674: 'int'")]
    [InlineData("void F() { nix(); }\nint y = \"\";", "failed in cell 1, line 1")]
    public void AnErrorBesideAUsingVariableHasItsOwnLine(string cell, string error)
    {
        _work.Notebook("bad", cell);
        var run = _work.Run("bad.ipynb");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(error, run.Text);
        Assert.DoesNotContain("CS1002", run.Text);
    }
}

using System.Text.Json.Nodes;
using Ghn.Kernel.Document;

namespace Notebooks.Tests.Document;

public sealed class NotebookLintTests
{
    [Theory]
    [InlineData("namespace A { }", "a namespace")]
    [InlineData("static class E { public static int F(this int x) => x; }", "an extension method")]
    [InlineData("static class E { extension(int x) { public int F() => x; } }", "line 1")]
    [InlineData(
        "\nusing var s = new System.IO.MemoryStream();",
        "line 2: script cells cannot have a using declaration"
    )]
    [InlineData("Span<int> s = new int[3];", "a span")]
    [InlineData("var s = new int[3].AsSpan();", "a span")]
    [InlineData("var a = ;", "line 1")]
    [InlineData("#!pwsh", "in pwsh is not run")]
    [InlineData("#!who", "#!who")]
    [InlineData("#r \"nuget: MathNet.Numerics\"", "needs a network")]
    [InlineData("1;\n2;\n3;\n4;\n5;\n6;\n7;\n8;\n9;\n10;\n11;\n12;\n13;\n14;\n15;\n16;", "16 lines")]
    public void NamesWhatIsWrong(string source, string problem) =>
        Assert.Contains(Check(source), found => found.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("static int Twice(this int x) => 2 * x;\n3.Twice()")]
    [InlineData("using (var s = new System.IO.MemoryStream()) { }\nawait Task.Delay(1);")]
    [InlineData("void F() { Span<int> s = stackalloc int[3]; using var m = new System.IO.MemoryStream(); }")]
    [InlineData("#r \"../artifacts/ghn/Ghn.dll\"\nusing Ghn;\nrecord A(int X);\nnew A(1)")]
    [InlineData("// 1\n// 2\n\n1;\n2;\n3;\n4;\n5;\n6;\n7;\n8;\n9;\n10;\n11;\n12;\n13;\n14;\n15")]
    public void AcceptsWhatTheKernelAccepts(string source) => Assert.Empty(Check(source));

    [Theory]
    [InlineData("/tmp/x", true)]
    [InlineData("at /root/a.cs", true)]
    [InlineData("C:\\Users\\me", true)]
    [InlineData("a ratio/home/x", false)]
    public void StoredOutputsNameNoPlaceOnOneMachine(string output, bool found) =>
        Assert.Equal(
            found,
            Check("1", new JsonObject { ["output_type"] = "stream", ["text"] = output + "/" }).Count > 0
        );

    [Fact]
    public void ReportsStoredErrorsMissingProseAndMissingMetadata()
    {
        Assert.Contains(Check("1", new JsonObject { ["output_type"] = "error" }), one => one.Contains("an error"));
        var bare = NotebookFile.Parse("""{"nbformat": 4, "cells": [{"cell_type": "code", "source": "1"}]}""", "x");
        var problems = NotebookLint.Check(bare);
        Assert.Contains(problems, one => one.Contains("no prose"));
        Assert.Contains(problems, one => one.Contains("'kernelspec'"));
        Assert.Contains(problems, one => one.Contains("cell 1: its metadata lacks 'polyglot_notebook'"));
    }

    [Theory]
    [InlineData("Figure: Curve", null, true)]
    [InlineData("Figure: Curve", "## Next", true)]
    [InlineData("Figure: Curve", "The curve rises.", false)]
    [InlineData("a  b", null, false)]
    public void AFigureIsFollowedByItsTakeaway(string text, string? after, bool missing)
    {
        var data = new JsonObject { ["text/plain"] = new JsonArray(text, "more") };
        var output = new JsonObject { ["output_type"] = "display_data", ["data"] = data };
        Assert.Equal(missing, Check("1", output, after).Any(one => one.Contains("no takeaway")));
    }

    private static IReadOnlyList<string> Check(string source, JsonObject? output = null, string? after = null)
    {
        var code = new JsonObject { ["cell_type"] = "code", ["source"] = source };
        if (output is not null)
            code["outputs"] = new JsonArray(output);
        var prose = new JsonObject { ["cell_type"] = "markdown", ["source"] = "Why" };
        var cells = new JsonArray(prose, code);
        if (after is not null)
            cells.Add(new JsonObject { ["cell_type"] = "markdown", ["source"] = after });
        var json = new JsonObject { ["nbformat"] = 4, ["cells"] = cells };
        var complete = NotebookFile.Parse(json.ToJsonString(), "x.ipynb").ToText();
        return NotebookLint.Check(NotebookFile.Parse(complete, "x.ipynb"));
    }
}

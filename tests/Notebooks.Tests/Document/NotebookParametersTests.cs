using System.Text.Json.Nodes;
using Ghn;
using Ghn.Kernel.Document;
using Ghn.Tool.Document;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Document;

public sealed class NotebookParametersTests
{
    private const string Declared =
        "int steps = 100;\nvar rate = 0.1;\nvar name = \"a\"; bool fast = false;\nvar sizes = new[] { 1 };\nconst int k = 3;"
        + "string? label = null; String who = \"\"; System.Int32? most = 1; char sign = '+'; var none = (string?)null; "
        + "var empty = string.Empty;";

    [Theory]
    [InlineData("steps=200", "steps = 200;")]
    [InlineData("rate=1e-3", "rate = 0.001;")]
    [InlineData("rate=2", "rate = 2;")]
    [InlineData("name=b c", "name = \"b c\";")]
    [InlineData("name=\"7\"", "name = \"7\";")]
    [InlineData("name=x=\\", "name = \"x=\\\\\";")]
    [InlineData("fast=True", "fast = true;")]
    [InlineData("sizes=new[] { 1, 2 }", "sizes = new[] { 1, 2 };")]
    [InlineData("label=my label", "label = \"my label\";")]
    [InlineData("label=null", "label = null;")]
    [InlineData("who=abc", "who = \"abc\";")]
    [InlineData("most=7", "most = 7;")]
    [InlineData("sign=-", "sign = '-';")]
    [InlineData("sign='\\n'", "sign = '\\n';")]
    [InlineData("none=abc", "none = \"abc\";")]
    [InlineData("empty=abc", "empty = \"abc\";")]
    public void AValueIsWrittenAsTheVariablesType(string word, string line) =>
        Assert.Contains(line, Injected(Notebook(), word).Source);

    [Theory]
    [InlineData("stpes=200", "has no variable 'stpes'; did you mean 'steps'?")]
    [InlineData(
        "nothing=1",
        "has no variable 'nothing'; it has steps, rate, name, fast, sizes, k, label, who, most, sign, none, empty."
    )]
    [InlineData("steps=many", "has type int, but 'many' is not a value of that type.")]
    [InlineData("steps=1.5", "has type int")]
    [InlineData("rate=NaN", "has type double")]
    [InlineData("fast=1", "has type bool")]
    [InlineData("sizes=1; Environment.Exit(1)", "'sizes'")]
    [InlineData("sizes=my label", "needs a C# expression, but 'my label' is not one")]
    [InlineData("most=many", "has type int?, but 'many' is not a value of that type.")]
    [InlineData("sign=ab", "has type char, but 'ab' is not a value of that type.")]
    [InlineData("k=4", "is a constant")]
    [InlineData("steps", "--set name=value")]
    public void WhatDoesNotFitIsOneSentence(string word, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<GhnException>(() => Injected(Notebook(), word)).Message);

    [Fact]
    public void ANotebookWithoutSuchACellIsOneSentence()
    {
        var untagged = NotebookFile.Parse("{\"nbformat\": 4, \"cells\": []}", "/n.ipynb");

        var told = Assert.Throws<GhnException>(() => NotebookParameters.Parse(["steps=1"]).In(untagged)).Message;

        Assert.Contains("the tag 'parameters' in '/n.ipynb'", told);
    }

    [Fact]
    public void AnInjectedCellOfAnEarlierRunIsReplaced()
    {
        var once = NotebookParameters.Parse(["steps=1", "rate=2"]).In(Notebook());

        var twice = NotebookParameters.Parse(["steps=5"]).In(once);

        Assert.Equal(3, twice.Cells.Count);
        Assert.Contains("steps = 5;", twice.Cells[1].Source);
    }

    [Fact]
    public void ARunUsesTheValuesInItsCopyAndLeavesTheSourceAlone()
    {
        using var work = new Workspace();
        var path = work.File("p.ipynb", Text("int Twice() => 2 * steps;\nint steps = 100;", "Twice()"));
        var before = File.ReadAllText(path);

        var refused = work.Run("p.ipynb", "--set", "steps=7", "--store");
        var run = work.Run("p.ipynb", "--set", "steps=7");

        Assert.Contains("without --set", refused.Text);
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("injected-parameters", work.Read("out/p.ipynb"));
        Assert.Contains("14", work.Outputs("p", 2));
        Assert.Equal(before, File.ReadAllText(path));
    }

    private static NotebookCell Injected(NotebookFile notebook, string word) =>
        NotebookParameters.Parse([word]).In(notebook).Cells[1];

    private static NotebookFile Notebook() => NotebookFile.Parse(Text(Declared, "steps"), "/n.ipynb");

    private static string Text(string tagged, string next)
    {
        var first = Cell(tagged);
        first["metadata"] = new JsonObject { ["tags"] = new JsonArray("parameters") };
        return new JsonObject { ["nbformat"] = 4, ["cells"] = new JsonArray(first, Cell(next)) }.ToJsonString();
    }

    private static JsonObject Cell(string source) => new() { ["cell_type"] = "code", ["source"] = source };
}

using System.Text.Json.Nodes;

namespace Notebooks.Tests.EndToEnd;

public sealed class OtherLanguagesTests
{
    [Fact]
    public void ANotebookForAnotherLanguageIsRefusedAndLeftAlone()
    {
        using var work = new Workspace();
        const string Python = """
            {"cells": [{"cell_type": "code", "source": "1+1"}], "nbformat": 4,
             "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}}}
            """;
        work.File("py.ipynb", Python);

        var run = work.Run("py.ipynb", "--store");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is a notebook for python3, and ghn runs C# only", run.Text);
        Assert.Single(run.Text.Trim().Split('\n'));
        Assert.Equal(Python, work.Read("py.ipynb"));
        Assert.Equal([Path.Combine(work.Folder, "py.ipynb")], Directory.GetFileSystemEntries(work.Folder));
    }

    [Fact]
    public void HtmlIsShownAndAPartInAnotherLanguageIsNamed()
    {
        using var work = new Workspace();
        var path = work.Notebook(
            "parts",
            "#!html\n<b>first</b>",
            "<b>second</b>",
            "1 + 1\n#!mermaid\ngraph TD\n#!csharp\n2 + 3"
        );
        var json = JsonNode.Parse(work.Read("parts.ipynb"))!;
        json["cells"]![1]!["metadata"] = JsonNode.Parse("""{"polyglot_notebook": {"kernelName": "html"}}""");
        File.WriteAllText(path, json.ToJsonString());

        var run = work.Run("parts.ipynb", "--store");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.DoesNotContain("not run", run.Text);
        Assert.Contains("<b>first</b>", work.Outputs("parts", 0));
        Assert.Contains("<b>second</b>", work.Outputs("parts", 1));
        Assert.Contains("Not run: the part in mermaid (line 2)", work.Outputs("parts", 2));
        Assert.Contains("<pre>5</pre>", work.Outputs("parts", 2));
        Assert.Contains("\"kernelName\": \"html\"", work.Read("parts.ipynb"));
    }

    [Fact]
    public void AnEmptyNameOfALanguageIsNone()
    {
        using var work = new Workspace();
        work.File(
            "empty.ipynb",
            """
            {"cells": [{"cell_type": "code", "source": "40 + 2"}], "nbformat": 4,
             "metadata": {"kernelspec": {"name": "", "language": ""}, "language_info": {"name": " "}}}
            """
        );

        var run = work.Run("empty.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("42", work.Outputs("empty", 0));
    }

    [Fact]
    public void CellsInOtherLanguagesAreSaidNotToHaveRunAndKeepTheirOutputs()
    {
        using var work = new Workspace();
        var path = work.Notebook(
            "mixed",
            "1 + 1",
            "#!mermaid\ngraph TD\nA-->B",
            "alert(1)",
            "\n#!fsharp\nlet x = 1",
            "#!markdown\n**text**",
            "2 + 2"
        );
        var json = JsonNode.Parse(work.Read("mixed.ipynb"))!;
        json["cells"]![2]!["metadata"] = JsonNode.Parse("""{"polyglot_notebook": {"kernelName": "javascript"}}""");
        json["cells"]![2]!["outputs"] = JsonNode.Parse(
            """[{"output_type": "stream", "name": "stdout", "text": "kept"}]"""
        );
        File.WriteAllText(path, json.ToJsonString());

        var run = work.Run("mixed.ipynb", "--store");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("  not run: 3 cells (in mermaid, in javascript, in fsharp)", run.Text);
        Assert.Contains("1 ok, 0 failed, not run: 3 cells (in mermaid, in javascript, in fsharp)", run.Text);
        Assert.Contains("4", work.Outputs("mixed", 5));
        Assert.Contains("kept", work.Outputs("mixed", 2));
        Assert.Contains("kept", work.Read("mixed.ipynb"));
        Assert.Contains(", without 3 cells (in mermaid, in javascript, in fsharp)", work.Read("out/mixed.html"));
    }
}

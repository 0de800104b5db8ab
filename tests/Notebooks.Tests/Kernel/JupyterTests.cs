using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Notebooks.Tests.Jupyter;

/// <summary>The kernel under Jupyter's own programs.</summary>
public sealed partial class JupyterTests
{
    private const string NamedByNotebooks = ".net-csharp";

    private static readonly string s_notebooks = Path.Combine(ToolAssemblies.Repository, "notebooks");

    // Drawings, a training with progress bars, and experiments. All others run without Jupyter (SmokeSite).
    [Theory]
    [InlineData("01-architectures-as-graphs.ipynb")]
    [InlineData("04-training-the-ghn.ipynb")]
    [InlineData("06-predicting-performance.ipynb")]
    public void NbconvertRunsNotebooksInTheSmokeProfile(string name)
    {
        using var jupyter = new JupyterInstallation(NamedByNotebooks);

        var run = jupyter.Nbconvert(Path.Combine(s_notebooks, name));

        Assert.True(run.ExitCode == 0, run.Text);
        var executed = JsonNode.Parse(jupyter.Work.Read("out/" + name))!;
        foreach (var cell in executed["cells"]!.AsArray().Where(cell => (string)cell!["cell_type"]! == "code"))
        {
            var outputs = cell!["outputs"]!.AsArray();
            Assert.DoesNotContain(outputs, output => (string)output!["output_type"]! == "error");
            // A progress bar that was updated a hundred times is one line.
            var bars = outputs.Count(output =>
                output!.ToJsonString().Contains("ghn-progress", StringComparison.Ordinal)
            );
            Assert.InRange(bars, 0, 1);
        }
    }

    [Fact]
    public void EveryNotebookIsValidForJupyter()
    {
        using var jupyter = new JupyterInstallation();
        const string Program = """
            import glob, nbformat
            files = sorted(glob.glob("*.ipynb"))
            for file in files:
                nbformat.validate(nbformat.read(file, as_version=nbformat.NO_CONVERT))
            print(len(files), "valid")
            """;

        var run = jupyter.Python(s_notebooks, "-W", "error", "-c", Program);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains($"{Directory.GetFiles(s_notebooks, "*.ipynb").Length} valid", run.Text);
    }

    [Fact]
    public void NbconvertColoursTheCodeOfANotebookThatWasNotRun()
    {
        using var jupyter = new JupyterInstallation();
        var notebook = Path.Combine(s_notebooks, "01-architectures-as-graphs.ipynb");
        string[] words = ["-m", "nbconvert", "--to", "html", "--output-dir", "out", notebook];

        var run = jupyter.Python(jupyter.Work.Folder, words);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.DoesNotContain("No lexer found", run.Text);
    }

    [Fact]
    public void JupytersOwnKernelTestsPass()
    {
        using var jupyter = new JupyterInstallation("ghn-csharp");

        var run = jupyter.UnitTests(
            Path.Combine(ToolAssemblies.Repository, "tests/Notebooks.Tests/Kernel/test_kernel.py")
        );

        Assert.True(run.ExitCode == 0, run.Text);
        var skipped = Skipped().Matches(run.Text).Select(match => match.Groups[1].Value).Distinct().Order();
        Assert.Equal(["test_clear_output", "test_history", "test_pager"], skipped); // of history, searching it
        Assert.Contains("Ran 13 tests", run.Text);
    }

    [Fact]
    public void ADeathInACellIsAnErrorOfThatCell()
    {
        using var jupyter = new JupyterInstallation(NamedByNotebooks);
        const string Spec =
            "{\"kernelspec\": {\"display_name\": \".NET (C#)\", \"language\": \"C#\", \"name\": \".net-csharp\"}}";
        var path = jupyter.Work.Notebook("death", "var x = 1;", "Environment.FailFast(\"boom\");");
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        (json["metadata"], json["nbformat_minor"]) = (JsonNode.Parse(Spec), 4);
        foreach (var cell in json["cells"]!.AsArray())
            (cell!["metadata"], cell["outputs"], cell["execution_count"]) = (new JsonObject(), new JsonArray(), null);
        File.WriteAllText(path, json.ToJsonString());

        var run = jupyter.Nbconvert(path);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("in cell 2 (Environment.FailFast", run.Text);
        Assert.Contains("boom", run.Text);
    }

    [GeneratedRegex(@"^\s*(test_\w+) .*\bskipped\b", RegexOptions.Multiline)]
    private static partial Regex Skipped();
}

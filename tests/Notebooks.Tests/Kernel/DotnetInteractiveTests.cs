using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Notebooks.Tests.Jupyter;

/// <summary>
/// The notebooks on Microsoft's own kernel, which VS Code's Polyglot extension uses: what they show is the same. Installed
/// into a folder of the test's; skipped where no registry has it any more.
/// </summary>
public sealed partial class DotnetInteractiveTests
{
    private const string Kernel = ".net-csharp";

    [Fact]
    public void NotebooksShowTheSameAsOnOurKernel()
    {
        using var real = new JupyterInstallation();
        real.Work.Environment["DOTNET_CLI_HOME"] = real.Work.Folder;
        real.Work.Environment["JUPYTER_DATA_DIR"] = real.DataFolder;
        var installed = real.Work.Tool("kernel", "install-dotnet-interactive");
        Assert.SkipWhen(installed.Text.Contains("The registry did not give"), installed.Text);
        Assert.True(installed.ExitCode == 0, installed.Text);
        Assert.Contains(".NET Interactive's", real.Work.Tool("kernel", "status").Text);
        var tools = Path.Combine(real.Work.Folder, ".dotnet", "tools");
        Assert.Contains($"Add '{tools}' to PATH", installed.Text);
        real.Environment["PATH"] = tools + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        real.Environment["DOTNET_CLI_HOME"] = real.Work.Folder;
        real.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        using var ours = new JupyterInstallation(Kernel);

        foreach (var name in new[] { "00-setup", "01-architectures-as-graphs", "12-result-analysis" })
        {
            var (expected, actual) = (Shown(real, name), Shown(ours, name));
            Assert.Equal(expected.Count, actual.Count);
            Assert.All(expected.Zip(actual), cell => Assert.Equal(cell.First, cell.Second));
        }
    }

    /// <summary>Of each code cell after the first, which announces what it loads: the HTML, or else the text, of its outputs.</summary>
    private static List<List<string>> Shown(JupyterInstallation jupyter, string name)
    {
        var run = jupyter.Nbconvert(Path.Combine(ToolAssemblies.Repository, "notebooks", name + ".ipynb"));
        Assert.True(run.ExitCode == 0, run.Text);
        var cells = JsonNode.Parse(jupyter.Work.Read($"out/{name}.ipynb"))!["cells"]!.AsArray();
        return
        [
            .. cells
                .Where(cell => (string)cell!["cell_type"]! == "code")
                .Skip(1)
                .Select(cell =>
                    cell!["outputs"]!
                        .AsArray()
                        .Select(output => output!["data"] is { } data ? data["text/html"] ?? data["text/plain"] : null)
                        .OfType<JsonNode>()
                        .Select(text =>
                            text is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : (string)text!
                        )
                        .Select(text => Style().Replace(text, ""))
                        .ToList()
                ),
        ];
    }

    // Microsoft's kernel repeats its style sheet beside plain values.
    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}

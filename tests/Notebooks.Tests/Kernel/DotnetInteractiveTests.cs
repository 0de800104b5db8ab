using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ghn.Kernel.Document;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Jupyter;

/// <summary>
/// The notebooks on Microsoft's own kernel, which VS Code's Polyglot extension uses: what they show is the same. Installed
/// into a folder of the test's; skipped where no registry has it any more. One notebook, or those that the environment
/// variable GHN_DOTNET_INTERACTIVE names, with commas between them: "all" takes a quarter of an hour.
/// </summary>
public sealed partial class DotnetInteractiveTests
{
    private const string Kernel = ".net-csharp";

    // Nbconvert keeps the first state of what Microsoft's kernel updates.
    private const string Progress = "<div class=\"ghn-progress\">";

    [Fact]
    public void NotebooksShowTheSameAsOnOurKernel()
    {
        using var real = new JupyterInstallation();
        real.Work.Environment["DOTNET_CLI_HOME"] = real.Work.Folder;
        real.Work.Environment["JUPYTER_DATA_DIR"] = real.DataFolder;
        var installed = real.Work.Tool("kernel", "install-dotnet-interactive");
        Assert.SkipWhen(installed.Text.Contains("could not be installed (see above)"), installed.Text);
        Assert.True(installed.ExitCode == 0, installed.Text);
        Assert.Contains(".NET Interactive's", real.Work.Tool("kernel", "status").Text);
        var tools = Path.Combine(real.Work.Folder, ".dotnet", "tools");
        Assert.Contains($"Add '{tools}' to PATH", installed.Text);
        real.Environment["PATH"] = tools + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        real.Environment["DOTNET_CLI_HOME"] = real.Work.Folder;
        real.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        using var ours = new JupyterInstallation(Kernel);

        var differing = Chosen().SelectMany(name => Differences(name, Shown(real, name), Shown(ours, name))).ToArray();
        Assert.True(differing.Length == 0, string.Join('\n', differing));
    }

    /// <summary>A line for each cell that shows something else on our kernel, with where that begins.</summary>
    private static IEnumerable<string> Differences(string name, List<string> theirs, List<string> ours) =>
        from i in Enumerable.Range(0, Math.Max(theirs.Count, ours.Count))
        let pair = (Theirs: theirs.ElementAtOrDefault(i) ?? "", Ours: ours.ElementAtOrDefault(i) ?? "")
        where pair.Theirs != pair.Ours
        let at = Math.Max(0, pair.Theirs.AsSpan().CommonPrefixLength(pair.Ours) - 40)
        select $"{name}, code cell {i + 2}: theirs «{From(pair.Theirs, at)}», ours «{From(pair.Ours, at)}»";

    private static string From(string text, int start) =>
        text[start..Math.Min(text.Length, start + 160)].ReplaceLineEndings("⏎");

    private static IEnumerable<string> Chosen() =>
        Environment.GetEnvironmentVariable("GHN_DOTNET_INTERACTIVE") switch
        {
            "all" => SmokeSite.Names,
            { Length: > 0 } names => names.Split(',', StringSplitOptions.TrimEntries),
            _ => ["01-architectures-as-graphs"],
        };

    /// <summary>Of each code cell after the first, which announces what it loads: the HTML, or else the text, of its outputs.</summary>
    private static List<string> Shown(JupyterInstallation jupyter, string name)
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
                        .Select(NotebookJson.Text)
                        .Where(text => !text.StartsWith(Progress, StringComparison.Ordinal))
                        .Select(text => Style().Replace(text, ""))
                        .Where(_ => !Differs(cell))
                )
                .Select(outputs => string.Join('\n', outputs)),
        ];
    }

    // What takes a measured time differs from run to run; a chart that is updated, as progress does.
    private static bool Differs(JsonNode cell) =>
        NotebookJson.Text(cell["source"]) is var source
        && (
            source.Contains("TimeProvider.System")
            || source.Contains("TrainedOn.Seconds")
            || source.Contains(".Update(TrainingFigures")
        );

    // Microsoft's kernel repeats its style sheet beside plain values.
    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}

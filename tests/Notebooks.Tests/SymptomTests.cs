using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Notebooks.Tests.EndToEnd;
using Notebooks.Tests.Jupyter;

namespace Notebooks.Tests;

/// <summary>Each row of the table of symptoms in environment/README.md, brought about: the words that it quotes are what a reader sees.</summary>
public sealed partial class SymptomTests : IDisposable
{
    private readonly Workspace _work = new();

    public static TheoryData<string> Symptoms
    {
        get
        {
            var readme = File.ReadAllText(Path.Combine(ToolAssemblies.Repository, "environment", "README.md"));
            var table = readme[readme.IndexOf("| what you see |", StringComparison.Ordinal)..].Split("\n\n")[0];
            return new(Quoted().Matches(table).Select(row => row.Groups[1].Value));
        }
    }

    public void Dispose() => _work.Dispose();

    [Theory]
    [MemberData(nameof(Symptoms))]
    public void IsWhatAReaderSees(string symptom) => Assert.Contains(symptom, Seen(symptom));

    private string Seen(string symptom) =>
        symptom switch
        {
            "The library is not built yet" => WithoutTheLibrary(),
            "No such kernel named .net-csharp" => WithoutAKernel(),
            "that is not ours" => BesideTheRealKernel(),
            "is missing; install it again or remove it" => AfterAMove(),
            "specified command or file was not found" => DotnetInteractiveWithoutPath(),
            "The process that ran it ended" => Cell("Environment.FailFast(\"boom\");"),
            "could not be fetched" => WithoutARegistry(),
            "'ghn data download cifar10'" => Tool(
                "experiment",
                "ground-truth",
                "--profile",
                "workshop",
                "--results",
                "."
            ),
            "Device 'cuda' is not available" => Tool(
                "experiment",
                "ground-truth",
                "--device",
                "cuda",
                "--results",
                "."
            ),
            "cannot listen on" => OnATakenPort(),
            _ => throw new ArgumentException($"The table has a row '{symptom}' that nothing here brings about."),
        };

    private string Tool(params string[] arguments) => _work.Tool(arguments).Text;

    private string Cell(string source)
    {
        _work.Notebook("cell", source);
        return _work.Run("cell.ipynb").Text;
    }

    private string WithoutTheLibrary()
    {
        File.Copy(
            Path.Combine(ToolAssemblies.Repository, "notebooks/setup.dib"),
            Path.Combine(_work.Folder, "setup.dib")
        );
        return Cell("#!import setup.dib");
    }

    private string WithoutAKernel()
    {
        using var jupyter = new JupyterInstallation();
        jupyter.Environment["HOME"] = _work.Folder; // Jupyter looks there, too
        return jupyter.Nbconvert(Path.Combine(ToolAssemblies.Repository, "notebooks/00-setup.ipynb")).Text;
    }

    private string BesideTheRealKernel()
    {
        var real = Directory.CreateDirectory(Path.Combine(_work.Folder, "jupyter/kernels/.net-csharp")).FullName;
        const string Spec = "{\"argv\": [\"dotnet\", \"interactive\"], \"language\": \"C#\"}";
        File.WriteAllText(Path.Combine(real, "kernel.json"), Spec);
        _work.Environment["DOTNET_CLI_HOME"] = _work.Folder;
        Directory.CreateDirectory(Path.Combine(_work.Folder, ".dotnet/tools"));
        _work.File(".dotnet/tools/dotnet-interactive", "");
        _work.Environment["JUPYTER_DATA_DIR"] = Path.Combine(_work.Folder, "jupyter");
        return Tool("kernel", "install", "--name", ".net-csharp");
    }

    private string AfterAMove()
    {
        _work.Environment["JUPYTER_DATA_DIR"] = Path.Combine(_work.Folder, "jupyter");
        var installed = Tool("kernel", "install");
        var file = Path.Combine(_work.Folder, "jupyter/kernels/ghn-csharp/kernel.json");
        var spec = JsonNode.Parse(File.ReadAllText(file))!;
        spec["argv"]![0] = "/nowhere/artifacts/ghn/ghn";
        File.WriteAllText(file, spec.ToJsonString());
        return installed + Tool("kernel", "status");
    }

    private string DotnetInteractiveWithoutPath()
    {
        using var jupyter = new JupyterInstallation();
        jupyter.Environment["DOTNET_CLI_HOME"] = _work.Folder; // where nothing is installed
        var start = "import subprocess; subprocess.run(['dotnet', 'interactive', 'jupyter'])";
        return jupyter.Python(_work.Folder, "-c", start).Text;
    }

    private string WithoutARegistry()
    {
        _work.Environment["GHN_PACKAGES"] = Path.Combine(_work.Folder, "cache");
        Directory.CreateDirectory(Path.Combine(_work.Folder, "registry"));
        _work.File(
            "nuget.config",
            "<configuration><packageSources><clear /><add key=\"here\" value=\"registry\" /></packageSources></configuration>"
        );
        return Cell("#r \"nuget: Not.There\"");
    }

    private static string OnATakenPort()
    {
        using var first = KernelClient.Ready();
        using var second = new KernelClient(connection => connection["shell_port"] = first.Ports[0]);
        second.Process.WaitForExit();
        return second.Log;
    }

    [GeneratedRegex("^\\| `([^`]+)`", RegexOptions.Multiline)]
    private static partial Regex Quoted();
}

using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Jupyter;

/// <summary>A kernel of .NET Interactive whose tool was removed: front ends still find its specification.</summary>
public sealed class DeadKernelTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void IsNamedAndOursStandsIn()
    {
        _work.Environment["JUPYTER_DATA_DIR"] = Path.Combine(_work.Folder, "jupyter");
        _work.Environment["DOTNET_CLI_HOME"] = _work.Folder; // no tools here
        Directory.CreateDirectory(Path.Combine(_work.Folder, "jupyter/kernels/.net-csharp"));
        _work.File(
            "jupyter/kernels/.net-csharp/kernel.json",
            "{\"argv\": [\"dotnet\", \"interactive\", \"jupyter\"], \"language\": \"C#\"}"
        );
        const string Problem = "its tool dotnet-interactive is missing";

        var before = _work.Tool("kernel", "status").Text;
        var check = _work.Tool("check", "--json").Text;
        var installed = _work.Tool("kernel", "install", "--name", ".net-csharp");
        var after = _work.Tool("kernel", "status").Text;

        Assert.Contains(Problem, before);
        Assert.Contains("run 'ghn kernel install --name .net-csharp' to replace it with ours", before);
        Assert.Contains(Problem, check);
        Assert.True(installed.ExitCode == 0, installed.Text);
        Assert.Contains($"does not start ({Problem}): ours replaces it.", installed.Text);
        Assert.Contains(".net-csharp: ours", after);
        Assert.DoesNotContain("does not start", after);
    }
}

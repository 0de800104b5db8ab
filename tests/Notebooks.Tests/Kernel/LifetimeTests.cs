using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Jupyter;

public sealed class LifetimeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AShutdownIsAnsweredAndEndsBothProcesses(bool whileACellRuns)
    {
        using var kernel = KernelClient.Ready();
        kernel.Execute("using var file = new System.IO.StreamWriter(\"file.txt\");\nfile.Write(\"all\");");
        var cells = CellProcess(kernel);
        if (whileACellRuns)
            kernel.Send("execute_request", KernelClient.Code("System.Threading.Thread.Sleep(60000);"));

        var reply = kernel.Control("shutdown_request", new JsonObject { ["restart"] = true });

        Assert.True((bool)reply.Content["restart"]!);
        Assert.True(kernel.Process.WaitForExit(s_patience));
        Assert.Equal(0, kernel.Process.ExitCode);
        Assert.True(cells.WaitForExit(s_patience));
        if (!whileACellRuns)
            Assert.Equal("all", File.ReadAllText(Path.Combine(kernel.Folder, "file.txt")));
    }

    [Fact]
    public void AShutdownDoesNotWaitForWhatIsQueued()
    {
        using var kernel = KernelClient.Ready();
        kernel.Send("execute_request", KernelClient.Code("System.Threading.Thread.Sleep(60000);"));
        kernel.Send("complete_request", new JsonObject { ["code"] = "Conso", ["cursor_pos"] = 5 });
        var second = KernelClient.Code("1");
        second["stop_on_error"] = false;
        kernel.Send("execute_request", second);

        kernel.Control("shutdown_request", new JsonObject { ["restart"] = false });

        Assert.True(kernel.Process.WaitForExit(s_patience));
        Assert.Equal(0, kernel.Process.ExitCode);
    }

    [Fact]
    public void ADamagedSpecificationIsNamedAndInstallingRepairsIt()
    {
        using var work = new Workspace();
        work.Environment["JUPYTER_DATA_DIR"] = Path.Combine(work.Folder, "jupyter");
        var folder = Directory.CreateDirectory(Path.Combine(work.Folder, "jupyter/kernels/ghn-csharp")).FullName;
        File.WriteAllText(Path.Combine(folder, "kernel.json"), "{");

        Assert.Contains("is not a kernel specification", work.Tool("kernel", "status").Text);
        Assert.Equal(0, work.Tool("kernel", "install").ExitCode);
        Assert.DoesNotContain("is not a kernel specification", work.Tool("kernel", "status").Text);
    }

    [Fact]
    public void WithoutTheLibraryItIsSmall()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        using var kernel = KernelClient.Ready();
        using var cells = CellProcess(kernel);
        for (var i = 0; i < 20; i++)
            kernel.Execute($"var x{i} = {i};");
        var megabytes = new[] { kernel.Process, cells }.Sum(process => process.WorkingSet64) >> 20;
        Assert.InRange(megabytes, 1, 250);
    }

    [Fact]
    public void NoProcessIsLeftBehindByAKilledKernel()
    {
        using var kernel = KernelClient.Ready();
        var cells = CellProcess(kernel);
        kernel.Send("execute_request", KernelClient.Code("System.Threading.Thread.Sleep(60000);"));
        kernel.Process.Kill();
        Assert.True(cells.WaitForExit(s_patience));
    }

    [Theory]
    [InlineData("ip", "\"0.0.0.0\"", "listens only on 127.0.0.1")]
    [InlineData("transport", "\"ipc\"", "supports only tcp")]
    [InlineData("signature_scheme", "\"hmac-md5\"", "supports only hmac-sha256")]
    [InlineData("shell_port", "\"none\"", "'shell_port' is not a port")]
    [InlineData("key", "5", "'key' is not a string")]
    public void AConnectionFileThatCannotBeUsedIsOneSentence(string name, string value, string message)
    {
        using var kernel = new KernelClient(connection => connection[name] = JsonNode.Parse(value));
        AssertRefused(kernel, message);
    }

    [Fact]
    public void ATakenPortIsOneSentence()
    {
        using var first = KernelClient.Ready();
        using var second = new KernelClient(connection => connection["shell_port"] = first.Ports[0]);
        AssertRefused(second, "cannot listen on");
    }

    [Fact]
    public void InstallingWritesAKernelThatStatusAndCheckKnowAndUninstallingRemovesIt()
    {
        using var work = new Workspace();
        work.Environment["JUPYTER_DATA_DIR"] = Path.Combine(work.Folder, "jupyter");

        var installed = work.Tool("kernel", "install");
        var spec = JsonNode.Parse(work.Read("jupyter/kernels/ghn-csharp/kernel.json"))!;
        Assert.Equal(0, installed.ExitCode);
        Assert.Equal("message", (string)spec["interrupt_mode"]!);
        Assert.True(File.Exists((string)spec["argv"]![0]!));
        Assert.Contains("ghn-csharp: ours", work.Tool("kernel", "status").Text);
        Assert.Contains("ghn-csharp", work.Tool("check", "--json").Text);
        Assert.Contains("Removed", work.Tool("kernel", "uninstall").Text);
        Assert.False(Directory.Exists(Path.Combine(work.Folder, "jupyter/kernels/ghn-csharp")));
        var again = work.Tool("kernel", "uninstall");
        Assert.Equal((2, 1), (again.ExitCode, again.Text.Trim().Split('\n').Length));
    }

    [Fact]
    public void ARealKernelIsNeitherHiddenNorRemoved()
    {
        using var work = new Workspace();
        var real = Directory.CreateDirectory(Path.Combine(work.Folder, "jupyter/kernels/.net-csharp")).FullName;
        const string Spec = "{\"argv\": [\"dotnet\", \"interactive\"], \"language\": \"C#\"}";
        File.WriteAllText(Path.Combine(real, "kernel.json"), Spec);
        work.Environment["JUPYTER_PATH"] = Path.Combine(work.Folder, "jupyter");
        work.Environment["JUPYTER_DATA_DIR"] = Path.Combine(work.Folder, "user");
        work.Environment["DOTNET_CLI_HOME"] = work.Folder;
        Directory.CreateDirectory(Path.Combine(work.Folder, ".dotnet/tools"));
        work.File(".dotnet/tools/dotnet-interactive", ""); // without its tool it is dead, and ours may stand in

        var install = work.Tool("kernel", "install", "--name", ".net-csharp");

        Assert.Equal(2, install.ExitCode);
        Assert.Contains("not ours", install.Text);
        Assert.False(Directory.Exists(Path.Combine(work.Folder, "user")));
        Assert.Contains(".NET Interactive's", work.Tool("kernel", "status").Text);
        work.Environment["JUPYTER_DATA_DIR"] = Path.Combine(work.Folder, "jupyter");
        Assert.Equal(2, work.Tool("kernel", "uninstall", "--name", ".net-csharp").ExitCode);
        Assert.Equal(Spec, work.Read("jupyter/kernels/.net-csharp/kernel.json"));
    }

    private static Process CellProcess(KernelClient kernel) =>
        Process.GetProcessById(int.Parse(kernel.Execute("Environment.ProcessId").Value, CultureInfo.InvariantCulture));

    private static void AssertRefused(KernelClient kernel, string message)
    {
        Assert.True(kernel.Process.WaitForExit(s_patience));
        Assert.Equal(2, kernel.Process.ExitCode);
        kernel.Process.WaitForExit();
        Assert.Contains(message, kernel.Log);
        Assert.Single(kernel.Log.Trim().Split('\n'));
    }
}

using System.Diagnostics;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Jupyter;

/// <summary>Debian's Jupyter with our kernel installed into a folder of its own; a test that needs it is skipped without it.</summary>
internal sealed class JupyterInstallation : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Packages = "jupyter-nbconvert python3-notebook python3-jupyter-kernel-test";

    private readonly Workspace _work = new();

    public JupyterInstallation(params string[] kernelNames)
    {
        Needed.From(
            File.Exists(Interpreter) && Run(Interpreter, "-c", "import nbconvert, jupyter_kernel_test").ExitCode == 0,
            $"Debian's Jupyter is not installed: apt-get install {Packages}"
        );
        foreach (var name in kernelNames)
        {
            var installed = Run(Path.Combine(ToolAssemblies.Folder, "ghn"), "kernel", "install", "--name", name);
            Assert.True(installed.ExitCode == 0, installed.Text);
        }
    }

    public Workspace Work => _work;

    /// <summary>Environment variables of Jupyter and its kernels, besides its own folders.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Where this installation looks for kernels.</summary>
    public string DataFolder => Path.Combine(_work.Folder, "JUPYTER_DATA_DIR");

    /// <summary>Executes a notebook on the kernel that it names, into the folder "out".</summary>
    public ToolRun Nbconvert(string notebook) =>
        Run(
            Interpreter,
            "-m",
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--ExecutePreprocessor.timeout=600",
            "--output-dir",
            Path.Combine(_work.Folder, "out"),
            notebook
        );

    public ToolRun UnitTests(string file) => Run(Interpreter, file, "-v");

    /// <summary>Runs a program of Jupyter's Python in a folder.</summary>
    public ToolRun Python(string folder, params string[] arguments)
    {
        var start = Prepared(Interpreter, arguments);
        start.WorkingDirectory = folder;
        return End(start);
    }

    public void Dispose() => _work.Dispose();

    /// <summary>Starts Jupyter's Python with this installation's folders.</summary>
    public Process Start(params string[] arguments) => Process.Start(Prepared(Interpreter, arguments))!;

    private ToolRun Run(string program, params string[] arguments) => End(Prepared(program, arguments));

    private static ToolRun End(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var text = output.Result + errors.Result;
        process.WaitForExit();
        return new ToolRun(process.ExitCode, text);
    }

    private ProcessStartInfo Prepared(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _work.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var variable in new[] { "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR" }
        )
            start.Environment[variable] = Path.Combine(_work.Folder, variable);
        foreach (var (variable, value) in Environment)
            start.Environment[variable] = value;
        start.Environment["GHN_PROFILE"] = "smoke";
        start.Environment["GHN_DATA_SET"] = "generated";
        return start;
    }
}

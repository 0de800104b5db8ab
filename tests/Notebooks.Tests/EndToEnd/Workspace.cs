using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notebooks.Tests.EndToEnd;

/// <summary>What the tool printed, and how it ended.</summary>
internal sealed record ToolRun(int ExitCode, string Text);

/// <summary>A temporary folder of notebooks, and the tool run in it as a user runs it.</summary>
internal sealed class Workspace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("ghn-notebooks-").FullName;

    /// <summary>Environment variables of the tool.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public static string Artifacts => ToolAssemblies.Folder.Replace('\\', '/');

    /// <summary>Writes the least that a notebook can be: code cells, and prose where a cell begins with "md:".</summary>
    public string Notebook(string name, params string[] cells)
    {
        var json = new JsonArray();
        foreach (var cell in cells)
            json.Add(
                cell.StartsWith("md:", StringComparison.Ordinal)
                    ? new JsonObject { ["cell_type"] = "markdown", ["source"] = cell[3..] }
                    : new JsonObject { ["cell_type"] = "code", ["source"] = cell }
            );
        return File(name + ".ipynb", new JsonObject { ["cells"] = json, ["nbformat"] = 4 }.ToJsonString());
    }

    public string File(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public string Read(string name) => System.IO.File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>The outputs of the n-th cell of an executed notebook, as JSON.</summary>
    public string Outputs(string name, int cell) =>
        JsonNode.Parse(Read($"out/{name}.ipynb"))!["cells"]![cell]!["outputs"]!.ToJsonString(
            new JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );

    /// <summary>Runs, and sends Ctrl-C to the tool once a cell has written the file.</summary>
    public ToolRun RunUntil(string file, params string[] arguments) => RunUntil(file, "-INT", arguments);

    /// <summary>The same with another signal.</summary>
    public ToolRun RunUntil(string file, string signal, string[] arguments) =>
        Tool(
            ["run", .. arguments, "--out", Path.Combine(Folder, "out")],
            process =>
            {
                while (!System.IO.File.Exists(Path.Combine(Folder, file)) && !process.HasExited)
                    Thread.Sleep(50);
                Process.Start("bash", ["-c", $"kill {signal} {process.Id}"]).WaitForExit();
            }
        );

    /// <summary>Runs the tool, and kills it as a power cut would as soon as <paramref name="reached"/> holds.</summary>
    public ToolRun ToolKilledWhen(Func<bool> reached, params string[] arguments) =>
        Tool(
            arguments,
            process =>
            {
                while (!reached() && !process.HasExited)
                    Thread.Sleep(5);
                process.Kill();
            }
        );

    public ToolRun Run(params string[] arguments) => Tool(["run", .. arguments, "--out", Path.Combine(Folder, "out")]);

    public ToolRun Tool(params string[] arguments) => Tool(arguments, _ => { });

    /// <summary>Runs the tool, and tells its largest resident memory in bytes (Linux).</summary>
    public (ToolRun Run, long Memory) ToolMeasured(params string[] arguments)
    {
        long most = 0;
        var run = Tool(
            arguments,
            process =>
            {
                for (; !process.HasExited; Thread.Sleep(20))
                    try
                    {
                        process.Refresh();
                        most = Math.Max(most, process.WorkingSet64);
                    }
                    catch (InvalidOperationException) { } // it ended just now
            }
        );
        return (run, most);
    }

    /// <summary>Runs a line of bash.</summary>
    public ToolRun Shell(string line) => Program("bash", ["-c", line], _ => { });

    private ToolRun Tool(string[] arguments, Action<Process> whileRunning) =>
        Program(Path.Combine(ToolAssemblies.Folder, "ghn"), arguments, whileRunning);

    private ToolRun Program(string program, string[] arguments, Action<Process> whileRunning)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in new[] { "GHN_PROFILE", "GHN_DATA_SET", "GHN_DATA", "GHN_DEVICE" }) // a test gives what it needs
            start.Environment.Remove(variable);
        foreach (var (variable, value) in Environment)
            start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        whileRunning(process);
        var text = output.Result + errors.Result;
        process.WaitForExit();
        return new ToolRun(process.ExitCode, text);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

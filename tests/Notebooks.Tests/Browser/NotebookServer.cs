using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Notebooks.Tests.Jupyter;

namespace Notebooks.Tests.Browser;

/// <summary>Debian's Notebook server over a copy of the course, with our kernel under the name that the notebooks ask for.</summary>
internal sealed class NotebookServer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly JupyterInstallation _jupyter = new(".net-csharp");
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _address = new();
    private readonly Process _server;

    public NotebookServer()
    {
        Directory.CreateDirectory(Folder);
        foreach (var name in new[] { "artifacts", "notebooks/results" })
            File.CreateSymbolicLink(
                Path.Combine(_jupyter.Work.Folder, name),
                Path.Combine(ToolAssemblies.Repository, name)
            );
        _server = _jupyter.Start(
            "-m",
            "notebook",
            "--no-browser",
            "--allow-root",
            $"--port={KernelClient.FreePorts(1)[0]}",
            "--notebook-dir=" + Folder
        );
        _server.OutputDataReceived += (_, line) => Read(line.Data);
        _server.ErrorDataReceived += (_, line) => Read(line.Data);
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
    }

    public string Folder => Path.Combine(_jupyter.Work.Folder, "notebooks");

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Puts a notebook of the course where the server finds it.</summary>
    public void Add(string name)
    {
        foreach (var file in new[] { name, "setup.dib" })
            File.Copy(
                Path.Combine(ToolAssemblies.Repository, "notebooks", file),
                Path.Combine(Folder, file),
                overwrite: true
            );
    }

    /// <summary>Puts a small notebook beside them: code cells for the kernel that the course asks for.</summary>
    public void Add(string name, params string[] cells)
    {
        Add("00-setup.ipynb");
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "00-setup.ipynb")))!;
        json["cells"] = new JsonArray([
            .. cells.Select(
                (cell, i) =>
                    new JsonObject
                    {
                        ["cell_type"] = "code",
                        ["id"] = $"cell-{i}",
                        ["metadata"] = new JsonObject(),
                        ["source"] = cell,
                        ["outputs"] = new JsonArray(),
                        ["execution_count"] = null,
                    }
            ),
        ]);
        File.WriteAllText(Path.Combine(Folder, name + ".ipynb"), json.ToJsonString());
    }

    /// <summary>The address at which a notebook opens, with the server's token.</summary>
    public async Task<string> AddressAsync(string notebook)
    {
        var root = await _address.Task.WaitAsync(s_patience);
        return root.Replace(
            "/?token=",
            $"/notebooks/{Uri.EscapeDataString(notebook)}?token=",
            StringComparison.Ordinal
        );
    }

    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        _jupyter.Dispose();
    }

    private void Read(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
        var at = line?.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) ?? -1;
        if (at >= 0 && line!.Contains("/?token=", StringComparison.Ordinal))
            _address.TrySetResult(line[at..].Trim());
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace Ghn.Tool.Jupyter;

/// <summary>
/// <c>ghn kernel measure</c>: how long a reader waits for the kernel, and how much memory it takes before a notebook loads
/// torch. Times end when the reply is there.
/// </summary>
internal sealed class KernelMeasurement : IDisposable
{
    private const int Cells = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WireFormat _format = new(key: "");
    private readonly DealerSocket _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-kernel-");
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Process _kernel;

    private KernelMeasurement()
    {
        var ports = FreePorts(5);
        string[] names = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"];
        var connection = new JsonObject(
            names.Zip(ports, (name, port) => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(port)))
        );
        var file = Path.Combine(_folder.FullName, "connection.json");
        File.WriteAllText(file, connection.ToJsonString());
        _kernel = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["kernel", "start", file])
            {
                WorkingDirectory = _folder.FullName,
            }
        )!;
        _shell.Options.Linger = TimeSpan.Zero;
        _shell.Connect($"tcp://127.0.0.1:{ports[0]}");
    }

    /// <summary>Starts kernels one after the other, and writes medians and extremes.</summary>
    public static int Run(int starts, TextWriter output)
    {
        var all = new List<(double Prompt, double First, double Cell, double? Memory)>();
        for (var i = 0; i < starts; i++)
        {
            using var kernel = new KernelMeasurement();
            all.Add(kernel.Measure());
        }
        output.WriteLine(
            $"{starts} starts, {Environment.ProcessorCount} processors; median (from, to)"
                + $"\nstart to first prompt:        {Told(all.Select(one => one.Prompt), 1_000, "0 ms")}"
                + $"\nfirst cell after that:        {Told(all.Select(one => one.First), 1_000, "0 ms")}"
                + $"\na trivial cell, median of {Cells}:  {Told(all.Select(one => one.Cell), 1_000, "0 ms")}"
        );
        if (all[0].Memory is not null)
            output.WriteLine(
                $"memory of both processes:     {Told(all.Select(one => one.Memory!.Value), 1e-6, "0 MB")}"
            );
        return 0;
    }

    public void Dispose()
    {
        _kernel.Kill(entireProcessTree: true);
        _kernel.WaitForExit();
        _kernel.Dispose();
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }

    private (double Prompt, double First, double Cell, double? Memory) Measure()
    {
        Ask("kernel_info_request", []);
        var prompt = _watch.Elapsed.TotalSeconds;
        var first = Cell(0);
        var cells = Enumerable.Range(1, Cells).Select(Cell).Order().ToArray();
        return (prompt, first, cells[Cells / 2], Memory());
    }

    private double Cell(int number)
    {
        var start = _watch.Elapsed;
        Ask("execute_request", new JsonObject { ["code"] = $"var x{number} = {number} + 1; x{number}" });
        return (_watch.Elapsed - start).TotalSeconds;
    }

    private void Ask(string type, JsonObject content)
    {
        _shell.SendMultipartMessage(_format.Write([], type, null, content));
        var frames = new NetMQMessage();
        if (!_shell.TryReceiveMultipartMessage(Patience, ref frames))
            throw new GhnException($"The kernel did not answer a {type} within {Patience.TotalMinutes} minutes.");
        var reply = _format.Read(frames!, out var problem);
        if (reply is null || reply.Text("status") != "ok")
            throw new GhnException($"The kernel's answer to a {type} is no success: {problem}{reply?.Content}");
    }

    // Resident bytes of the process with the sockets and of its child with the cells; null where there is no /proc.
    private double? Memory()
    {
        var children = $"/proc/{_kernel.Id}/task/{_kernel.Id}/children";
        if (!File.Exists(children))
            return null;
        var ids = File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _kernel.Refresh();
        return _kernel.WorkingSet64
            + ids.Sum(id =>
            {
                using var child = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
                return (double)child.WorkingSet64;
            });
    }

    private static string Told(IEnumerable<double> values, double scale, string format)
    {
        var sorted = values.Select(value => value * scale).Order().ToArray();
        string Of(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Of(sorted[sorted.Length / 2])} ({Of(sorted[0])}, {Of(sorted[^1])})";
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(one => ((IPEndPoint)one.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;
using Notebooks.Tests.EndToEnd;

namespace Notebooks.Tests.Jupyter;

/// <summary>What one request led to.</summary>
internal sealed record Answer(Received Reply, IReadOnlyList<Received> Published)
{
    public string Text(string stream) =>
        string.Concat(
            Published
                .Where(one => one.Type == "stream" && (string)one.Content["name"]! == stream)
                .Select(one => (string)one.Content["text"]!)
        );

    public Received Single(string type) => Assert.Single(Published, one => one.Type == type);

    /// <summary>The value of the cell as plain text.</summary>
    public string Value => (string)Single("execute_result").Content["data"]!["text/plain"]!;
}

/// <summary>A running kernel and a front end that talks to it.</summary>
internal sealed class KernelClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Workspace _work = new();
    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly DealerSocket _stdin = new();
    private readonly SubscriberSocket _ioPub = new();
    private readonly RequestSocket _heartbeat = new();
    private readonly StringBuilder _log = new();

    public KernelClient(Action<JsonObject>? change = null)
    {
        var ports = FreePorts(5);
        var connection = new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = "127.0.0.1",
            ["key"] = JupyterWire.Key,
            ["signature_scheme"] = "hmac-sha256",
        };
        string[] names = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"];
        foreach (var (name, port) in names.Zip(ports))
            connection[name] = port;
        Ports = ports;
        change?.Invoke(connection);
        var file = _work.File("connection.json", connection.ToJsonString());
        Process = Process.Start(
            new ProcessStartInfo(Path.Combine(ToolAssemblies.Folder, "ghn"), ["kernel", "start", file])
            {
                WorkingDirectory = _work.Folder,
                RedirectStandardError = true,
            }
        )!;
        Process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
                _log.AppendLine(line.Data);
        };
        Process.BeginErrorReadLine();
        // As front ends do: the kernel asks on the one socket who has sent a cell on the other.
        _shell.Options.Identity = _stdin.Options.Identity = Guid.NewGuid().ToByteArray();
        _stdin.Connect($"tcp://127.0.0.1:{ports[2]}");
        _shell.Connect($"tcp://127.0.0.1:{ports[0]}");
        _control.Connect($"tcp://127.0.0.1:{ports[1]}");
        _ioPub.Connect($"tcp://127.0.0.1:{ports[3]}");
        _ioPub.SubscribeToAnyTopic();
        _heartbeat.Connect($"tcp://127.0.0.1:{ports[4]}");
    }

    public Process Process { get; }

    public IReadOnlyList<int> Ports { get; }

    public string Folder => _work.Folder;

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>A kernel whose published messages reach this client: a subscription takes a moment to arrive.</summary>
    public static KernelClient Ready()
    {
        var client = new KernelClient();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var id = client.Send("kernel_info_request", []);
            client.ReplyTo(id);
            if (client.TryPublished(id, TimeSpan.FromMilliseconds(200), out _))
                return client;
        }
        throw new TimeoutException("The kernel publishes nothing.\n" + client.Log);
    }

    public Answer Execute(string code) => Ask("execute_request", Code(code));

    /// <summary>As a front end whose clock differs from the kernel's.</summary>
    public Answer Execute(string code, TimeSpan clock)
    {
        var (id, frames) = JupyterWire.Request("execute_request", Code(code), clock);
        SendFrames(frames);
        return Wait(id);
    }

    public Answer Ask(string type, JsonObject content)
    {
        var id = Send(type, content);
        return Wait(id);
    }

    /// <summary>The reply, and everything published up to "idle".</summary>
    public Answer Wait(string id)
    {
        var reply = ReplyTo(id);
        Assert.True(TryPublished(id, Patience, out var published), Log);
        return new Answer(reply, published);
    }

    public string Send(string type, JsonObject content) => Send(_shell, type, content);

    public void SendFrames(IEnumerable<byte[]> frames, bool control = false) =>
        (control ? _control : _shell).SendMultipartBytes(frames);

    public Received ReplyTo(string id) => Receive(_shell, id);

    /// <summary>A request on the control channel, which comes through while a cell runs.</summary>
    public Received Control(string type, JsonObject content) => Receive(_control, Send(_control, type, content));

    /// <summary>What the kernel asks the reader next.</summary>
    public Received Question() =>
        TryReceive(_stdin, Patience, out var question) ? question : throw new TimeoutException("No question.\n" + Log);

    /// <summary>What the reader answers.</summary>
    public void Answer(string value) => Send(_stdin, "input_reply", new JsonObject { ["value"] = value });

    public bool Heartbeat()
    {
        _heartbeat.SendFrame("ping");
        return _heartbeat.TryReceiveFrameString(Patience, out var echo) && echo == "ping";
    }

    /// <summary>The next published message of any request that satisfies the condition.</summary>
    public Received Published(Func<Received, bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
            if (TryReceive(_ioPub, TimeSpan.FromMilliseconds(500), out var message) && condition(message))
                return message;
        throw new TimeoutException("Not published.\n" + Log);
    }

    public static JsonObject Code(string code) =>
        new()
        {
            ["code"] = code,
            ["silent"] = false,
            ["store_history"] = true,
            ["stop_on_error"] = true,
        };

    public void Dispose()
    {
        foreach (var socket in new NetMQSocket[] { _shell, _control, _stdin, _ioPub, _heartbeat })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }
        if (!Process.HasExited)
            Process.Kill(entireProcessTree: true);
        Process.WaitForExit();
        Process.Dispose();
        _work.Dispose();
    }

    private static string Send(DealerSocket socket, string type, JsonObject content)
    {
        var (id, frames) = JupyterWire.Request(type, content);
        socket.SendMultipartBytes(frames);
        return id;
    }

    private Received Receive(NetMQSocket socket, string id)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
            if (TryReceive(socket, Patience - clock.Elapsed, out var message) && message.ParentId == id)
                return message;
        throw new TimeoutException("No reply.\n" + Log);
    }

    private bool TryPublished(string id, TimeSpan patience, out List<Received> published)
    {
        published = [];
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience)
        {
            if (!TryReceive(_ioPub, patience - clock.Elapsed, out var message) || message.ParentId != id)
                continue;
            if (message.Type == "status" && (string)message.Content["execution_state"]! == "idle")
                return true;
            published.Add(message);
        }
        return false;
    }

    private static bool TryReceive(NetMQSocket socket, TimeSpan patience, out Received message)
    {
        // In whole milliseconds: NetMQ cuts the rest off, and then waits for ever on what is neither nothing nor one.
        var rest = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(patience.TotalMilliseconds)));
        var frames = new NetMQMessage();
        var came = socket.TryReceiveMultipartMessage(rest, ref frames);
        message = came ? JupyterWire.Read(frames!) : null!;
        return came;
    }

    internal static int[] FreePorts(int count)
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

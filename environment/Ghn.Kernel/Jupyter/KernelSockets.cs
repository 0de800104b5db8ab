using NetMQ;
using NetMQ.Sockets;

namespace Ghn.Kernel.Jupyter;

internal enum Channel
{
    Shell,
    Control,
    Stdin,
}

// The five sockets of a kernel, on one thread that does nothing else: the heartbeat answers, and control messages come
// through, whatever a cell does. Messages may be sent from any thread.
internal sealed class KernelSockets : IDisposable
{
    private const int MaxMessage = 32 << 20; // a larger frame ends its sender's connection, not the kernel
    private const int LoggedProblems = 20;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly WireFormat _format;
    private readonly RouterSocket _shell = new();
    private readonly RouterSocket _control = new();
    private readonly RouterSocket _stdin = new();
    private readonly PublisherSocket _ioPub = new();
    private readonly ResponseSocket _heartbeat = new();
    private readonly NetMQQueue<(NetMQSocket Socket, NetMQMessage Message)> _outgoing = new();
    private readonly NetMQPoller _poller;
    private int _problems;

    // Binds the sockets. Throws GhnException where a port is taken.
    public KernelSockets(ConnectionFile connection)
    {
        _format = new WireFormat(connection.Key);
        Bind(_shell, connection.Host, connection.ShellPort);
        Bind(_control, connection.Host, connection.ControlPort);
        Bind(_stdin, connection.Host, connection.StdinPort);
        Bind(_ioPub, connection.Host, connection.IoPubPort);
        Bind(_heartbeat, connection.Host, connection.HeartbeatPort);
        _shell.ReceiveReady += (_, _) => Receive(_shell, Channel.Shell);
        _control.ReceiveReady += (_, _) => Receive(_control, Channel.Control);
        _stdin.ReceiveReady += (_, _) => Receive(_stdin, Channel.Stdin);
        _heartbeat.ReceiveReady += (_, _) => _heartbeat.SendMultipartMessage(_heartbeat.ReceiveMultipartMessage());
        _outgoing.ReceiveReady += (_, ready) =>
        {
            while (ready.Queue.TryDequeue(out var one, TimeSpan.Zero))
                one.Socket.SendMultipartMessage(one.Message);
        };
        _poller = [_shell, _control, _stdin, _heartbeat, _outgoing];
    }

    // A request has come; called on the sockets' thread, which must not wait.
    public event Action<Channel, JupyterMessage>? Received;

    public void Start() => _poller.RunAsync("jupyter sockets", isBackgroundThread: true);

    public void Reply(Channel channel, JupyterMessage to, string type, JsonObject content) =>
        Send(channel == Channel.Shell ? _shell : _control, to.Identities, type, to.Header, content);

    // Asks the front end that sent the cell for a line of input.
    public void Ask(JupyterMessage cell) =>
        Send(
            _stdin,
            cell.Identities, // a front end has the same one on all its sockets
            "input_request",
            cell.Header,
            new JsonObject { ["prompt"] = "", ["password"] = false }
        );

    public void Publish(string type, JupyterMessage? parent, JsonObject content) =>
        Send(_ioPub, [Encoding.UTF8.GetBytes(type)], type, parent?.Header, content);

    public void Dispose()
    {
        _poller.Dispose();
        foreach (var socket in new NetMQSocket[] { _shell, _control, _stdin, _ioPub, _heartbeat })
            socket.Dispose();
        _outgoing.Dispose();
        NetMQConfig.Cleanup(block: true); // what was sent goes out, for as long as the sockets linger
    }

    private void Send(
        NetMQSocket socket,
        IEnumerable<byte[]> identities,
        string type,
        JsonObject? parent,
        JsonObject content
    )
    {
        try
        {
            _outgoing.Enqueue((socket, _format.Write(identities, type, parent, content)));
        }
        catch (ObjectDisposedException) { } // a cell went on printing while the kernel shut down
    }

    private void Receive(RouterSocket socket, Channel channel)
    {
        var frames = socket.ReceiveMultipartMessage();
        if (_format.Read(frames, out var problem) is { } message)
            Received?.Invoke(channel, message);
        else if (++_problems <= LoggedProblems)
            Console.Error.WriteLine($"A message on the {channel} channel was dropped: {problem}.");
    }

    private static void Bind(NetMQSocket socket, string host, int port)
    {
        socket.Options.Linger = Linger;
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        socket.Options.MaxMsgSize = MaxMessage;
        var address = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        try
        {
            socket.Options.IPv4Only = !host.Contains(':', StringComparison.Ordinal);
            socket.Bind($"tcp://{address}:{port}");
        }
        catch (NetMQException e)
        {
            throw Refusal.Because($"The kernel cannot listen on {address}:{port}: {e.Message} Start it again.", e);
        }
    }
}

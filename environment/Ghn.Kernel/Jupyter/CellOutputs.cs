namespace Ghn.Kernel.Jupyter;

// Publishes what cells write, as an answer to the request of the last cell.
internal sealed class CellOutputs : IDisposable
{
    private readonly KernelSockets _sockets;
    private readonly StreamJoiner _streams;
    private volatile CellRequest? _cell;

    public CellOutputs(KernelSockets sockets)
    {
        _sockets = sockets;
        _streams = new StreamJoiner(PublishStream);
    }

    // The plain text of the last cell's value, if it has shown one.
    public string? Result { get; private set; }

    public void Begin(JupyterMessage request, int count, bool silent)
    {
        Flush();
        Result = null;
        _cell = new CellRequest(request, count, silent);
    }

    public void Flush() => _streams.Flush();

    public void Dispose() => _streams.Dispose();

    public void Printed(string stream, string text) => _streams.Add(stream, text);

    public void Wrote(JsonObject output, string? displayId)
    {
        var type = (string)output["output_type"]!;
        Flush();
        var (request, count, silent) = _cell ?? new CellRequest(null, 0, false);
        if (type == "execute_result" && silent)
            return;
        output.Remove("output_type");
        if (type == "execute_result")
        {
            output["execution_count"] = count;
            Result = (string?)output["data"]?["text/plain"];
        }
        if (displayId is not null)
            output["transient"] = new JsonObject { ["display_id"] = displayId };
        _sockets.Publish(type, request, output);
    }

    public void Rewrote(string displayId, JsonObject data)
    {
        Flush();
        _sockets.Publish(
            "update_display_data",
            _cell?.Message,
            new JsonObject
            {
                ["data"] = data,
                ["metadata"] = new JsonObject(),
                ["transient"] = new JsonObject { ["display_id"] = displayId },
            }
        );
    }

    public void Asked()
    {
        Flush();
        if (_cell?.Message is { } request)
            _sockets.Ask(request);
    }

    private void PublishStream(string name, string text) =>
        _sockets.Publish("stream", _cell?.Message, new JsonObject { ["name"] = name, ["text"] = text });

    private sealed record CellRequest(JupyterMessage? Message, int Count, bool Silent);
}

// Joins what a cell prints within a moment: a cell that prints a hundred thousand lines must not become as many
// messages.
internal sealed class StreamJoiner : IDisposable
{
    private const int Full = 32_768;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Action<string, string> _publish;
    private readonly StringBuilder _text = new();
    private readonly Timer _timer;
    private string _name = "";

    public StreamJoiner(Action<string, string> publish)
    {
        _publish = publish;
        _timer = new Timer(_ => Flush());
    }

    public void Add(string name, string text)
    {
        lock (_text)
        {
            if (name != _name)
                Flush();
            _name = name;
            if (_text.Length == 0)
                _timer.Change(Moment, Timeout.InfiniteTimeSpan);
            _text.Append(text);
            if (_text.Length >= Full)
                Flush();
        }
    }

    public void Flush()
    {
        lock (_text)
        {
            if (_text.Length > 0)
                _publish(_name, _text.ToString());
            _text.Clear();
        }
    }

    public void Dispose() => _timer.Dispose();
}

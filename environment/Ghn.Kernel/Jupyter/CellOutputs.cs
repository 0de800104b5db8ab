using System.Text.Json.Nodes;

namespace Ghn.Kernel.Jupyter;

/// <summary>Publishes what cells write, as an answer to the request of the last cell.</summary>
internal sealed class CellOutputs : ICellListener, IDisposable
{
    private readonly KernelSockets _sockets;
    private readonly StreamJoiner _streams;
    private volatile CellRequest? _cell;

    public CellOutputs(KernelSockets sockets)
    {
        _sockets = sockets;
        _streams = new StreamJoiner(PublishStream);
    }

    /// <summary>The plain text of the last cell's value, if it has shown one.</summary>
    public string? Result { get; private set; }

    /// <summary>What comes from now on belongs to this cell.</summary>
    public void Begin(JupyterMessage request, int count, bool silent)
    {
        Flush();
        Result = null;
        _cell = new CellRequest(request, count, silent);
    }

    /// <summary>Publishes what waits to be joined; before the end of a cell is told.</summary>
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

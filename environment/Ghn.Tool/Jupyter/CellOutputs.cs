using System.Text.Json.Nodes;

namespace Ghn.Tool.Jupyter;

/// <summary>Publishes what cells write, as an answer to the request of the last cell.</summary>
internal sealed class CellOutputs(KernelSockets sockets) : ICellListener
{
    private volatile CellRequest? _cell;

    /// <summary>The plain text of the last cell's value, if it has shown one.</summary>
    public string? Result { get; private set; }

    /// <summary>What comes from now on belongs to this cell.</summary>
    public void Begin(JupyterMessage request, int count, bool silent)
    {
        Result = null;
        _cell = new CellRequest(request, count, silent);
    }

    public void Wrote(JsonObject output, string? displayId)
    {
        var type = (string)output["output_type"]!;
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
        sockets.Publish(type, request, output);
    }

    public void Rewrote(string displayId, JsonObject data) =>
        sockets.Publish(
            "update_display_data",
            _cell?.Message,
            new JsonObject
            {
                ["data"] = data,
                ["metadata"] = new JsonObject(),
                ["transient"] = new JsonObject { ["display_id"] = displayId },
            }
        );

    private sealed record CellRequest(JupyterMessage? Message, int Count, bool Silent);
}

using System.Text.Json.Nodes;

namespace Ghn.Kernel.Jupyter;

/// <summary>Hears what the process that runs the cells reports, while it happens.</summary>
internal interface ICellListener
{
    /// <summary>Text for a stream.</summary>
    void Printed(string stream, string text);

    /// <summary>An output in the form in which notebooks store it.</summary>
    void Wrote(JsonObject output, string? displayId);

    /// <summary>The cell waits for a line of input.</summary>
    void Asked();

    /// <summary>New content for an earlier display.</summary>
    void Rewrote(string displayId, JsonObject data);
}

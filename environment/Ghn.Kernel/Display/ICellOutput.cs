using System.Text.Json.Nodes;

namespace Ghn.Kernel.Display;

/// <summary>Where the outputs of the running cell go.</summary>
internal interface ICellOutput
{
    /// <summary>Takes text for a stream.</summary>
    void Print(string stream, string text);

    /// <summary>Takes an output in the form in which notebooks store it.</summary>
    void Add(JsonObject output, string? displayId = null);

    /// <summary>Replaces what a display showed before.</summary>
    void Update(string displayId, JsonObject data);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ghn.Kernel.Engine;

namespace Ghn.Kernel.Worker;

/// <summary>What the process that runs a notebook reports, one line of JSON each.</summary>
[JsonDerivedType(typeof(CellStarted), "started")]
[JsonDerivedType(typeof(CellPrinted), "printed")]
[JsonDerivedType(typeof(CellWrote), "wrote")]
[JsonDerivedType(typeof(CellRewrote), "rewrote")]
[JsonDerivedType(typeof(CellFinished), "finished")]
[JsonDerivedType(typeof(CellAnswered), "answered")]
[JsonDerivedType(typeof(CellAsked), "asked")]
internal abstract record CellEvent
{
    public string ToLine() => JsonSerializer.Serialize(this);

    public static CellEvent FromLine(string line) => JsonSerializer.Deserialize<CellEvent>(line)!;
}

internal sealed record CellStarted(int Number) : CellEvent;

/// <summary>Text for a stream of the cell that runs: often a hundred thousand lines, so it is no JSON tree.</summary>
internal sealed record CellPrinted(string Stream, string Text) : CellEvent;

/// <summary>A new output of the cell that runs.</summary>
internal sealed record CellWrote(JsonObject Output, string? DisplayId) : CellEvent;

/// <summary>New content for a display of this cell or of an earlier one.</summary>
internal sealed record CellRewrote(string DisplayId, JsonObject Data) : CellEvent;

/// <summary>The cell that runs waits for a line of input.</summary>
internal sealed record CellAsked : CellEvent;

internal sealed record CellFinished(int Number, CellError? Error) : CellEvent;

/// <summary>The answer to a question about code.</summary>
internal sealed record CellAnswered(JsonObject Content) : CellEvent;

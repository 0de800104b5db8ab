using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ghn.Kernel.Engine;

namespace Ghn.Kernel.Worker;

/// <summary>What the process that runs cells is asked, one line of JSON each.</summary>
[JsonDerivedType(typeof(OpenFolder), "open")]
[JsonDerivedType(typeof(WarmUp), "warm")]
[JsonDerivedType(typeof(RunCell), "run")]
[JsonDerivedType(typeof(InterruptCell), "interrupt")]
[JsonDerivedType(typeof(GiveInput), "input")]
[JsonDerivedType(typeof(CompleteCode), "complete")]
[JsonDerivedType(typeof(InspectCode), "inspect")]
[JsonDerivedType(typeof(JudgeCode), "judge")]
[JsonDerivedType(typeof(CloseNotebook), "close")]
internal abstract record WorkerRequest
{
    public string ToLine() => JsonSerializer.Serialize(this);

    public static WorkerRequest FromLine(string line) => JsonSerializer.Deserialize<WorkerRequest>(line)!;
}

/// <summary>The first request: the folder of the notebook.</summary>
/// <param name="Folder">Its path.</param>
/// <param name="PlainText">Whether outputs also come as plain text, for front ends that show no HTML.</param>
internal sealed record OpenFolder(string Folder, bool PlainText = false) : WorkerRequest;

/// <summary>Loads the compiler while nothing runs yet, so that the first cell need not.</summary>
internal sealed record WarmUp : WorkerRequest;

/// <summary>Runs a cell.</summary>
/// <param name="Number">What error messages call it.</param>
/// <param name="Source">Its code.</param>
/// <param name="CanAsk">Whether somebody can be asked for what it reads from the console.</param>
internal sealed record RunCell(int Number, string Source, bool CanAsk = false) : WorkerRequest;

/// <summary>The line for which the running cell asked.</summary>
internal sealed record GiveInput(string Line) : WorkerRequest;

/// <summary>Ends the running cell; the second time, says what it waits for.</summary>
internal sealed record InterruptCell : WorkerRequest;

/// <summary>What could stand at this place of the code (counted in UTF-16 units)?</summary>
internal sealed record CompleteCode(string Source, int Position) : WorkerRequest;

/// <summary>What is it that stands at this place of the code?</summary>
internal sealed record InspectCode(string Source, int Position) : WorkerRequest;

/// <summary>Is the code complete, or does the reader go on typing?</summary>
internal sealed record JudgeCode(string Source) : WorkerRequest;

/// <summary>No cell will follow: dispose what cells declared with <c>using</c>, and answer.</summary>
internal sealed record CloseNotebook : WorkerRequest;

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

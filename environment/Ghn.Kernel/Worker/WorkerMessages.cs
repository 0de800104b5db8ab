using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ghn.Kernel.Worker;

// What the process that runs cells is asked, one line of JSON each.
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

// The first request: the folder of the notebook. With plain text, outputs also come as such, for front ends that show
// no HTML.
internal sealed record OpenFolder(string Folder, bool PlainText = false) : WorkerRequest;

// Loads the compiler while nothing runs yet, so that the first cell need not.
internal sealed record WarmUp : WorkerRequest;

internal sealed record RunCell(int Number, string Source, bool CanAsk = false) : WorkerRequest;

internal sealed record GiveInput(string Line) : WorkerRequest;

// Ends the running cell; the second time, says what it waits for.
internal sealed record InterruptCell : WorkerRequest;

// What could stand at this place of the code (counted in UTF-16 units)?
internal sealed record CompleteCode(string Source, int Position) : WorkerRequest;

internal sealed record InspectCode(string Source, int Position) : WorkerRequest;

internal sealed record JudgeCode(string Source) : WorkerRequest;

// No cell will follow: dispose what cells declared with `using`, and answer.
internal sealed record CloseNotebook : WorkerRequest;

// What the process that runs a notebook reports, one line of JSON each.
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

// Text for a stream of the cell that runs: often a hundred thousand lines, so it is no JSON tree.
internal sealed record CellPrinted(string Stream, string Text) : CellEvent;

internal sealed record CellWrote(JsonObject Output, string? DisplayId) : CellEvent;

internal sealed record CellRewrote(string DisplayId, JsonObject Data) : CellEvent;

internal sealed record CellAsked : CellEvent;

internal sealed record CellFinished(int Number, CellError? Error) : CellEvent;

internal sealed record CellAnswered(JsonObject Content) : CellEvent;

namespace Ghn.Tool.Execution;

internal enum CellStatus
{
    Ok,
    Failed,
    NotRun,
}

internal sealed record CellRun(int Number, string FirstLine, CellStatus Status, TimeSpan Time);

// Why a notebook failed: in which cell (null: before the first one) and at which line of it, if known.
internal sealed record RunFailure(int? Cell, int? Line, string Message)
{
    public string Place =>
        Cell is null ? "before the first cell"
        : Line is null ? $"in cell {Cell}"
        : $"in cell {Cell}, line {Line}";
}

internal sealed record NotebookRun(string Title, IReadOnlyList<CellRun> Cells, RunFailure? Failure, TimeSpan Time)
{
    public bool Ok => Failure is null;

    // Why cells were left out, such as "in fsharp", "in mermaid".
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    // "2 cells (in fsharp, in mermaid)".
    public static string Count(IReadOnlyCollection<string> leftOut) =>
        $"{leftOut.Count} {(leftOut.Count == 1 ? "cell" : "cells")} ({string.Join(", ", leftOut.Distinct())})";
}

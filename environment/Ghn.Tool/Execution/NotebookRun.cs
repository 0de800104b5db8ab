namespace Ghn.Tool.Execution;

internal enum CellStatus
{
    Ok,
    Failed,
    NotRun,
}

/// <summary>How one C# cell went.</summary>
internal sealed record CellRun(int Number, string FirstLine, CellStatus Status, TimeSpan Time);

/// <summary>Why a notebook failed: in which cell (null: before the first one) and at which line of it, if known.</summary>
internal sealed record RunFailure(int? Cell, int? Line, string Message)
{
    public string Place =>
        Cell is null ? "before the first cell"
        : Line is null ? $"in cell {Cell}"
        : $"in cell {Cell}, line {Line}";
}

/// <summary>How one notebook went.</summary>
internal sealed record NotebookRun(string Title, IReadOnlyList<CellRun> Cells, RunFailure? Failure, TimeSpan Time)
{
    public bool Ok => Failure is null;

    /// <summary>Why cells were left out, such as "in fsharp", "in mermaid".</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>"2 cells (in fsharp, in mermaid)".</summary>
    public static string Count(IReadOnlyCollection<string> leftOut) =>
        $"{leftOut.Count} {(leftOut.Count == 1 ? "cell" : "cells")} ({string.Join(", ", leftOut.Distinct())})";
}

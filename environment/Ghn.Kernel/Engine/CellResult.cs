namespace Ghn.Kernel.Engine;

/// <summary>
/// What running a cell gave: an error, or (if its last line is an expression) a value; and the time since <c>#!time</c>,
/// which is shown below the value.
/// </summary>
internal sealed record CellResult(
    CellError? Error,
    bool HasValue = false,
    object? Value = null,
    TimeSpan? WallTime = null
);

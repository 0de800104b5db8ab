using Ghn.Kernel.Document;

namespace Ghn.Kernel.Engine;

/// <summary>Why a cell failed, as a reader wants it: exact lines, and none of the engine's own frames.</summary>
/// <param name="Name">The exception's type, or "CompilationError".</param>
/// <param name="Message">The message alone.</param>
/// <param name="Line">The line of the cell, counted from 1; null if the error has none.</param>
/// <param name="Trace">What is shown below the cell, line by line, the message first.</param>
internal sealed record CellError(string Name, string Message, int? Line, IReadOnlyList<string> Trace)
{
    private const string Rest = "to see all of it, catch the exception and write its message to a file";

    /// <summary>The same, cut where it is longer than anybody reads.</summary>
    public CellError Shortened() =>
        this with
        {
            Message = LongText.Cut(Message, OutputLimits.Error, Rest),
            Trace = LongText.Cut(string.Join('\n', Trace), OutputLimits.Error, Rest).Split('\n'),
        };
}

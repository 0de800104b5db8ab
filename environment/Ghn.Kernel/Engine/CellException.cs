namespace Ghn.Kernel.Engine;

/// <summary>A cell that cannot be run as written: the sentence, and the line of the cell that it is about.</summary>
internal sealed class CellException(string message, int line) : Exception(message)
{
    public int Line => line;
}

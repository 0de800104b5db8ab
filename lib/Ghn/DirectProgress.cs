namespace Ghn;

/// <summary>
/// Reports on the caller's own thread and before the caller goes on, so that a display in a notebook cell is complete
/// and in order when the cell ends (<see cref="Progress{T}"/> posts reports to another thread).
/// </summary>
public sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}

namespace Ghn;

/// <summary>
/// Reports on the caller's thread, before the caller continues. The output of a notebook cell is therefore complete and
/// in order when the cell ends; <see cref="Progress{T}"/> posts reports to another thread.
/// </summary>
public sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}

using System.Threading.Channels;

namespace Ghn.Tool.Jupyter;

/// <summary>
/// What waits for the shell, in the order in which it came. After a cell has failed, the cells that were sent before the
/// front end could know are not run.
/// </summary>
internal sealed class ShellQueue
{
    private readonly Channel<(int Place, JupyterMessage Message)> _waiting =
        System.Threading.Channels.Channel.CreateUnbounded<(int, JupyterMessage)>();
    private int _received;
    private int _abortedPlace;
    private DateTimeOffset _abortedTime;

    public void Add(JupyterMessage message) =>
        _waiting.Writer.TryWrite((Interlocked.Increment(ref _received), message));

    public void Close() => _waiting.Writer.TryComplete();

    /// <summary>The next message, and whether it is a cell that must not run; null at the end.</summary>
    public async Task<(JupyterMessage Message, bool Aborted)?> NextAsync()
    {
        if (!await _waiting.Reader.WaitToReadAsync() || !_waiting.Reader.TryRead(out var next))
            return null;
        var (place, message) = next;
        var before = place <= _abortedPlace || message.Sent <= _abortedTime; // read already, or still on its way
        return (message, before && message.Type == "execute_request");
    }

    /// <summary>Leaves out the cells that have been sent until now.</summary>
    public void AbortWaiting() => (_abortedPlace, _abortedTime) = (Volatile.Read(ref _received), DateTimeOffset.UtcNow);
}

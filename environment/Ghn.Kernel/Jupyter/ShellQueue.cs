using System.Threading.Channels;

namespace Ghn.Kernel.Jupyter;

// What waits for the shell, in the order in which it came. After a cell has failed, the cells that were sent before the
// front end could know are not run.
internal sealed class ShellQueue
{
    private readonly Channel<Waiting> _waiting = System.Threading.Channels.Channel.CreateUnbounded<Waiting>();
    private Waiting? _current;
    private volatile bool _closed;
    private int _received;
    private int _abortedPlace;
    private DateTimeOffset _abortedTime;

    public void Add(JupyterMessage message) =>
        _waiting.Writer.TryWrite(new(Interlocked.Increment(ref _received), message, DateTimeOffset.UtcNow));

    // The end: what still waits is not answered.
    public void Close()
    {
        _closed = true;
        _waiting.Writer.TryComplete();
    }

    // The next message, and whether it is a cell that must not run; null at the end.
    public async Task<(JupyterMessage Message, bool Aborted)?> NextAsync()
    {
        if (!await _waiting.Reader.WaitToReadAsync() || !_waiting.Reader.TryRead(out var next) || _closed)
            return null;
        _current = next;
        var (place, message, _) = next;
        var before = place <= _abortedPlace || message.Sent <= _abortedTime; // read already, or still on its way
        return (message, before && message.Type == "execute_request");
    }

    // Leaves out the cells that have been sent until now, by the clock of who sent the current one.
    public void AbortWaiting()
    {
        var (_, failed, received) = _current!;
        _abortedPlace = Volatile.Read(ref _received);
        _abortedTime = failed.Sent is { } sent ? sent + (DateTimeOffset.UtcNow - received) : DateTimeOffset.MinValue;
    }

    private sealed record Waiting(int Place, JupyterMessage Message, DateTimeOffset Received);
}

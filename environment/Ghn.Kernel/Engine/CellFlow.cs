namespace Ghn.Kernel.Engine;

// Follows the code of one cell through its awaits, so that an interrupt can end a cell that only waits. Continuations
// run on the thread pool, as they would without this: a cell may block on a task without a deadlock.
internal sealed class CellFlow : SynchronizationContext
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(30);

    private int _running;
    private volatile bool _abandoned;

    // Starts the cell on a thread of its own and waits for its end. Throws OperationCanceledException when it was
    // interrupted while none of its code was running; what it awaited then goes on unheard.
    public async Task<T> RunAsync<T>(Func<Task<T>> start, CancellationToken interrupt)
    {
        var cell = Task
            .Factory.StartNew(
                () => Tracked(start),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .Unwrap();
        var interrupted = new TaskCompletionSource();
        using var registration = interrupt.Register(interrupted.SetResult);
        await Task.WhenAny(cell, interrupted.Task).ConfigureAwait(false);
        while (!cell.IsCompleted)
        {
            var waits = Volatile.Read(ref _running) == 0;
            await Task.WhenAny(cell, Task.Delay(Look, CancellationToken.None)).ConfigureAwait(false);
            if (!waits || cell.IsCompleted || Volatile.Read(ref _running) > 0)
                continue;
            _abandoned = true;
            throw new OperationCanceledException("The cell was interrupted.", interrupt);
        }
        return await cell.ConfigureAwait(false);
    }

    public override void Post(SendOrPostCallback d, object? state) =>
        ThreadPool.QueueUserWorkItem(_ =>
        {
            if (!_abandoned)
                Tracked<object?>(() =>
                {
                    d(state);
                    return null;
                });
        });

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private T Tracked<T>(Func<T> action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        Interlocked.Increment(ref _running);
        try
        {
            return action();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            SetSynchronizationContext(before);
        }
    }
}

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Ghn.Training;

/// <summary>
/// Threads that each run one single-threaded network at a time. On small feature maps this uses the cores better than
/// many threads inside one operator. Results do not depend on the number of threads.
/// </summary>
/// <remarks>Dispose scopes and gradient mode are per thread: open them inside the work.</remarks>
public sealed class WorkerThreads : IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly Thread[] _threads;
    private readonly SingleThread _callersThread;

    /// <summary>Starts <paramref name="count"/> threads; 0 means one per processor.</summary>
    public WorkerThreads(int count = 0)
    {
        if (count < 0)
            throw new GhnException($"Workers = {count} is impossible: use 0 (one per processor) or more.");
        Count = count == 0 ? Environment.ProcessorCount : count;
        _callersThread = new SingleThread();
        _threads = Enumerable
            .Range(0, Count)
            .Select(i => new Thread(Loop) { IsBackground = true, Name = $"ghn worker {i}" })
            .ToArray();
        foreach (var t in _threads)
            t.UnsafeStart(); // the context is that of the work, not of whoever made the threads
    }

    /// <summary>Number of threads.</summary>
    public int Count { get; }

    /// <summary>
    /// Runs <paramref name="work"/> for 0 … <paramref name="items"/> − 1 and returns the results in that order.
    /// Rethrows the first exception after the other items have ended. Throws <see cref="GhnException"/> if called
    /// inside such work, because the thread would wait for itself.
    /// </summary>
    public T[] Map<T>(int items, Func<int, T> work, CancellationToken cancellation = default)
    {
        if (_threads.Contains(Thread.CurrentThread))
            throw new GhnException(
                "Map was called inside work of the same worker threads, which would be a deadlock: call it outside, or "
                    + "use a loop or other WorkerThreads there."
            );
        var results = new T[items];
        Exception? first = null;
        using var done = new CountdownEvent(items);
        var context = ExecutionContext.Capture();
        for (var i = 0; i < items; i++)
        {
            var item = i;
            _queue.Add(
                () =>
                {
                    try
                    {
                        if (Volatile.Read(ref first) is null && !cancellation.IsCancellationRequested)
                            Within(context, () => results[item] = work(item));
                    }
                    catch (Exception e) // it is thrown again on the caller's thread
                    {
                        Interlocked.CompareExchange(ref first, e, null);
                    }
                    finally
                    {
                        done.Signal();
                    }
                },
                CancellationToken.None
            );
        }
        done.Wait(CancellationToken.None); // even when cancelled: nothing may run on after this returns
        if (first is not null)
            ExceptionDispatchInfo.Throw(first);
        cancellation.ThrowIfCancellationRequested();
        return results;
    }

    /// <summary>Ends the threads and restores the number of threads of torch.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        foreach (var t in _threads)
            t.Join();
        _queue.Dispose();
        _callersThread.Dispose();
    }

    private static void Within(ExecutionContext? context, Action work)
    {
        if (context is null)
            work();
        else
            ExecutionContext.Run(context, _ => work(), null);
    }

    private void Loop()
    {
        using var single = new SingleThread();
        foreach (var work in _queue.GetConsumingEnumerable())
            work();
    }
}

/// <summary>
/// Until disposal, tensor operations of the calling thread use one thread. Only then are results bitwise reproducible.
/// Several such threads also use the cores better than many threads inside one operator.
/// </summary>
internal sealed class SingleThread : IDisposable
{
    private readonly int _before = torch.get_num_threads(); // libtorch keeps this number per thread

    public SingleThread() => torch.set_num_threads(1);

    public void Dispose() => torch.set_num_threads(_before);
}

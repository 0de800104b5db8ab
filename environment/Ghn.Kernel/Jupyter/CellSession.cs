using Ghn.Kernel.Worker;

namespace Ghn.Kernel.Jupyter;

// The cells of one kernel, run by the same child process as those of `ghn run`. When it dies (native code can do that),
// the kernel lives on, says how and in which cell, and goes on with a fresh one. One request at a time.
internal sealed class CellSession : IDisposable
{
    // The first generation of the heap (bytes, in hexadecimal) follows the processor's cache otherwise: 20 MB more.
    private static readonly Dictionary<string, string> s_environment = new() { ["DOTNET_GCgen0size"] = "2000000" };

    private const string BeforeTheFirst = "before the first cell";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2); // less than a front end has with a shutdown

    private const string ShutDown = "The kernel was shut down.";

    private readonly CellOutputs _listener;
    private readonly string _folder;
    private readonly object _lock = new();
    private WorkerProcess? _worker; // null after its death, until there is something to ask
    private TaskCompletionSource<CellEvent>? _pending;
    private ProcessEnded? _untold; // a death that no cell's error has told yet
    private string _lastCell = BeforeTheFirst;
    private volatile bool _disposed;
    private bool _stopped;

    public CellSession(string folder, CellOutputs listener)
    {
        (_folder, _listener) = (folder, listener);
        _worker = StartWorker();
        _worker.Say(new WarmUp());
    }

    // Runs a cell. The error tells, too, of a process that died in it or since the cell before.
    public async Task<CellError?> RunAsync(int number, string source, bool canAsk)
    {
        _lastCell = $"in cell {number} ({source.Trim().Split('\n')[0].Trim()})";
        var error = await AskWorkerAsync(new RunCell(number, source, canAsk)) switch
        {
            CellFinished finished => finished.Error,
            ProcessEnded ended => Death(ended),
            _ => null,
        };
        _lastCell = $"after cell {number}";
        return error?.Shortened();
    }

    // Asks about code. Null if the process has died; the next cell says so.
    public async Task<JsonObject?> AskAsync(WorkerRequest question)
    {
        if (_untold is not null)
            return null;
        var answer = await AskWorkerAsync(question);
        _untold ??= answer as ProcessEnded;
        return (answer as CellAnswered)?.Content;
    }

    // No cell or question from now on; ends a running cell with its process.
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            if (_pending is null)
                return;
        }
        Dispose();
    }

    // Lets what cells declared with `using` be disposed.
    public async Task CloseAsync()
    {
        if (_worker is not null && _lastCell != BeforeTheFirst)
            await Task.WhenAny(AskWorkerAsync(new CloseNotebook()), Task.Delay(s_patience));
    }

    public void Interrupt() => _worker?.Say(new InterruptCell());

    public void GiveInput(string line) => _worker?.Say(new GiveInput(line));

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _worker?.Dispose();
        // The reader may have been cut off in the middle: nobody is left waiting.
        TakePending()?.SetResult(new ProcessEnded(ShutDown, _lastCell));
    }

    private async Task<CellEvent> AskWorkerAsync(WorkerRequest request)
    {
        var pending = new TaskCompletionSource<CellEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_disposed || _stopped && request is not CloseNotebook)
                return new ProcessEnded(ShutDown, _lastCell);
            _worker ??= StartWorker();
            if (_untold is { } ended)
            {
                _untold = null;
                return ended;
            }
            _pending = pending;
            _worker.Say(request);
        }
        return await pending.Task;
    }

    private WorkerProcess StartWorker()
    {
        var worker = new WorkerProcess(new OpenFolder(_folder, PlainText: true), s_environment);
        _ = Task.Run(() => ReadAsync(worker));
        return worker;
    }

    private async Task ReadAsync(WorkerProcess worker)
    {
        while (!_disposed && await worker.NextAsync() is { } one)
            switch (one)
            {
                case CellPrinted printed:
                    _listener.Printed(printed.Stream, printed.Text);
                    break;
                case CellWrote wrote:
                    _listener.Wrote(wrote.Output, wrote.DisplayId);
                    break;
                case CellRewrote rewrote:
                    _listener.Rewrote(rewrote.DisplayId, rewrote.Data);
                    break;
                case CellAsked:
                    _listener.Asked();
                    break;
                case CellFinished or CellAnswered:
                    TakePending()?.SetResult(one);
                    break;
            }
        if (_disposed)
            TakePending()?.SetResult(new ProcessEnded(ShutDown, _lastCell));
        else
            End(worker, await worker.DescribeEndAsync());
    }

    // In a cell, that cell's error tells it; between cells, a stream does at once, and the next cell fails.
    private void End(WorkerProcess worker, string how)
    {
        TaskCompletionSource<CellEvent>? pending;
        var ended = new ProcessEnded(how, _lastCell);
        lock (_lock)
        {
            pending = TakePending();
            _untold = pending is null ? ended : null;
            _worker = null;
        }
        worker.Dispose();
        pending?.SetResult(ended);
        if (pending is null)
            _listener.Printed("stderr", string.Join('\n', Death(ended).Trace) + "\n");
    }

    private TaskCompletionSource<CellEvent>? TakePending()
    {
        lock (_lock)
        {
            var pending = _pending;
            _pending = null;
            return pending;
        }
    }

    private static CellError Death(ProcessEnded ended)
    {
        var lines = ended.How.Split('\n');
        var message =
            $"{lines[0]} It ended {ended.Cell}; all variables are lost. Run the notebook again from its first cell.";
        return new CellError("KernelDied", message, null, [message, .. lines[1..]]);
    }

    private sealed record ProcessEnded(string How, string Cell) : CellEvent;
}

using System.IO.Pipes;
using System.Text.Json;
using System.Threading.Channels;

namespace Ghn.Kernel.Worker;

// The child process, seen from the parent: events come out, requests go in, each through a pipe of its own. Its
// standard input is empty: a program that a cell starts shares it, and would read the requests.
internal sealed class WorkerProcess : IDisposable
{
    private const int KeptErrorLines = 12;
    private const int Streams = 2; // standard output and error
    private const int MostWaiting = 10_000;
    private static readonly string[] StackDump = ["   at ", "Repeated ", "-----"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1); // for reading what the child had still written

    private readonly AnonymousPipeServerStream _in = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _out = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly Channel<CellEvent> _heard = Channel.CreateUnbounded<CellEvent>();
    private readonly Queue<string> _errors = new();
    private readonly List<CellPrinted> _waiting = []; // what others print, for the cell that starts or ends next
    private readonly SemaphoreSlim _ends = new(0); // marks of the end of a cell
    private bool _inCell;
    private readonly Process _process;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StreamReader _events;
    private readonly StreamWriter _requests;

    public WorkerProcess(OpenFolder folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [NotebookWorker.Verb, _out.GetClientHandleAsString(), _in.GetClientHandleAsString()]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _exited.TrySetResult();
        _process.Start();
        _process.StandardInput.Close();
        _in.DisposeLocalCopyOfClientHandle();
        _out.DisposeLocalCopyOfClientHandle();
        _events = new StreamReader(_in, Encoding.UTF8, false, bufferSize: 1 << 16);
        _requests = new StreamWriter(_out) { AutoFlush = true };
        _process.OutputDataReceived += (_, line) => Keep("stdout", line.Data);
        _process.ErrorDataReceived += (_, line) => Keep("stderr", line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = Task.Run(ListenAsync);
        Say(folder);
    }

    // Sends a request; cells and questions are worked off one after another, an interrupt at once.
    public void Say(WorkerRequest request)
    {
        if (request is RunCell)
            Forget();
        try
        {
            lock (_process)
                _requests.WriteLine(request.ToLine());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { } // it has ended: the events say so
    }

    // The next event; null when the child has ended.
    public async Task<CellEvent?> NextAsync() =>
        await _heard.Reader.WaitToReadAsync() && _heard.Reader.TryRead(out var one) ? one : null;

    // Lets the child dispose what cells declared with `using`, for a few seconds at most.
    public async Task CloseAsync()
    {
        Say(new CloseNotebook());
        await Task.WhenAny(AnsweredAsync(), Task.Delay(Patience));

        async Task AnsweredAsync()
        {
            while (await NextAsync() is { } and not CellAnswered) { }
        }
    }

    // Asks the running cell to stop; ends the process if that does not help within a few seconds.
    public async Task StopAsync()
    {
        Say(new InterruptCell());
        await Task.Delay(Patience);
        Kill();
    }

    // How the child ended, in words, with the last that it wrote to its error stream.
    public async Task<string> DescribeEndAsync()
    {
        await _exited.Task;
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(LastWords)); // the latter as in NextAsync
        lock (_errors)
            return string.Join('\n', _errors.Prepend($"The process that ran it ended {Reason(_process.ExitCode)}."));
    }

    public void Dispose()
    {
        Kill();
        _events.Dispose();
        _in.Dispose();
        _out.Dispose();
        _process.Dispose();
    }

    // On Unix a process that a signal ended has the exit code 128 + signal.
    private static string Reason(int code) =>
        (OperatingSystem.IsWindows() ? 0 : code - 128) switch
        {
            4 => "by signal SIGILL (an instruction that this processor does not support)",
            6 => "by signal SIGABRT (native code or the runtime aborted)",
            7 => "by signal SIGBUS",
            8 => "by signal SIGFPE",
            9 => "by signal SIGKILL (often: out of memory)",
            11 => "by signal SIGSEGV (invalid memory access)",
            15 => "by signal SIGTERM",
            _ => $"with exit code {code}",
        };

    private async Task ListenAsync()
    {
        while (await ReadAsync() is { } one)
        {
            for (var i = 0; i < Streams && one is CellFinished; i++)
                await _ends.WaitAsync(LastWords); // what a program printed comes through other pipes
            while (_heard.Reader.Count > MostWaiting)
                await Task.Delay(1);
            lock (_errors)
            {
                if (one is CellFinished)
                    PassOn(all: true);
                _heard.Writer.TryWrite(one);
                if (one is CellStarted)
                    PassOn(all: false);
                _inCell = one is CellStarted || _inCell && one is not CellFinished;
            }
        }
        _heard.Writer.Complete();
    }

    private async Task<CellEvent?> ReadAsync()
    {
        var line = _events.ReadLineAsync();
        // A program that a cell started holds the pipe, too, and may live on: so its end is not waited for.
        if (
            !line.IsCompleted
            && await Task.WhenAny(line, _exited.Task) != line
            && await Task.WhenAny(line, Task.Delay(LastWords)) != line
        )
            return null;
        try
        {
            return await line is { } text ? CellEvent.FromLine(text) : null;
        }
        catch (Exception e) when (e is JsonException or ObjectDisposedException)
        {
            return null; // the child died in the middle of a line, or nobody listens any more
        }
    }

    // Errors wait for the cell's end: the last words of a process that dies are part of the description of its end.
    private void PassOn(bool all)
    {
        foreach (var printed in _waiting.Where(one => all || one.Stream == "stdout"))
            _heard.Writer.TryWrite(printed);
        _waiting.RemoveAll(one => all || one.Stream == "stdout");
    }

    // What it wrote before this cell does not explain how this cell ended.
    private void Forget()
    {
        lock (_errors)
            _errors.Clear();
    }

    // What no cell's console has written: programs that cells start, and native code.
    private void Keep(string stream, string? line)
    {
        if (line is null)
            return;
        lock (_errors)
        {
            var isEnd = line.EndsWith(NotebookWorker.EndOfCell, StringComparison.Ordinal);
            var text = isEnd ? line[..^NotebookWorker.EndOfCell.Length] : line + "\n";
            if (text.Length > 0)
                _waiting.Add(new CellPrinted(stream, text));
            if (isEnd)
            {
                _ends.Release();
                return;
            }
            if (_inCell)
                PassOn(all: false);
            // The runtime's own stack dump names the engine's frames; what went wrong stands above it.
            if (
                string.IsNullOrWhiteSpace(line)
                || StackDump.Any(start => line.StartsWith(start, StringComparison.Ordinal))
            )
                return;
            if (_errors.Count == KeptErrorLines)
                _errors.Dequeue();
            _errors.Enqueue(line);
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException) { } // it has already ended
    }
}

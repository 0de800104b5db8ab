namespace Ghn.Tool.Execution;

// Runs one notebook in a process of its own and records its outputs.
internal sealed class NotebookRunner(
    IReadOnlyDictionary<string, string> environment,
    TimeSpan? cellTimeout,
    RunLog progress
)
{
    // Fills the notebook with the outputs of a fresh run, which stops at the first cell that fails.
    public async Task<NotebookRun> RunAsync(NotebookFile notebook, CancellationToken cancel)
    {
        var cells = notebook.NumberedCells.ToArray();
        var recorder = new CellRecorder(notebook);
        var run = new State(recorder, cells, progress);
        var clock = Stopwatch.StartNew();
        using var worker = new WorkerProcess(new OpenFolder(notebook.Folder), environment);
        foreach (var (number, cell) in cells)
        {
            worker.Say(new RunCell(number, cell.Code));
            while (run.Failure is null && run.Finished < number && await NextAsync(worker, run, cancel) is { } one)
                run.Take(one);
            if (run.Failure is null && run.Finished < number)
                run.Fail(new CellError("ProcessEnded", await worker.DescribeEndAsync(), null, []));
            if (run.Failure is not null)
                break;
        }
        await worker.CloseAsync();
        recorder.Finish();
        return new NotebookRun(notebook.Title, run.Cells, run.Failure, clock.Elapsed) { LeftOut = notebook.LeftOut };
    }

    // A stop leads to one of two ends: the cell reports that it was interrupted, or the child is killed and sends no more.
    private async Task<CellEvent?> NextAsync(WorkerProcess worker, State run, CancellationToken cancel)
    {
        var next = worker.NextAsync();
        var due = cancel.IsCancellationRequested || run.Left(cellTimeout) == TimeSpan.Zero; // even if more has come
        if (next.IsCompleted && !due)
            return await next;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pause = Task.Delay(run.Left(cellTimeout), waiting.Token);
        if (!due && await Task.WhenAny(next, pause) == next)
        {
            await waiting.CancelAsync();
            return await next;
        }
        var stop = worker.StopAsync();
        var why = cancel.IsCancellationRequested
            ? $"Stopped by {StopSignal.Name}."
            : $"Stopped: the cell took longer than {cellTimeout!.Value.TotalSeconds:0.#} s (--timeout).";
        var last = await next;
        for (; last is not null and not CellFinished; last = await worker.NextAsync())
            run.Take(last);
        var where = (last as CellFinished)?.Error;
        run.Fail(new CellError("Interrupted", why, where?.Line, [why, .. where?.Trace.Skip(1) ?? []]));
        _ = stop;
        return null;
    }

    private sealed class State(CellRecorder recorder, (int Number, NotebookCell Cell)[] cells, RunLog progress)
    {
        private readonly CellRun[] _cells =
        [
            .. cells.Select(one => new CellRun(one.Number, FirstLine(one.Cell), CellStatus.NotRun, TimeSpan.Zero)),
        ];
        private readonly Stopwatch _clock = new();
        private int? _running;

        public RunFailure? Failure { get; private set; }

        public int Finished { get; private set; }

        public IReadOnlyList<CellRun> Cells => _cells;

        // What is left of the running cell's time; the start of the process does not count.
        public TimeSpan Left(TimeSpan? limit) =>
            limit is null || _running is null ? Timeout.InfiniteTimeSpan
            : limit > _clock.Elapsed ? limit.Value - _clock.Elapsed
            : TimeSpan.Zero;

        public void Take(CellEvent one)
        {
            switch (one)
            {
                case CellStarted { Number: var number }:
                    _running = number;
                    _clock.Restart();
                    recorder.Start(number);
                    progress.Started(_cells[number - 1]);
                    break;
                case CellPrinted printed:
                    recorder.Print(printed.Stream, printed.Text);
                    Say(ProgressLine.Of(printed));
                    break;
                case CellWrote wrote:
                    recorder.Add(wrote.Output, wrote.DisplayId);
                    break;
                case CellRewrote rewrote:
                    recorder.Update(rewrote.DisplayId, rewrote.Data);
                    Say(ProgressLine.Of(rewrote));
                    break;
                case CellFinished { Error: { } error }
                    when cells[_running!.Value - 1].Cell.HasTag(NotebookCell.MayFail):
                    recorder.Fail(error.Shortened());
                    Finished++;
                    Close(CellStatus.Ok);
                    break;
                case CellFinished { Error: { } error }:
                    Fail(error);
                    break;
                case CellFinished:
                    Finished++;
                    Close(CellStatus.Ok);
                    break;
            }
        }

        public void Fail(CellError error)
        {
            var shown = (error.Trace.Count > 0 ? error : error with { Trace = [error.Message] }).Shortened();
            recorder.Fail(shown);
            Failure = new RunFailure(_running, error.Line, string.Join('\n', shown.Trace));
            Close(CellStatus.Failed);
        }

        private void Say(string? line)
        {
            if (line is not null && _running is { } number)
                progress.Says(_cells[number - 1], line);
        }

        private void Close(CellStatus status)
        {
            if (_running is not { } number)
                return;
            _cells[number - 1] = _cells[number - 1] with { Status = status, Time = _clock.Elapsed };
            progress.Finished(_cells[number - 1]);
        }

        // Comments say what the cell does, directives do not.
        private static string FirstLine(NotebookCell cell)
        {
            var lines = cell.Source.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
            return lines.FirstOrDefault(line => line[0] != '#') ?? lines[0];
        }
    }
}

using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Ghn.Kernel.Display;
using Microsoft.DotNet.Interactive;

namespace Ghn.Kernel.Worker;

// The child process: runs the cells of one notebook. It is asked and reports through pipes of its own, because cells
// and native libraries may write anything to standard output, and programs that cells start may read standard input.
internal sealed class NotebookWorker(StreamWriter events) : ICellOutput
{
    private static readonly object s_lock = new();
    private static readonly Stream[] s_streams = [Console.OpenStandardOutput(), Console.OpenStandardError()];
    private static bool s_running;
    private static int s_waiting; // cells that were sent and do not run yet
    private static bool s_early; // an interrupt came while one waited

    // What the process writes to its standard output and error at the end of a cell, which else programs use.
    public const string EndOfCell = "\u0001end of cell";

    // The hidden verb by which the program starts itself.
    public const string Verb = "run-cells";

    public static async Task<int> RunAsync(string requestPipe, string eventPipe)
    {
        using var input = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, requestPipe));
        using var events = new StreamWriter(new AnonymousPipeClientStream(PipeDirection.Out, eventPipe))
        {
            AutoFlush = true,
        };
        // Ctrl-C and the end of the terminal reach parent and child: the parent decides.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        var folder = (OpenFolder)WorkerRequest.FromLine((await input.ReadLineAsync())!);
        var requests = new BlockingCollection<WorkerRequest>();
        var worker = new NotebookWorker(events);
        using var keyboard = new ConsoleInput(worker.Ask);
        new Thread(() => Listen(input, requests, keyboard)) { IsBackground = true }.Start();
        Console.SetIn(keyboard);
        ConsoleCapture[] streams = [new("stdout"), new("stderr")];
        Console.SetOut(streams[0]);
        Console.SetError(streams[1]);
        if (Directory.Exists(folder.Folder)) // else the first cell says so
            Directory.SetCurrentDirectory(folder.Folder);
        CellOutput.PlainText = folder.PlainText;
        PackageFormatters.Register();
        DisposedTensors.Register();
        await worker.AnswerAsync(new CellEngine(folder.Folder), requests, keyboard, streams);
        return 0;
    }

    public void Print(string stream, string text) => Send(new CellPrinted(stream, text));

    public void Add(JsonObject output, string? displayId = null) => Send(new CellWrote(output, displayId));

    public void Update(string displayId, JsonObject data) => Send(new CellRewrote(displayId, data));

    private async Task AnswerAsync(
        CellEngine engine,
        BlockingCollection<WorkerRequest> requests,
        ConsoleInput keyboard,
        ConsoleCapture[] streams
    )
    {
        CellOutput.Current = this;
        foreach (var request in requests.GetConsumingEnumerable())
            switch (request)
            {
                case RunCell cell:
                    Send(new CellStarted(cell.Number));
                    keyboard.CanAsk = cell.CanAsk;
                    var error = await RunCellAsync(engine, cell.Source, cell.Number);
                    foreach (var stream in streams)
                        stream.End();
                    lock (s_lock)
                        s_running = false;
                    foreach (var stream in s_streams)
                        stream.Write(Encoding.UTF8.GetBytes(EndOfCell + "\n"));
                    Send(new CellFinished(cell.Number, error));
                    break;
                case WarmUp:
                    engine.WarmUp();
                    break;
                case CloseNotebook:
                    await UsingVariables.EndAsync();
                    Send(new CellAnswered([]));
                    break;
                default:
                    Send(new CellAnswered(CodeQuestions.Answer(engine, request)));
                    break;
            }
    }

    private static async Task<CellError?> RunCellAsync(CellEngine engine, string source, int number)
    {
        var name = $"cell {number}";
        lock (s_lock)
        {
            Interruption.Begin();
            (s_running, s_waiting) = (true, s_waiting - 1);
            if (s_early)
                Interruption.Request();
            s_early = false;
        }
        var result = await Task.Run(() => engine.RunAsync(source, name));
        Console.Out.Flush();
        try
        {
            if (result.HasValue)
                CellOutput.Result(result.Value);
            if (result.WallTime is { } time)
                string.Create(CultureInfo.InvariantCulture, $"Wall time: {time.TotalMilliseconds}ms").Display();
            return result.Error;
        }
        catch (Exception e) // a formatter, such as a value's ToString, may throw anything
        {
            return CellErrors.FromException(e, name);
        }
    }

    private void Ask()
    {
        Console.Out.Flush(); // the question may stand there
        Send(new CellAsked());
    }

    private void Send(CellEvent one)
    {
        lock (events)
            events.WriteLine(one.ToLine());
    }

    private static void Listen(TextReader input, BlockingCollection<WorkerRequest> requests, ConsoleInput keyboard)
    {
        while (input.ReadLine() is { } line)
            lock (s_lock)
                switch (WorkerRequest.FromLine(line))
                {
                    case InterruptCell:
                        Interrupt();
                        break;
                    case GiveInput given:
                        keyboard.Answer(given.Line);
                        break;
                    case var request:
                        s_waiting += request is RunCell ? 1 : 0;
                        requests.Add(request);
                        break;
                }
        Process.GetCurrentProcess().Kill(); // the parent is gone; an orderly exit would wait for native code
    }

    private static void Interrupt()
    {
        if (s_running && Interruption.Requested)
            Console.Error.WriteLine(
                $"Still waiting for {Interruption.Place ?? "the compiler"}: a call into the library or native code cannot "
                    + "be interrupted. To end it now, restart the kernel; the variables are then lost."
            );
        else if (s_running)
            Interruption.Request();
        else
            s_early = s_waiting > 0;
    }
}

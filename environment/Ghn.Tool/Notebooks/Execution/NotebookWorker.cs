using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ghn.Tool.Notebooks.Display;
using Ghn.Tool.Notebooks.Engine;

namespace Ghn.Tool.Notebooks.Execution;

/// <summary>
/// The child process: runs the cells of one notebook and reports through a pipe of its own, because cells and native
/// libraries may write anything to standard output.
/// </summary>
internal sealed class NotebookWorker(StreamWriter events) : ICellOutput
{
    /// <summary>The hidden verb by which the program starts itself.</summary>
    public const string Verb = "run-cells";

    /// <summary>The line on standard input that ends the running cell.</summary>
    public const string Interrupt = "interrupt";

    public static async Task<int> RunAsync(string pipe)
    {
        using var stream = new AnonymousPipeClientStream(PipeDirection.Out, pipe);
        using var events = new StreamWriter(stream) { AutoFlush = true };
        // Ctrl-C reaches parent and child: the parent decides.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        var input = Console.In;
        var request = JsonSerializer.Deserialize<CellRequest>(input.ReadLine()!)!;
        new Thread(() => Listen(input)) { IsBackground = true }.Start();
        Console.SetIn(TextReader.Null);
        Console.SetOut(new ConsoleCapture("stdout"));
        Console.SetError(new ConsoleCapture("stderr"));
        Directory.SetCurrentDirectory(request.Folder);
        await new NotebookWorker(events).RunCellsAsync(request);
        return 0;
    }

    public void Add(JsonObject output, string? displayId = null) => Send(new CellWrote(output, displayId));

    public void Update(string displayId, JsonObject data) => Send(new CellRewrote(displayId, data));

    private async Task RunCellsAsync(CellRequest request)
    {
        CellOutput.Current = this;
        var engine = new CellEngine(request.Folder);
        for (var number = 1; number <= request.Sources.Count; number++)
        {
            Send(new CellStarted(number));
            var error = await RunCellAsync(engine, request.Sources[number - 1], number);
            Console.Out.Flush();
            Console.Error.Flush();
            Send(new CellFinished(number, error));
            if (error is not null)
                return;
        }
    }

    private static async Task<CellError?> RunCellAsync(CellEngine engine, string source, int number)
    {
        var name = $"cell {number}";
        var result = await Task.Run(() => engine.RunAsync(source, name));
        Console.Out.Flush();
        if (!result.HasValue)
            return result.Error;
        try
        {
            CellOutput.Result(result.Value);
            return null;
        }
        catch (Exception e) // a formatter, such as a value's ToString, may throw anything
        {
            return CellErrors.FromException(e, name);
        }
    }

    private void Send(CellEvent one)
    {
        lock (events)
            events.WriteLine(one.ToLine());
    }

    private static void Listen(TextReader input)
    {
        while (input.ReadLine() is { } command)
            if (command == Interrupt)
                Interruption.Request();
        Environment.Exit(1); // the parent is gone
    }
}

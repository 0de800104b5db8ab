using Ghn;
using Ghn.Kernel.Display;
using Ghn.Tool.Commands;

Cultures.Choose(ofTheSystem: args is [NotebookWorker.Verb, ..]);
Trace.Listeners.Add(new TraceWarnings());
if (args is [NotebookWorker.Verb, var requests, var events])
    return await NotebookWorker.RunAsync(requests, events);
UnexpectedError.EndsWithOneSentence();
GuardedOutput.Use();
if (args is ["kernel", "start", var file] && !file.StartsWith('-')) // before the other commands load libtorch
    return await OrOneSentenceAsync(() => KernelProcess.RunAsync(file));

var parsed = Usage.Parse(args);
if (Usage.Fault(parsed) is { } fault)
{
    await Console.Error.WriteLineAsync(fault);
    return 2;
}

// A stopped cell gets a few seconds to end by itself, and its notebook is still written; a task on a cluster has a minute.
var patience = TimeSpan.FromSeconds(args.Contains("--plan") ? 55 : 20);
var configuration = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = patience,
};
using var closed = ClosedTerminal.EndsTheCommand();
return await OrOneSentenceAsync(() => parsed.InvokeAsync(configuration));

static async Task<int> OrOneSentenceAsync(Func<Task<int>> run)
{
    try
    {
        var code = await run();
        if (GuardedOutput.Problem is not { } problem)
            return code;
        await Console.Error.WriteLineAsync($"The output could not be written ({problem}); everything else is done.");
        return Math.Max(code, 1);
    }
    catch (GhnException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 2;
    }
}

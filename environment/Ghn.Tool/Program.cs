using System.CommandLine;
using Ghn;
using Ghn.Tool.Commands;
using Ghn.Tool.Notebooks.Execution;

if (args is [NotebookWorker.Verb, var pipe])
    return await NotebookWorker.RunAsync(pipe);

var root = new RootCommand("Graph HyperNetworks in C#: notebooks without an editor, and the checks around them.")
{
    RunCommand.Create(),
    TrainCommand.Create(),
    ExperimentCommand.Create(),
    LintCommand.Create(),
    CheckCommand.Create(),
    DataCommand.Create(),
    BenchCommand.Create(),
    KernelCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors is [var error, ..])
{
    await Console.Error.WriteLineAsync($"{error.Message.ReplaceLineEndings(" ")} (ghn --help)");
    return 2;
}
try
{
    // A stopped cell gets a few seconds to end by itself, and its notebook is still written.
    TimeSpan? patience = KernelCommand.IsStart(parsed) ? null : TimeSpan.FromSeconds(20);
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = patience }
    );
}
catch (GhnException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

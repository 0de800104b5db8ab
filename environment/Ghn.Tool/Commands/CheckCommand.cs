using System.Text.Json;
using Ghn.Tool.Checks;
using Spectre.Console;

namespace Ghn.Tool.Commands;

// `ghn check`: looks at everything that the notebooks need. Exit code 1 if a row failed; warnings do not fail.
internal static class CheckCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the rows as JSON instead of a table." };
        var node = new Option<bool>("--node")
        {
            Description = "Check only the requirements of a computation, for a cluster node without a front end.",
        };
        var libraryRows = new Option<bool>(LibraryProbe.Option) { Hidden = true };
        var command = new Command("check", "Check everything that the notebooks need, and print how to fix problems.")
        {
            json,
            TrainCommand.DataFolder,
            node,
            libraryRows,
        };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(TrainCommand.DataFolder)?.FullName;
            if (parsed.GetValue(libraryRows))
            {
                Console.WriteLine(JsonSerializer.Serialize(LibraryRows(folder), CheckReport.Json));
                return 0;
            }
            var rows = parsed.GetValue(node) ? NodeRows(folder) : Rows(folder);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(rows, CheckReport.IndentedJson));
            else
                CheckReport.Write(rows, AnsiConsole.Console);
            return rows.Any(r => r.State == CheckState.Failed) ? 1 : 0;
        });
        return command;
    }

    private static List<CheckRow> Rows(string? dataFolder) =>
        [
            .. SystemChecks.Rows(),
            DotnetCheck.Row(),
            ArtifactsCheck.Row(),
            .. LibstdcxxCheck.Rows(),
            .. LibraryProbe.Rows(dataFolder),
            .. KernelChecks.Rows(),
        ];

    private static List<CheckRow> NodeRows(string? dataFolder) =>
        [.. SystemChecks.Rows(), .. LibstdcxxCheck.Rows(), .. LibraryProbe.Rows(dataFolder)];

    private static List<CheckRow> LibraryRows(string? dataFolder) =>
        [.. TorchChecks.Rows(), .. DataSetCheck.Rows(dataFolder)];
}

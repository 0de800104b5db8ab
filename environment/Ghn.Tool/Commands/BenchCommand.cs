using Ghn.Bench;
using Spectre.Console;

namespace Ghn.Tool.Commands;

// `ghn bench`: what the library costs on this machine, as tables.
internal static class BenchCommand
{
    private static readonly Option<string?> Only = new("--only")
    {
        Description = $"Sections to measure, such as step,operators: {string.Join(", ", Benchmark.Sections)}.",
    };

    private static readonly Option<int> Steps = new("--steps")
    {
        Description = "Also train for this many steps and measure the memory (on CIFAR-10 if GHN_DATA has it).",
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Check in seconds that everything runs; the numbers are meaningless.",
    };

    private static readonly Option<DirectoryInfo?> SharedFolder = new("--shared-folder")
    {
        Description = "Section cluster: a folder that all nodes can access; default: the current folder.",
    };

    private static readonly Option<FileInfo?> Markdown = new("--markdown")
    {
        Description = "Also write the tables to this file as Markdown.",
    };

    public static Command Create()
    {
        var command = new Command("bench", "Measure the speed and memory of the library on this machine.")
        {
            Only,
            Steps,
            Quick,
            SharedFolder,
            Markdown,
        };
        command.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        TorchRuntime.EnsureLoaded();
        var options = (parsed.GetValue(Quick) ? BenchmarkOptions.Quick : new()) with
        {
            Steps = parsed.GetValue(Steps),
            SharedFolder = parsed.GetValue(SharedFolder)?.FullName,
            Cancellation = cancel,
        };
        var sections = parsed.GetValue(Only)?.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = 200;
        var markdown = new StringBuilder();
        try
        {
            foreach (var table in Benchmark.Run(options, sections))
            {
                console.WriteLine(table.Title);
                console.Write(Drawn(table));
                markdown.Append(InMarkdown(table));
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped.");
            return 1;
        }
        if (parsed.GetValue(Markdown) is { } file)
            File.WriteAllText(file.FullName, markdown.ToString());
        return 0;
    }

    private static Table Drawn(BenchmarkTable table)
    {
        var drawn = new Table { Border = TableBorder.Simple };
        foreach (var column in table.Columns)
            drawn.AddColumn(new TableColumn(new Text(column)));
        foreach (var row in table.Rows)
            drawn.AddRow(row.Select(cell => new Text(cell)));
        return drawn;
    }

    private static string InMarkdown(BenchmarkTable table)
    {
        static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
        var rule = Line(table.Columns.Select((_, i) => i == 0 ? "---" : "---:"));
        return $"**{table.Title}**\n\n{Line(table.Columns)}{rule}{string.Concat(table.Rows.Select(Line))}\n";
    }
}

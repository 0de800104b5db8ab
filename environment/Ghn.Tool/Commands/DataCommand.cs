using Spectre.Console;

namespace Ghn.Tool.Commands;

// `ghn data download cifar10`: fetches a data set from its official address, checks it and unpacks it.
internal static class DataCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The data set: cifar10." };

    private static readonly Option<DirectoryInfo> Folder = new("--data-folder")
    {
        Description = "The destination folder; default: GHN_DATA if set, otherwise the folder data.",
        DefaultValueFactory = _ => new DirectoryInfo(
            Environment.GetEnvironmentVariable(DataSource.FolderVariable) is { Length: > 0 } folder ? folder : "data"
        ),
    };

    public static Command Create()
    {
        var download = new Command("download", "Fetch a data set.") { Name, Folder };
        download.SetAction(DownloadAsync);
        return new Command("data", "The data sets.") { download };
    }

    private static async Task<int> DownloadAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(Name) is var name and not "cifar10")
            throw new GhnException($"The data set '{name}' cannot be downloaded; only cifar10 can.");
        var folder = parsed.GetValue(Folder)!.FullName;
        if (File.Exists(folder))
            throw new GhnException($"--data-folder '{folder}' is a file; give a folder.");
        Directory.CreateDirectory(folder);
        var path = await AnsiConsole
            .Progress()
            .StartAsync(async context =>
            {
                var task = context.AddTask("CIFAR-10");
                var progress = new DirectProgress<DownloadProgress>(p =>
                {
                    task.MaxValue = p.Total ?? Math.Max(1, p.Received);
                    task.Value = p.Received;
                });
                return await Cifar10.DownloadAsync(folder, progress, null, cancel);
            });
        AnsiConsole.WriteLine($"CIFAR-10 is in {path}. Use it with --data cifar10 --data-folder {folder}");
        return 0;
    }
}

using Ghn.Benchmarks;
using Spectre.Console;

namespace Ghn.Tool.Commands;

// `ghn data download NAME`: fetches a data set or a benchmark from its authors' address and checks it.
internal static class DataCommand
{
    private static readonly Argument<string> Name = new("name")
    {
        Description = $"The data set: {Cifar10.Name} or {NasBench201.Name}.",
    };

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
        var name = parsed.GetValue(Name)!;
        Func<string, IProgress<DownloadProgress>, Task<string>> fetch = name switch
        {
            Cifar10.Name => (folder, progress) => Cifar10.DownloadAsync(folder, progress, null, cancel),
            NasBench201.Name => (folder, progress) => NasBench201.DownloadAsync(folder, progress, null, cancel),
            _ => throw new GhnException(
                $"The data set '{name}' cannot be downloaded; choose {Cifar10.Name} or {NasBench201.Name}."
            ),
        };
        var folder = parsed.GetValue(Folder)!.FullName;
        if (File.Exists(folder))
            throw new GhnException($"--data-folder '{folder}' is a file; give a folder.");
        Directory.CreateDirectory(folder);
        var path = await AnsiConsole
            .Progress()
            .StartAsync(async context =>
            {
                var task = context.AddTask(name);
                var progress = new DirectProgress<DownloadProgress>(p =>
                {
                    task.MaxValue = p.Total ?? Math.Max(1, p.Received);
                    task.Value = p.Received;
                });
                return await fetch(folder, progress);
            });
        AnsiConsole.WriteLine(
            name == Cifar10.Name
                ? $"CIFAR-10 is in {path}. Use it with --data cifar10 --data-folder {folder}"
                : $"{name} is in {path}. Use it with {DataSource.FolderVariable}={folder}"
        );
        return 0;
    }
}

using System.Security.Cryptography;

namespace Ghn.Data;

/// <summary>Fetches, verifies and unpacks the official archive. The options exist for tests.</summary>
internal sealed record Cifar10Download
{
    public Uri Address { get; init; } = new($"https://www.cs.toronto.edu/~kriz/{Cifar10.ArchiveName}");

    public string Md5 { get; init; } = "c32a1d4ab5d03f1284b67883e8d87530";

    /// <summary>The download fails if the server sends nothing for this time.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    public Cifar10Layout Layout { get; init; } = new();

    public async Task<string> RunAsync(
        string folder,
        IProgress<DownloadProgress>? progress,
        HttpMessageHandler? handler,
        CancellationToken cancellation
    )
    {
        var target = Path.Combine(folder, Cifar10.FolderName);
        if (IsComplete(target))
            return target;
        if (Path.Exists(target))
            throw DataFiles.Bad(
                target,
                "all six batch files or nothing",
                "something else",
                "remove it and run the download again"
            );
        var work = Path.Combine(folder, $".{Cifar10.FolderName}.{Guid.NewGuid():N}");
        var archive = Path.Combine(work, Cifar10.ArchiveName);
        var unpacked = Path.Combine(work, Cifar10.FolderName);
        try
        {
            Directory.CreateDirectory(unpacked);
            await new FileDownload(Address, HashAlgorithmName.MD5, Md5) { Silence = Silence }.FetchAsync(
                archive,
                progress,
                handler,
                cancellation
            );
            foreach (var file in Cifar10Archive.Read(archive))
            {
                cancellation.ThrowIfCancellationRequested();
                await File.WriteAllBytesAsync(Path.Combine(unpacked, file.Name), file.Content, cancellation);
            }
            if (!IsComplete(unpacked))
                throw DataFiles.Bad($"{Address}", "all six batch files", "fewer", "run the download again");
            Directory.Move(unpacked, target);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GhnException(
                $"{folder}: the data set could not be stored here ({e.Message.TrimEnd('.')}); choose a writable folder with 400 MB of space.",
                e
            );
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    private bool IsComplete(string folder) =>
        Cifar10Layout.BatchNames.All(name =>
            new FileInfo(Path.Combine(folder, name)) is { Exists: true } file && file.Length == Layout.FileSize
        );
}

using System.Net.Sockets;
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
            await FetchAsync(archive, progress, handler, cancellation);
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

    private async Task FetchAsync(
        string archive,
        IProgress<DownloadProgress>? progress,
        HttpMessageHandler? handler,
        CancellationToken cancellation
    )
    {
        using var client = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        client.Timeout = Timeout.InfiniteTimeSpan; // silence is what we limit, not the time that 170 MB take
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5); // against damage: it is the sum that is published
        await using (var file = File.Create(archive))
        {
            try
            {
                patience.CancelAfter(Silence);
                using var response = await client.GetAsync(
                    Address,
                    HttpCompletionOption.ResponseHeadersRead,
                    patience.Token
                );
                response.EnsureSuccessStatusCode();
                using var body = await response.Content.ReadAsStreamAsync(patience.Token);
                var total = response.Content.Headers.ContentLength;
                var buffer = new byte[1 << 20];
                long received = 0;
                int count;
                while ((count = await body.ReadAtLeastAsync(buffer, buffer.Length, false, patience.Token)) > 0)
                {
                    md5.AppendData(buffer, 0, count);
                    await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
                    progress?.Report(new(received += count, total));
                    patience.CancelAfter(Silence);
                }
            }
            catch (Exception e) when (IsNetwork(e) && !cancellation.IsCancellationRequested)
            {
                var reason =
                    e is OperationCanceledException
                        ? $"no answer for {Silence.TotalSeconds:0} s"
                        : e.Message.TrimEnd('.');
                throw new GhnException(
                    $"{Address}: the download failed ({reason}); check the network and run it again, or put {Cifar10.ArchiveName} into the data folder by hand.",
                    e
                );
            }
        }
        var sum = Convert.ToHexString(md5.GetHashAndReset()).ToLowerInvariant();
        if (sum != Md5)
            throw DataFiles.Bad($"{Address}", $"the MD5 checksum {Md5}", sum, "run the download again");
    }

    private static bool IsNetwork(Exception e) =>
        e
            is HttpRequestException
                or HttpIOException
                or OperationCanceledException
                or IOException { InnerException: SocketException };
}

/// <summary>The progress of a download.</summary>
/// <param name="Received">Bytes received.</param>
/// <param name="Total">Bytes in total; null if the server does not send it.</param>
public sealed record DownloadProgress(long Received, long? Total);

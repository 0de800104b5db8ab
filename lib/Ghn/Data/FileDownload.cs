using System.Net.Sockets;
using System.Security.Cryptography;

namespace Ghn.Data;

/// <summary>Fetches one file and verifies its published checksum.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Algorithm">The algorithm of the checksum.</param>
/// <param name="Sum">The checksum, in lower-case hexadecimal digits.</param>
internal sealed record FileDownload(Uri Address, HashAlgorithmName Algorithm, string Sum)
{
    /// <summary>The download fails if the server sends nothing for this time.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Writes the file to <paramref name="path"/>. Throws <see cref="GhnException"/> without network, and for another checksum.</summary>
    public async Task FetchAsync(
        string path,
        IProgress<DownloadProgress>? progress,
        HttpMessageHandler? handler,
        CancellationToken cancellation
    )
    {
        using var client = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        client.Timeout = Timeout.InfiniteTimeSpan; // silence is what we limit, not the time that 170 MB take
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var sum = IncrementalHash.CreateHash(Algorithm);
        await using (var file = File.Create(path))
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
                    sum.AppendData(buffer, 0, count);
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
                    $"{Address}: the download failed ({reason}); check the network and run it again, or put "
                        + $"{Path.GetFileName(Address.LocalPath)} into the data folder by hand.",
                    e
                );
            }
        }
        if (Convert.ToHexString(sum.GetHashAndReset()).ToLowerInvariant() is var found && found != Sum)
            throw DataFiles.Bad($"{Address}", $"the {Algorithm} checksum {Sum}", found, "run the download again");
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

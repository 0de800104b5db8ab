using System.Net;
using System.Security.Cryptography;
using Ghn.Data;

namespace Ghn.Tests.Data;

public class Cifar10DownloadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verified_download_is_unpacked_and_loads()
    {
        using var folder = new TemporaryFolder();
        var archive = SmallCifar10.Archive();
        var reports = new List<DownloadProgress>();
        using var server = new Server(_ => Answer(archive));
        var path = await Download(archive).RunAsync(folder.Path, new Direct(reports.Add), server, Cancel);
        Assert.Equal(folder[Cifar10.FolderName], path);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(new DownloadProgress(archive.Length, archive.Length), reports[^1]);
        using var data = Cifar10.Load(folder.Path, 0, SmallCifar10.Layout);
        Assert.Equal(90, data.Train.Count);

        await Download(archive).RunAsync(folder.Path, null, server, Cancel);
        Assert.Equal(1, server.Requests); // what is there is not fetched again
    }

    [Fact]
    public async Task A_wrong_checksum_leaves_nothing()
    {
        var archive = SmallCifar10.Archive();
        var damaged = (byte[])archive.Clone();
        damaged[archive.Length / 2] ^= 1;
        await Fails(Download(archive), _ => Answer(damaged), Download(archive).Md5, "download again");
    }

    [Fact]
    public async Task No_network_leaves_nothing() =>
        await Fails(
            new(),
            _ => throw new HttpRequestException("Name or service not known"),
            "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
            "Name or service not known",
            "check the network"
        );

    [Fact]
    public async Task An_error_answer_leaves_nothing() =>
        await Fails(new(), _ => new(HttpStatusCode.NotFound), "404", "check the network");

    [Fact]
    public async Task A_broken_connection_leaves_nothing() =>
        await Fails(
            new(),
            _ => new() { Content = new StreamContent(new Broken(3 << 20)) },
            "reset",
            "check the network"
        );

    [Fact]
    public async Task A_silent_server_is_given_up() =>
        await Fails(
            new() { Silence = TimeSpan.FromMilliseconds(50) },
            _ => new() { Content = new StreamContent(new Silent()) },
            "no answer",
            "check the network"
        );

    [Fact]
    public async Task Cancelling_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        using var server = new Server(_ => new() { Content = new StreamContent(new Broken(9 << 20)) });
        var stop = new Direct(_ => source.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Cifar10.DownloadAsync(folder.Path, stop, server, source.Token)
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["taken"], "");
        using var server = new Server(_ => Answer([]));
        var error = await Assert.ThrowsAsync<GhnException>(() =>
            Cifar10.DownloadAsync(folder["taken"], handler: server, cancellation: Cancel)
        );
        Assert.Contains(folder["taken"], error.Message);
        Assert.Contains("writable folder", error.Message);
    }

    private static Cifar10Download Download(byte[] archive)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(archive);
        var sum = Convert.ToHexString(md5.GetHashAndReset()).ToLowerInvariant();
        return new() { Layout = SmallCifar10.Layout, Md5 = sum };
    }

    private static HttpResponseMessage Answer(byte[] content) => new() { Content = new ByteArrayContent(content) };

    private static async Task Fails(
        Cifar10Download download,
        Func<HttpRequestMessage, HttpResponseMessage> answer,
        params string[] parts
    )
    {
        using var folder = new TemporaryFolder();
        using var server = new Server(answer);
        var error = await Assert.ThrowsAsync<GhnException>(() => download.RunAsync(folder.Path, null, server, Cancel));
        foreach (var part in parts)
            Assert.Contains(part, error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private sealed class Direct(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }

    private sealed class Server(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellation
        )
        {
            Requests++;
            return Task.FromResult(answer(request));
        }
    }
}

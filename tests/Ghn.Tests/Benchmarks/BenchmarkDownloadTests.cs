using System.Net;
using System.Security.Cryptography;
using Ghn.Benchmarks;

namespace Ghn.Tests.Benchmarks;

public sealed class BenchmarkDownloadTests : IDisposable
{
    private static readonly byte[] s_table = [1, 2, 3];

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _asked = [];

    private string Files => Path.Combine(_folder.Path, "nas-bench");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_that_are_missing_or_damaged_are_fetched_and_verified()
    {
        Directory.CreateDirectory(Files);
        await File.WriteAllTextAsync(Path.Combine(Files, "half.csv"), "x", TestContext.Current.CancellationToken);
        Assert.Equal(Files, await Download("half.csv", "table.csv"));
        Assert.Equal(["https://example.org/half.csv", "https://example.org/table.csv"], _asked);
        Assert.Equal(["half.csv", "table.csv"], Directory.GetFiles(Files).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(Files), file => Assert.Equal(s_table, File.ReadAllBytes(file)));
        await Download("half.csv", "table.csv");
        Assert.Equal(2, _asked.Count); // what is there is not fetched again
    }

    [Fact]
    public async Task A_wrong_checksum_leaves_the_other_files_alone()
    {
        var error = await Assert.ThrowsAsync<GhnException>(() => Download("table.csv", "damaged.csv"));
        Assert.Contains("https://example.org/damaged.csv", error.Message);
        Assert.Contains("SHA256", error.Message);
        Assert.Equal(["table.csv"], Directory.GetFiles(Files).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Without_files_the_message_names_the_command()
    {
        var error = Assert.Throws<GhnException>(() => NasBench201.Load(_folder.Path));
        Assert.Contains("ghn data download nas-bench-201", error.Message);
        await File.WriteAllTextAsync(_folder["taken"], "", TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<GhnException>(() =>
            NasBench201.DownloadAsync(_folder["taken"], cancellation: TestContext.Current.CancellationToken)
        );
        Assert.Contains("choose a writable folder", refused.Message);
    }

    private async Task<string> Download(params string[] names)
    {
        using var server = new Server(_asked);
        var sum = Convert.ToHexString(SHA256.HashData(s_table)).ToLowerInvariant();
        return await BenchmarkFiles.DownloadAsync(
            _folder.Path,
            [.. names.Select(name => ($"https://example.org/{name}", sum))],
            null,
            server,
            TestContext.Current.CancellationToken
        );
    }

    private sealed class Server(List<string> asked) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellation
        )
        {
            asked.Add($"{request.RequestUri}");
            var content = request.RequestUri!.LocalPath.Contains("damaged") ? new byte[] { 9 } : s_table;
            return Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) }
            );
        }
    }
}

using System.Security.Cryptography;
using Ghn.Data;

namespace Ghn.Benchmarks;

/// <summary>Finds and fetches the files of public benchmarks.</summary>
internal static class BenchmarkFiles
{
    public const string Folder = "nas-bench";

    /// <summary>
    /// The folder that has <paramref name="file"/>: <paramref name="folder"/> (null: that of GHN_DATA), or its
    /// <see cref="Folder"/>.
    /// </summary>
    public static string Locate(string file, string? folder, string remedy)
    {
        var named = folder ?? Environment.GetEnvironmentVariable(DataSource.FolderVariable);
        if (string.IsNullOrWhiteSpace(named))
            throw new GhnException(
                $"{file} needs a folder: set {DataSource.FolderVariable}, or give the folder; to fetch it, {remedy}."
            );
        string[] places = [named, Path.Combine(named, Folder)];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, file)))
            ?? throw DataFiles.Bad(named, $"{file} in it or in its folder {Folder}", "neither", remedy);
    }

    /// <summary>
    /// Fetches files that are missing or damaged into <see cref="Folder"/> of <paramref name="parent"/> and returns it. A file has
    /// its name only when it is whole and its SHA-256 is right.
    /// </summary>
    public static async Task<string> DownloadAsync(
        string parent,
        IReadOnlyList<(string Address, string Sha256)> files,
        IProgress<DownloadProgress>? progress,
        HttpMessageHandler? handler,
        CancellationToken cancellation
    )
    {
        var folder = Path.Combine(parent, Folder);
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (address, sum) in files)
            {
                var target = Path.Combine(folder, Path.GetFileName(address));
                if (File.Exists(target) && Sum(target) == sum)
                    continue;
                var part = $"{target}.{Guid.NewGuid():N}";
                try
                {
                    var file = new FileDownload(new(address), HashAlgorithmName.SHA256, sum);
                    await file.FetchAsync(part, progress, handler, cancellation);
                    File.Move(part, target, overwrite: true);
                }
                finally
                {
                    File.Delete(part);
                }
            }
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GhnException(
                $"{folder}: the benchmark could not be stored here ({e.Message.TrimEnd('.')}); choose a writable folder.",
                e
            );
        }
    }

    private static string Sum(string path) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))).ToLowerInvariant();
}

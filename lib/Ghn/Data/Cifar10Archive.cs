using System.Formats.Tar;
using System.IO.Compression;

namespace Ghn.Data;

/// <summary>The files of the official archive, unpacked in memory one after the other.</summary>
internal static class Cifar10Archive
{
    public static IEnumerable<DataFile> Read(string archive)
    {
        using var file = Open(archive);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (Next(tar, archive) is { } entry)
            yield return entry;
    }

    private static FileStream Open(string archive)
    {
        try
        {
            return File.OpenRead(archive);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFiles.Bad(archive, "a readable archive", e.Message.TrimEnd('.'), Cifar10.Remedy, e);
        }
    }

    private static DataFile? Next(TarReader tar, string archive)
    {
        try
        {
            while (tar.GetNextEntry() is { } entry)
            {
                var name = Path.GetFileName(entry.Name);
                if (
                    entry.DataStream is null
                    || !(Cifar10Layout.BatchNames.Contains(name) || name == Cifar10Layout.MetaName)
                )
                    continue;
                var content = new byte[entry.Length];
                entry.DataStream.ReadExactly(content);
                return new(name, $"{archive} ({name})", content);
            }
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // IOException: also the end of the stream
        {
            throw DataFiles.Bad(archive, "a whole .tar.gz archive", "a damaged one", Cifar10.Remedy, e);
        }
    }
}

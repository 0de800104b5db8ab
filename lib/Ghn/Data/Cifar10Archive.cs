using System.Formats.Tar;
using System.IO.Compression;

namespace Ghn.Data;

/// <summary>The files of the official archive, zipped or (as some browsers leave it) not any more, unpacked in memory one after the other.</summary>
internal static class Cifar10Archive
{
    public static IEnumerable<DataFile> Read(string archive)
    {
        using var file = DataFiles.Open(archive, "a readable archive", Cifar10.Remedy, File.OpenRead);
        using Stream unzipped = IsZipped(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var tar = new TarReader(unzipped);
        while (Next(tar, archive) is { } entry)
            yield return entry;
    }

    private static bool IsZipped(FileStream file)
    {
        var zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B; // how every gzip file begins
        file.Position = 0;
        return zipped;
    }

    private static DataFile? Next(TarReader tar, string archive)
    {
        try
        {
            while (tar.GetNextEntry() is { } entry)
            {
                var name = Path.GetFileName(entry.Name);
                if (name == Cifar10Layout.PythonBatchName)
                    throw Cifar10.Python(archive);
                var isKnown = Cifar10Layout.BatchNames.Contains(name) || name == Cifar10Layout.MetaName;
                if (!isKnown || entry.DataStream is not { } stream)
                    continue;
                var content = new byte[entry.Length];
                stream.ReadExactly(content);
                return new(name, $"{archive} ({name})", content);
            }
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // IOException: also the end of the stream
        {
            throw DataFiles.Bad(archive, "a whole archive (.tar.gz)", "a damaged one", Cifar10.Remedy, e);
        }
    }
}

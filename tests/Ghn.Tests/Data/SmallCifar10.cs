using System.Formats.Tar;
using System.IO.Compression;
using Ghn.Data;

namespace Ghn.Tests.Data;

/// <summary>The official layout with 20 records a batch; each pixel says where it should end up.</summary>
internal static class SmallCifar10
{
    public static Cifar10Layout Layout { get; } = new(Records: 20, Validation: 10);

    /// <summary>Record r of batch b: label r mod 10; channel c, row y, column x holds (100·b + 7·r + 64·c + 3·y + x) mod 256.</summary>
    public static byte Pixel(int batch, int record, int channel, int y, int x) =>
        (byte)(100 * batch + 7 * record + 64 * channel + 3 * y + x);

    public static byte[] Batch(int batch)
    {
        var content = new List<byte>();
        for (var record = 0; record < Layout.Records; record++)
        {
            content.Add((byte)(record % 10));
            for (var channel = 0; channel < 3; channel++)
            for (var y = 0; y < 32; y++)
            for (var x = 0; x < 32; x++)
                content.Add(Pixel(batch, record, channel, y, x));
        }
        return [.. content];
    }

    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, b) in Cifar10Layout.BatchNames.Select((name, b) => (name, b)))
            File.WriteAllBytes(Path.Combine(folder, name), Batch(b));
        File.WriteAllLines(Path.Combine(folder, Cifar10Layout.MetaName), [.. Cifar10Layout.ClassNames, ""]);
        return folder;
    }

    /// <summary>The archive as it is offered for download, or unzipped.</summary>
    public static byte[] Archive(bool isZipped = true)
    {
        using var folder = new TemporaryFolder();
        Write(folder[Cifar10.FolderName]);
        using var tar = new MemoryStream();
        TarFile.CreateFromDirectory(folder[Cifar10.FolderName], tar, includeBaseDirectory: true);
        if (!isZipped)
            return tar.ToArray();
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar.ToArray());
        return zipped.ToArray();
    }
}

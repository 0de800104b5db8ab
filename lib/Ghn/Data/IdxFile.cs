using System.Buffers.Binary;
using System.IO.Compression;

namespace Ghn.Data;

/// <summary>
/// The IDX format of MNIST: two zero bytes, the type (8 = byte), the number of dimensions, each dimension as a big-endian
/// 32-bit number, then the values. Plain or gzipped.
/// </summary>
internal static class IdxFile
{
    /// <summary>The values of the file name.gz or name; its header must contain this shape.</summary>
    public static DataFile Read(string folder, string name, int[] shape, string remedy)
    {
        var path = PathOf(folder, name);
        var content = DataFiles.Read(path, remedy);
        if (path.EndsWith(".gz", StringComparison.Ordinal))
            content = Unzip(path, content, remedy);

        var headerSize = 4 + 4 * shape.Length;
        var expected = $"an IDX header of bytes [{string.Join(", ", shape)}]";
        if (content.Length < headerSize)
            throw DataFiles.Bad(path, expected, $"{content.Length} bytes in all", remedy);
        if (content[0] != 0 || content[1] != 0 || content[2] != 8 || content[3] != shape.Length)
            throw DataFiles.Bad(path, expected, $"the bytes {Convert.ToHexString(content, 0, 4)}", remedy);
        var found = Enumerable
            .Range(1, shape.Length)
            .Select(i => BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(4 * i)))
            .ToArray();
        if (!found.AsSpan().SequenceEqual(shape))
            throw DataFiles.Bad(path, expected, $"[{string.Join(", ", found)}]", remedy);
        var size = shape.Aggregate(1L, (product, length) => product * length);
        DataFiles.RequireSize(path, headerSize + size, content.Length, remedy);
        return new(name, path, content[headerSize..]);
    }

    /// <summary>The plain file if only that one is there, else the name of the gzipped one.</summary>
    public static string PathOf(string folder, string name)
    {
        var plain = Path.Combine(folder, name);
        return !Path.Exists(plain + ".gz") && File.Exists(plain) ? plain : plain + ".gz";
    }

    private static byte[] Unzip(string path, byte[] content, string remedy)
    {
        try
        {
            using var unzipped = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var result = new MemoryStream();
            unzipped.CopyTo(result);
            return result.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw DataFiles.Bad(path, "a whole gzip file", "a damaged one", remedy, e);
        }
    }
}

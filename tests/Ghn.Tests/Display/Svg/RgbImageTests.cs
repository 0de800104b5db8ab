using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ghn.Display;

namespace Ghn.Tests.Display.Svg;

public sealed class RgbImageTests
{
    [Fact]
    public void A_picture_survives_the_way_through_png()
    {
        var image = new RgbImage(5, 3);
        for (var y = 0; y < 3; y++)
        for (var x = 0; x < 5; x++)
            image.Fill(x, y, 1, 1, ((byte)(40 * x), (byte)(80 * y), (byte)(x + y)));

        var chunks = Chunks(image.ToPng());
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(c => c.Type));
        var header = chunks[0].Data;
        Assert.Equal(
            (5, 3),
            (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)))
        );
        Assert.Equal([8, 2, 0, 0, 0], header[8..]);

        using var zlib = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        var rows = raw.ToArray().Chunk(1 + 5 * 3).ToArray();
        Assert.Equal(3, rows.Length);
        Assert.All(rows, row => Assert.Equal(0, row[0]));
        Assert.Equal(image.Pixels, rows.SelectMany(row => row[1..]));
    }

    /// <summary>The end chunk of every PNG file is the same twelve bytes: AE 42 60 82 is its check sum.</summary>
    [Fact]
    public void The_check_sum_is_the_standard_one() => Assert.Equal(0xAE426082, RgbImage.Crc("IEND"u8));

    private static List<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < file.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var (type, data) = (file[(at + 4)..(at + 8)], file[(at + 8)..(at + 8 + length)]);
            Assert.Equal(
                RgbImage.Crc([.. type, .. data]),
                BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length))
            );
            chunks.Add((Encoding.ASCII.GetString(type), data));
            at += 12 + length;
        }
        return chunks;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace Ghn.Display;

/// <summary>A small picture in memory, three bytes a pixel, white at first.</summary>
internal sealed class RgbImage
{
    public RgbImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (Width, Height, Pixels) = (width, height, new byte[width * height * 3]);
        Array.Fill(Pixels, (byte)255);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Rows from the top, R G B a pixel.</summary>
    public byte[] Pixels { get; }

    public void Fill(int left, int top, int width, int height, (byte R, byte G, byte B) color)
    {
        for (var y = top; y < top + height; y++)
        for (var x = left; x < left + width; x++)
        {
            var at = (y * Width + x) * 3;
            (Pixels[at], Pixels[at + 1], Pixels[at + 2]) = color;
        }
    }

    /// <summary>The picture as a data URI that an img or image element takes.</summary>
    public string ToDataUri() => "data:image/png;base64," + Convert.ToBase64String(ToPng());

    /// <summary>The bytes of a PNG file (W3C PNG specification, third edition): one IDAT chunk, no row filter.</summary>
    public byte[] ToPng()
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9]) = (8, 2); // bits a channel, colour type RGB; compression, filter, interlace are 0
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            foreach (var row in Pixels.Chunk(Width * 3))
                zlib.Write([0, .. row]); // filter type: none
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];
        return [.. signature, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>The check sum of PNG chunks (CRC-32, polynomial EDB88320).</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }
}

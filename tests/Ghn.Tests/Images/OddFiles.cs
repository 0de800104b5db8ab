using SkiaSharp;

namespace Ghn.Tests.Images;

/// <summary>Makes the files that ImageNet really has, each of one colour or of a red left and a blue right half.</summary>
internal static class OddFiles
{
    /// <summary>A picture whose left half is red and whose right half is blue.</summary>
    public static byte[] Halves(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Blue);
            using var red = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(0, 0, width / 2f, height, red);
        }
        return Encoded(bitmap, format);
    }

    /// <summary>A PNG of one colour.</summary>
    public static byte[] Filled(int width, int height, SKColor colour)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(colour);
        return Encoded(bitmap, SKEncodedImageFormat.Png);
    }

    /// <summary>One component instead of three.</summary>
    public static byte[] Grey(int width, int height, byte value)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(value, value, value));
        return Encoded(bitmap, SKEncodedImageFormat.Jpeg);
    }

    /// <summary>A PNG of its whole length, in whose middle bytes are wrong.</summary>
    public static byte[] Damaged(int width, int height)
    {
        var png = Noise(width, height, 0, SKEncodedImageFormat.Png);
        png.AsSpan(png.Length / 2, 100).Clear();
        return png;
    }

    /// <summary>Noise, which makes a file long enough to be cut.</summary>
    public static byte[] Noise(
        int width,
        int height,
        long seed,
        SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg
    )
    {
        var random = new RandomStream(seed, "noise");
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            bitmap.SetPixel(x, y, new SKColor((uint)random.NextBits() | 0xFF000000));
        return Encoded(bitmap, format);
    }

    /// <summary>The same JPEG with an EXIF segment that says how the camera was held, 1 to 8.</summary>
    public static byte[] Turned(byte[] jpeg, byte orientation) =>
        [
            .. jpeg[..2],
            .. (byte[])[0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1],
            .. (byte[])[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
            .. jpeg[2..],
        ];

    /// <summary>
    /// A red 16×16 JPEG of the four inks, as Photoshop writes them: inverted. Written by hand because nothing here encodes
    /// one: every coefficient but the first is 0, every quantiser 1.
    /// </summary>
    public static byte[] Cmyk()
    {
        byte[] four = [1, 2, 3, 4];
        return
        [
            .. (byte[])[0xFF, 0xD8, 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0],
            .. (byte[])[0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)],
            .. (byte[])[0xFF, 0xC0, 0, 20, 8, 0, 16, 0, 16, 4, .. four.SelectMany(c => (byte[])[c, 0x11, 0])],
            // Codes of the first coefficient's length: 00 for 0 bits, 01 for 10, 10 for 11.
            .. (byte[])[0xFF, 0xC4, 0, 22, 0x00, 0, 3, .. new byte[14], 0, 10, 11],
            .. (byte[])[0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0], // 0: nothing follows
            .. (byte[])[0xFF, 0xDA, 0, 14, 4, .. four.SelectMany(c => (byte[])[c, 0]), 0, 63, 0],
            .. Bits(
                // 8 · 127 = 1016 is full and inverted no ink, 8 · −128 = −1024 all of it; three further blocks each alike
                "01" + "1111111000" + "0", // cyan
                "10" + "01111111111" + "0", // magenta
                "10" + "01111111111" + "0", // yellow
                "01" + "1111111000" + "0", // black
                string.Concat(Enumerable.Repeat("00" + "0", 3 * 4))
            ),
            0xFF,
            0xD9,
        ];
    }

    private static IEnumerable<byte> Bits(params string[] codes)
    {
        var bits = string.Concat(codes);
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        foreach (var eight in bits.Chunk(8))
        {
            var value = Convert.ToByte(new string(eight), 2);
            yield return value;
            if (value == 0xFF)
                yield return 0;
        }
    }

    private static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }
}

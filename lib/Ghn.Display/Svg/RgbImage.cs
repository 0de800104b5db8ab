namespace Ghn.Display;

/// <summary>A small picture in memory, three bytes a pixel, white at first.</summary>
internal sealed class RgbImage
{
    /// <summary>An empty white picture.</summary>
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

    /// <summary>Fills a rectangle with one colour.</summary>
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
    public string ToDataUri() => "data:image/png;base64," + Convert.ToBase64String(PngEncoder.Encode(this));
}

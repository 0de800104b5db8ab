using SkiaSharp;

namespace Ghn.Images;

/// <summary>
/// Decodes one file to Size × Size pixels. The format follows from the content, not from the name. Greyscale and CMYK
/// become RGB, and the camera orientation is applied.
/// </summary>
internal sealed class ImageDecoder(ImageFolderOptions options)
{
    /// <summary>
    /// The largest number of decoded pixels of a file (64 MiB). A JPEG is decoded only as large as needed, so this
    /// limit is for other formats.
    /// </summary>
    private const int MostPixels = 1 << 24;

    private const int Attempts = 10; // of a random crop, as in torchvision, before the central one is taken

    /// <summary>Bytes of a decoded image.</summary>
    public int Length => options.Size * options.Size * 3;

    /// <summary>
    /// Writes an image as [Size, Size, 3] and returns null. If the file is not usable, it writes nothing and returns
    /// the reason.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="stream">Random numbers for augmentation; null: no augmentation.</param>
    /// <param name="pixels">The destination, <see cref="Length"/> bytes.</param>
    public string? Read(string path, RandomStream? stream, Span<byte> pixels)
    {
        try
        {
            using var data = SKData.Create(path);
            using var codec = data is null ? null : SKCodec.Create(data);
            if (codec is null)
                return data is null ? "it cannot be opened" : "it cannot be decoded as an image";
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if (Math.Min(width, height) < options.LeastSide)
                return $"it has {width} × {height} pixels, fewer than LeastSide = {options.LeastSide}";
            var turned = IsTurned(codec.EncodedOrigin);
            var crop = Crop(turned ? height : width, turned ? width : height, stream);
            var flip = stream is not null && stream.NextDouble() < 0.5 && options.Flip;
            return Read(codec, crop, flip, pixels) ?? Jittered(stream, pixels);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    /// <summary>The part of the upright image that is kept, in its pixels.</summary>
    private SKRect Crop(int width, int height, RandomStream? stream)
    {
        if (stream is null)
        {
            var side = (float)options.Size / options.EvaluationSide * Math.Min(width, height);
            return SKRect.Create((width - side) / 2, (height - side) / 2, side, side);
        }
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = (options.LeastArea + (1 - options.LeastArea) * stream.NextDouble()) * width * height;
            var ratio = Math.Exp((2 * stream.NextDouble() - 1) * Math.Log(4.0 / 3)); // 3:4 … 4:3
            var (w, h) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (w >= 1 && h >= 1 && w <= width && h <= height)
                return SKRect.Create(stream.Next(width - w + 1), stream.Next(height - h + 1), w, h);
        }
        var least = Math.Min(width, height);
        return SKRect.Create((width - least) / 2f, (height - least) / 2f, least, least);
    }

    private string? Read(SKCodec codec, SKRect crop, bool flip, Span<byte> pixels)
    {
        // A JPEG can be decoded at a fraction of its size at once, much faster.
        var scaled = codec.GetScaledDimensions(Eighths(options.Size / Math.Min(crop.Width, crop.Height)));
        if (Math.Min(scaled.Width, scaled.Height) < 1)
            scaled = codec.Info.Size;
        if ((long)scaled.Width * scaled.Height > MostPixels)
            return $"it has {scaled.Width} × {scaled.Height} pixels, more than the limit of {MostPixels:N0}";
        var info = new SKImageInfo(scaled.Width, scaled.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var decoded = new SKBitmap();
        if (!decoded.TryAllocPixels(info))
            return $"its {scaled.Width} × {scaled.Height} pixels do not fit into memory";
        var result = codec.GetPixels(info, decoded.GetPixels());
        if (result != SKCodecResult.Success)
            return result == SKCodecResult.IncompleteInput ? "it is truncated" : $"it is damaged ({result})";

        var turned = IsTurned(codec.EncodedOrigin);
        var (across, down) = ((float)scaled.Width / codec.Info.Width, (float)scaled.Height / codec.Info.Height);
        if (turned)
            (across, down) = (down, across);
        var size = options.Size;
        using var square = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(square))
        {
            canvas.Clear(SKColors.Black); // under what is transparent
            if (flip)
                canvas.Scale(-1, 1, size / 2f, 0);
            canvas.Scale(size / (crop.Width * across), size / (crop.Height * down));
            canvas.Translate(-crop.Left * across, -crop.Top * down);
            canvas.Concat(Upright(codec.EncodedOrigin, scaled.Width, scaled.Height));
            using var view = decoded.PeekPixels();
            using var image = SKImage.FromPixels(view); // no copy
            canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        var rgba = square.GetPixelSpan();
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
            rgba.Slice(from, 3).CopyTo(pixels[to..]);
        return null;
    }

    /// <summary>
    /// The scale at which a JPEG is decoded: in eighths, because of its blocks, and rounded up, so that no detail of
    /// the file is lost by enlarging.
    /// </summary>
    internal static float Eighths(float scale) => Math.Min(1, MathF.Ceiling(8 * scale) / 8);

    private static bool IsTurned(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    /// <summary>The matrix that applies the camera orientation.</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, float width, float height) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new(0, -1, height, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new(0, -1, height, -1, 0, width, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, width, 0, 0, 1),
            _ => SKMatrix.Identity,
        };

    /// <summary>Changes brightness, contrast, saturation and hue in place; never fails.</summary>
    private string? Jittered(RandomStream? stream, Span<byte> pixels)
    {
        if (stream is null)
            return null;
        float Signed() => (float)(2 * stream.NextDouble() - 1);
        float Factor() => 1 + (float)options.Jitter * Signed();
        var (brightness, contrast, saturation) = (Factor(), Factor(), Factor()); // drawn whatever the options
        var turn = 6 * (float)options.Hue * Signed();
        if (options.Jitter == 0 && options.Hue == 0)
            return null;
        static float Grey(float r, float g, float b) => 0.299f * r + 0.587f * g + 0.114f * b;
        var sum = 0.0;
        for (var i = 0; i < pixels.Length; i += 3)
            sum += Grey(pixels[i], pixels[i + 1], pixels[i + 2]);
        var mean = brightness * (float)(sum / (pixels.Length / 3));
        for (var i = 0; i < pixels.Length; i += 3)
        {
            float Changed(byte v) => mean + contrast * (brightness * v - mean);
            var (r, g, b) = (Changed(pixels[i]), Changed(pixels[i + 1]), Changed(pixels[i + 2]));
            var grey = Grey(r, g, b);
            float Coloured(float v) => Math.Clamp(grey + saturation * (v - grey), 0, 255);
            (r, g, b) = Turned(Coloured(r), Coloured(g), Coloured(b), turn);
            static byte Rounded(float v) => (byte)MathF.Round(v);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (Rounded(r), Rounded(g), Rounded(b));
        }
        return null;
    }

    /// <summary>
    /// Rotates the hue by a number of sixths of the circle; value and saturation (HSV) do not change.
    /// </summary>
    private static (float R, float G, float B) Turned(float r, float g, float b, float turn)
    {
        var most = MathF.Max(r, MathF.Max(g, b));
        var chroma = most - MathF.Min(r, MathF.Min(g, b));
        if (turn == 0 || chroma == 0)
            return (r, g, b);
        var hue =
            most == r ? (g - b) / chroma
            : most == g ? 2 + (b - r) / chroma
            : 4 + (r - g) / chroma;
        float Channel(int offset)
        {
            var k = (offset + hue + turn + 12) % 6; // of −4 … 10
            return most - chroma * Math.Clamp(MathF.Min(k, 4 - k), 0, 1);
        }
        return (Channel(5), Channel(3), Channel(1));
    }
}

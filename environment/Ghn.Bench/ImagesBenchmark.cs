using Ghn.Images;
using SkiaSharp;
using TorchSharp;

namespace Ghn.Bench;

// Reading a folder of JPEG files as training does: random crops, jitter, batches ahead. The files are generated, of
// ImageNet's usual size, and removed at the end.
internal static class ImagesBenchmark
{
    private const int Width = 500,
        Height = 375,
        Batch = 64,
        Distinct = 20,
        Classes = 10;

    public static BenchmarkTable Run(BenchmarkOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("ghn-images-");
        try
        {
            var bytes = Write(folder.FullName, options.Images);
            var images = ImageFolder.Open(folder.FullName, "train");
            var steps = options.Images / Batch;
            long most = 0;
            using var batches = images.Begin(Batch, 0, Augmentation.None, torch.CPU);
            using var process = Process.GetCurrentProcess();
            var before = process.WorkingSet64;
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < steps; i++)
            {
                batches.Batch(i).Dispose();
                process.Refresh();
                most = Math.Max(most, process.WorkingSet64);
            }
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return new(
                $"Images from files, {options.Images:N0} JPEGs of {Width} × {Height} ({Distinct} pictures over and over), batches of {Batch} at {images.Width} × {images.Height}, {Environment.ProcessorCount} threads",
                ["", "value"],
                [
                    ["images a second", FormattableString.Invariant($"{steps * Batch / seconds:0}")],
                    ["files in all", Cell.Megabytes(bytes)],
                    ["resident memory before", Cell.Megabytes(before)],
                    ["largest resident memory while reading", Cell.Megabytes(most)],
                    ["files skipped", $"{images.Skipped.Count}"],
                ]
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A few pictures of random strokes over and over; the number of bytes.
    private static long Write(string folder, int count)
    {
        var files = Enumerable.Range(0, Distinct).Select(Draw).ToArray();
        long bytes = 0;
        for (var i = 0; i < count; i++)
        {
            var place = Path.Combine(folder, "train", $"n{i % Classes:00000000}");
            Directory.CreateDirectory(place);
            File.WriteAllBytes(Path.Combine(place, $"{i}.JPEG"), files[i % Distinct]);
            bytes += files[i % Distinct].Length;
        }
        return bytes;
    }

    private static byte[] Draw(int number)
    {
        const int strokes = 2_000;
        var random = new RandomStream(0, "strokes", number);
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        for (var i = 0; i < strokes; i++)
        {
            using var paint = new SKPaint
            {
                Color = new SKColor((uint)random.NextBits() | 0xFF000000),
                StrokeWidth = 1 + random.Next(8),
            };
            canvas.DrawLine(random.Next(Width), random.Next(Height), random.Next(Width), random.Next(Height), paint);
        }
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}

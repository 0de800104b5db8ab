using SkiaSharp;
using TorchSharp;

namespace Ghn.Experiments.Studies;

/// <summary>
/// A folder in ImageNet's layout with a few generated pictures: enough to try the whole way from files to a trained network.
/// </summary>
internal static class GeneratedFolder
{
    private const int OfEachClass = 25;

    public static DirectoryInfo Make()
    {
        var folder = Directory.CreateTempSubdirectory("ghn-imagenet-");
        using var data = GeneratedImages.Make(new GeneratedOptions(), 0);
        foreach (var (part, set) in new[] { ("train", data.Train), ("val", data.Validation) })
        {
            var (height, width) = (set.Height, set.Width);
            var labels = set.Labels.data<long>().ToArray();
            var chosen = Enumerable
                .Range(0, labels.Length)
                .GroupBy(i => labels[i])
                .SelectMany(g => g.Take(OfEachClass));
            foreach (var i in chosen)
            {
                var place = Path.Combine(folder.FullName, part, $"n{labels[i]:00000000}");
                Directory.CreateDirectory(place);
                using var scope = torch.NewDisposeScope();
                var pixels = set.Images[i].contiguous().data<byte>().ToArray(); // [H, W, 3]
                using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
                for (var at = 0; at < height * width; at++)
                    bitmap.SetPixel(
                        at % width,
                        at / width,
                        new SKColor(pixels[3 * at], pixels[3 * at + 1], pixels[3 * at + 2])
                    );
                using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
                File.WriteAllBytes(Path.Combine(place, $"{i}.png"), png.ToArray());
            }
        }
        return folder;
    }
}

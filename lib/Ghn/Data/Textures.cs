namespace Ghn.Data;

/// <summary>
/// A task that a hypernetwork learns within a minute on two cores: noisy grey images of 16 × 16 pixels with waves along
/// rows, columns or diagonals, or checks. Period and phase vary, so that no single pixel depends on the class.
/// </summary>
/// <remarks>Differs: it is for teaching; the paper has no such data.</remarks>
public static class Textures
{
    /// <summary>Height and width of an image, in pixels.</summary>
    public const int Size = 16;

    /// <summary>Names of the four classes.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["rows", "columns", "diagonals", "checks"];

    /// <summary>
    /// Generates balanced classes, split and normalised as
    /// <see cref="DataSplits.Of(string, byte[], int, int, IReadOnlyList{int}, IReadOnlyList{string}, SplitOptions)"/>
    /// does.
    /// </summary>
    /// <param name="count">Total number of images.</param>
    /// <param name="seed">Seed of all images.</param>
    public static DataSplits Make(int count = 4_000, long seed = 0)
    {
        var labels = Enumerable.Range(0, count).Select(i => i % ClassNames.Count).ToArray();
        var pixels = labels.SelectMany((label, i) => Picture(label, new RandomStream(seed, "textures", i)));
        return DataSplits.Of("textures", [.. pixels], Size, Size, labels, ClassNames);
    }

    /// <summary>One image of a class, bytes [H · W].</summary>
    public static byte[] Picture(int label, RandomStream random)
    {
        var (period, shift) = (4 + random.Next(5), random.Next(8));
        double Wave(int t) => Math.Sin(2 * Math.PI * (t + shift) / period);
        double Value(int y, int x) =>
            label switch
            {
                0 => Wave(y),
                1 => Wave(x),
                2 => Wave(x + y),
                _ => Wave(x) * Wave(y),
            };
        var noise = random.Normal(Size * Size);
        return [.. noise.Select((n, i) => (byte)Math.Clamp(128 + 60 * Value(i / Size, i % Size) + 20 * n, 0, 255))];
    }
}

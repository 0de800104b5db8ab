namespace Ghn.Data;

/// <summary>
/// Your own image source in three disjoint parts. They are normalised so that each channel of the training images has
/// mean 0 and standard deviation 1.
/// </summary>
/// <param name="Train">Training images; they are gathered as for evaluation, then cropped and flipped.</param>
/// <param name="Validation">Images for model selection.</param>
/// <param name="Test">Images for final results.</param>
public sealed record SourceSplits(IImageSource Train, IImageSource Validation, IImageSource Test)
{
    private const int AtOnce = 256;

    /// <summary>
    /// Splits a source, and reads every training image once for the normalisation. The caller keeps ownership of the
    /// source. Pass a source with its own augmentation to a trainer directly instead.
    /// </summary>
    /// <exception cref="GhnException">The source has too few images or fewer than two classes.</exception>
    public static SourceSplits Draw(IImageSource source, SplitOptions? split = null)
    {
        DataSplits.RequireClasses(source.Name, source.ClassNames);
        var (train, validation, test) = (split ?? new()).Draw(source.Name, source.Count);
        var statistics = Measure(source, train);
        SourcePart Part(string part, int[] chosen) => new(source, part, chosen, statistics);
        return new(Part("train", train), Part("validation", validation), Part("test", test));
    }

    private static ChannelStatistics Measure(IImageSource source, int[] chosen)
    {
        using var scope = NewDisposeScope();
        var (sum, squares, pixels) = (zeros(3, dtype: float64), zeros(3, dtype: float64), 0L);
        foreach (var indices in chosen.Chunk(AtOnce))
        {
            using var inner = NewDisposeScope();
            var x = source.Gather(indices, CPU).Images.to(float64);
            sum.AddInPlace(x.sum([0, 2, 3]));
            squares.AddInPlace((x * x).sum([0, 2, 3]));
            pixels += x.numel() / 3;
        }
        var mean = sum.Over(pixels);
        var std = squares
            .Over(pixels)
            .Minus(mean * mean)
            .data<double>()
            .Select(v => (float)Math.Sqrt(Math.Max(v, 1e-12)));
        return new([.. mean.data<double>().Select(m => (float)m)], [.. std]);
    }

    /// <summary>Some images of a source, normalised once more.</summary>
    private sealed class SourcePart(IImageSource source, string part, int[] chosen, ChannelStatistics statistics)
        : IImageSource
    {
        public string Name => $"{source.Name}/{part}";

        public int Count => chosen.Length;

        public int Height => source.Height;

        public int Width => source.Width;

        public IReadOnlyList<string> ClassNames => source.ClassNames;

        public string Checksum => DataSplits.Digest($"{source.Checksum} {string.Join(' ', chosen)}");

        public ImageBatch Gather(int[] indices, Device device) => Gather(indices, null, device);

        public ITrainingBatches Begin(int batchSize, long seed, Augmentation augmentation, Device device) =>
            new OrderedBatches(
                Count,
                batchSize,
                seed,
                (indices, random) =>
                    Gather(indices, new AugmentationPlan(indices.Length, Height, Width, augmentation, random), device)
            );

        private ImageBatch Gather(int[] indices, AugmentationPlan? plan, Device device)
        {
            using var scope = NewDisposeScope();
            var given = source.Gather([.. indices.Select(i => chosen[i])], device);
            var pixels = given.Images.permute(0, 2, 3, 1).clone().contiguous(); // [B, H, W, 3], ours to change
            var count = pixels.shape[0]; // a source may leave out some
            if (plan is not null && count == indices.Length)
                pixels = plan.Crop(
                    pixels,
                    tensor(Enumerable.Range(0, indices.Length).Select(i => (long)i).ToArray(), device: device)
                );
            var x = pixels.view(count, Height, Width * 3);
            var images = BatchLoader.Finish(x, count == indices.Length ? plan : null, statistics, white: 1);
            return new(images.MoveToOuterDisposeScope(), given.Labels.MoveToOuterDisposeScope());
        }
    }
}

namespace Ghn.Data;

/// <summary>
/// Makes batches: gather, crop, flip, normalise, cutout. Each is one tensor operation over the whole batch.
/// </summary>
public static class BatchLoader
{
    /// <summary>Gathers images by index, augments them, and normalises them.</summary>
    /// <param name="set">The images; their device may differ from <paramref name="device"/>.</param>
    /// <param name="indices">B indices into the set, in any order, repeats allowed.</param>
    /// <param name="augmentation">null: none.</param>
    /// <param name="stream">Random numbers, five per image for any options; needed only with an augmentation.</param>
    /// <param name="device">Device of the batch; null: the CPU.</param>
    /// <returns>
    /// Images float32 [B, 3, H, W] in channels-last memory, and labels int64 [B], in the caller's dispose scope.
    /// </returns>
    /// <exception cref="ArgumentException">No index, an index outside the set, or an augmentation without a stream.</exception>
    public static ImageBatch Gather(
        ImageSet set,
        ReadOnlySpan<int> indices,
        Augmentation? augmentation = null,
        RandomStream? stream = null,
        Device? device = null
    )
    {
        if (indices.IsEmpty)
            throw new ArgumentException("A batch has at least one image.", nameof(indices));
        foreach (var index in indices)
            if (index < 0 || index >= set.Count)
                throw new ArgumentException(
                    $"Index {index} is outside {set.Name}: 0 to {set.Count - 1}.",
                    nameof(indices)
                );
        augmentation ??= Augmentation.None;
        if (stream is null && augmentation != Augmentation.None)
            throw new ArgumentException("An augmentation needs a stream of random numbers.", nameof(stream));

        using var scope = NewDisposeScope();
        device ??= CPU;
        var (batch, height, width) = (indices.Length, set.Height, set.Width);
        var plan = stream is null ? null : new AugmentationPlan(batch, height, width, augmentation, stream);
        var chosen = new long[batch];
        for (var b = 0; b < batch; b++)
            chosen[b] = indices[b];
        var which = tensor(chosen, device: set.Images.device);

        var pixels = (plan is null ? set.Images.index_select(0, which) : plan.Crop(set.Images, which)).to(device);
        var x = pixels.to(ScalarType.Float32).view(batch, height, width * 3);
        var images = Finish(x, plan, set.Statistics, white: 255);
        var labels = set.Labels.index_select(0, which).to(device);
        return new(images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The random changes after the crop, and the normalisation, in place: float32 [B, H, W·3] to [B, 3, H, W],
    /// channels-last. <paramref name="white"/>: what is 1 in the statistics.
    /// </summary>
    internal static Tensor Finish(Tensor x, AugmentationPlan? plan, ChannelStatistics statistics, float white)
    {
        var (batch, height, width) = (x.shape[0], x.shape[1], (int)x.shape[2] / 3);
        plan?.BlackOutside(x);
        var (scale, shift) = Normalisation(statistics, width, white);
        x.mul_(tensor(scale, device: x.device)).AddInPlace(tensor(shift, device: x.device));
        plan?.CutOut(x);
        return x.view(batch, height, width, 3).permute(0, 3, 1, 2);
    }

    /// <summary>
    /// x ↦ (x/white − mean)/std as x·scale + shift, for a whole row of pixels [W·3]: the innermost loop is then long enough
    /// to be vectorised, which one over three channels is not.
    /// </summary>
    private static (float[] Scale, float[] Shift) Normalisation(ChannelStatistics statistics, int width, float white)
    {
        var (scale, shift) = (new float[width * 3], new float[width * 3]);
        for (var i = 0; i < scale.Length; i++)
        {
            scale[i] = 1 / (white * statistics.Std[i % 3]);
            shift[i] = -statistics.Mean[i % 3] / statistics.Std[i % 3];
        }
        return (scale, shift);
    }
}

namespace Ghn.Data;

/// <summary>Mean and standard deviation of each colour channel, for normalisation; pixel values are 0 … 1.</summary>
/// <param name="Mean">One value per channel.</param>
/// <param name="Std">One value per channel; at least 1/255, so that constant images can be normalised.</param>
public sealed record ChannelStatistics(IReadOnlyList<float> Mean, IReadOnlyList<float> Std)
{
    /// <summary>
    /// Computes the statistics of <paramref name="images"/>, uint8 [N, H, W, C], from exact counts of the 256 pixel
    /// values. The result is the same on every machine and needs no copy of the images as floats.
    /// </summary>
    public static ChannelStatistics Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        var channels = (int)images.shape[3];
        var (mean, std) = (new float[channels], new float[channels]);
        var pixels = images.view(-1, channels);
        for (var c = 0; c < channels; c++)
        {
            var counts = bincount(pixels.select(1, c), minlength: 256).cpu().data<long>().ToArray();
            var n = (double)counts.Sum();
            var m = counts.Select((count, value) => count * value).Sum() / n;
            var squares = (double)counts.Select((count, value) => count * value * value).Sum();
            mean[c] = (float)(m / 255);
            std[c] = (float)(Math.Max(1, Math.Sqrt(Math.Max(0, squares / n - m * m))) / 255);
        }
        return new(mean, std);
    }
}

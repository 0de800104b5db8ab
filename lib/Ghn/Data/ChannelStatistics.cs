namespace Ghn.Data;

/// <summary>Mean and standard deviation of each colour channel, where a pixel is 0 … 1: what images are normalised by.</summary>
/// <param name="Mean">One value a channel.</param>
/// <param name="Std">One value a channel, at least 1/255 so that constant images can be divided by it.</param>
public sealed record ChannelStatistics(IReadOnlyList<float> Mean, IReadOnlyList<float> Std)
{
    /// <summary>
    /// The statistics of <paramref name="images"/>, uint8 [N, H, W, C]. They come from exact counts of the 256 pixel
    /// values: the same on every machine, and without a copy of the images as floats.
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

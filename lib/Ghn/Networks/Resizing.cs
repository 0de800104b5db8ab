namespace Ghn.Networks;

/// <summary>Brings a feature map to the size at which a node works (table "Settings", anytime).</summary>
internal static class Resizing
{
    /// <summary>
    /// The mean of each square of pixels where the map shrinks, copies of each pixel where it grows.
    /// <paramref name="x"/>: [B, C, H, W] channels-last; <paramref name="from"/> and <paramref name="to"/>: one divides
    /// the other.
    /// </summary>
    public static Tensor Apply(Tensor x, int from, int to) =>
        from == to ? x
        : from > to ? F.avg_pool2d(x, from / to)
        : F.interpolate(x, size: [x.shape[2] * to / from, x.shape[3] * to / from], mode: InterpolationMode.Nearest);
}

namespace Ghn.Networks;

/// <summary>Resizes a feature map to the size of the node that reads it (table "Settings", anytime).</summary>
internal static class Resizing
{
    /// <summary>
    /// Average-pools to a smaller size, and copies each pixel to a larger one. <paramref name="x"/>: [B, C, H, W]
    /// channels-last. One of <paramref name="from"/> and <paramref name="to"/> must divide the other.
    /// </summary>
    public static Tensor Apply(Tensor x, int from, int to) =>
        from == to ? x
        : from > to ? F.avg_pool2d(x, from / to)
        : F.interpolate(x, size: [x.shape[2] * to / from, x.shape[3] * to / from], mode: InterpolationMode.Nearest);
}

namespace Ghn.Operators;

/// <summary>Depthwise convolution that keeps the size of its input.</summary>
public static class DepthwiseConvolution
{
    /// <summary><paramref name="x"/>: [B, C, H, W] channels-last; <paramref name="kernel"/>: [C, 1, k, k].</summary>
    public static Tensor Apply(Tensor x, Tensor kernel, int dilation)
    {
        long channels = x.shape[1],
            k = kernel.shape[2];
        if (dilation == 2 && x.shape[2] % 2 == 0 && x.shape[3] % 2 == 0)
            return Dilated2(x, kernel);
        var padding = dilation * (k - 1) / 2;
        return Conv2d.Apply(x, kernel, padding: padding, dilation: dilation, groups: channels);
    }

    /// <summary>
    /// A kernel with dilation 2 never mixes pixels of even and odd rows or columns, so it is the plain kernel on each
    /// of the four interleaved sub-images. This is exact, and much cheaper in the backward pass, where torch's dilated
    /// kernels are slow.
    /// </summary>
    private static Tensor Dilated2(Tensor x, Tensor kernel)
    {
        var (b, c, h, w) = (x.shape[0], x.shape[1], x.shape[2] / 2, x.shape[3] / 2);
        kernel = WithinReach(kernel, h, w);
        var k = kernel.shape[2];
        var padding = (k - 1) / 2;
        // Two neighbours of a row lie side by side in channels-last memory: read as 2C channels of one column, even and
        // odd columns are apart without a copy. Only the rows must be moved.
        var rows = x.permute(0, 2, 3, 1).reshape(b, h, 2, w * 2 * c); // [B, H/2, even or odd, W·C]
        // The fast kernel of the weights' gradient needs images as high as the 3×3 kernel.
        var height = k == 3 ? Math.Max(h, k) : h;
        if (height > h)
            rows = F.pad(rows, [0, 0, 0, 0, 0, height - h]);
        var parts = rows.transpose(1, 2).reshape(2 * b, height, w, 2 * c).permute(0, 3, 1, 2); // [2B, 2C, H/2, W/2]
        var y = Conv2d.Apply(parts, kernel.repeat(2, 1, 1, 1), padding: padding, groups: 2 * c);
        return y.permute(0, 2, 3, 1)
            .reshape(b, 2, height, w * 2 * c) // a view, but where a convolution of few pixels answers in another layout
            .narrow(2, 0, h)
            .transpose(1, 2)
            .reshape(b, 2 * h, 2 * w, c)
            .permute(0, 3, 1, 2);
    }

    /// <summary>
    /// On a 2×2 image the border of a 5×5 kernel covers only padding, so its 3×3 centre gives the same result.
    /// </summary>
    private static Tensor WithinReach(Tensor kernel, long height, long width)
    {
        var border = (kernel.shape[2] - 1) / 2 - (Math.Max(height, width) - 1);
        var size = kernel.shape[2] - 2 * border;
        return border > 0 ? kernel.narrow(2, border, size).narrow(3, border, size) : kernel;
    }
}

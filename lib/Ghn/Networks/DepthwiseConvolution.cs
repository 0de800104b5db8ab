using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Networks;

/// <summary>Depthwise convolution that keeps the size of its input.</summary>
internal static class DepthwiseConvolution
{
    /// <summary>At this height and below, interleaved sub-images beat the library's dilated kernels.</summary>
    private const int LargestInterleaved = 8;

    /// <summary><paramref name="x"/>: [B, C, H, W] channels-last; <paramref name="kernel"/>: [C, 1, k, k].</summary>
    public static Tensor Apply(Tensor x, Tensor kernel, int dilation)
    {
        long channels = x.shape[1],
            k = kernel.shape[2];
        if (dilation == 2 && x.shape[2] <= LargestInterleaved && x.shape[2] % 2 == 0)
            return Dilated2(x, kernel);
        var padding = dilation * (k - 1) / 2;
        return F.conv2d(x, kernel, padding: [padding, padding], dilation: [dilation, dilation], groups: channels);
    }

    /// <summary>
    /// A kernel with dilation 2 never mixes pixels of even and odd rows or columns: it is the plain kernel on each of
    /// the four interleaved sub-images. Exact, and much cheaper backward.
    /// </summary>
    private static Tensor Dilated2(Tensor x, Tensor kernel)
    {
        var (b, c, h, w) = (x.shape[0], x.shape[1], x.shape[2] / 2, x.shape[3] / 2);
        var padding = (kernel.shape[2] - 1) / 2;
        var parts = x.permute(0, 2, 3, 1) // [B, H, W, C]: contiguous in channels-last memory
            .view(b, h, 2, w, 2, c)
            .permute(0, 2, 4, 1, 3, 5)
            .reshape(4 * b, h, w, c)
            .permute(0, 3, 1, 2); // [4B, C, H/2, W/2]
        var y = F.conv2d(parts, kernel, padding: [padding, padding], groups: c);
        return y.permute(0, 2, 3, 1)
            .view(b, 2, 2, h, w, c)
            .permute(0, 3, 1, 4, 2, 5)
            .reshape(b, 2 * h, 2 * w, c)
            .permute(0, 3, 1, 2);
    }
}

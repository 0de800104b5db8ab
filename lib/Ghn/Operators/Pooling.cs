namespace Ghn.Operators;

/// <summary>3×3 pooling with stride 1 and padding 1, and the mean over all pixels.</summary>
public static class Pooling
{
    /// <summary>The mean over the 3×3 neighbourhood, padding counted as zeros.</summary>
    public static Tensor Average3x3(Tensor x)
    {
        // The same sum as avg_pool2d, as a depthwise convolution: several times faster in channels-last memory.
        using Scalar ninth = 1.0 / 9; // kept alive to the end of the method: see SafeArithmetic
        using var kernel = full([x.shape[1], 1, 3, 3], ninth, dtype: x.dtype, device: x.device);
        return Conv2d.Apply(x, kernel, padding: 1, groups: x.shape[1]);
    }

    /// <summary>The maximum over the 3×3 neighbourhood.</summary>
    public static Tensor Max3x3(Tensor x) => F.max_pool2d(x, 3, 1, 1);

    /// <summary>
    /// The mean over all pixels, [B, C]. The pixels are flattened first: the backward pass over one dimension is
    /// several times faster than over two.
    /// </summary>
    public static Tensor Global(Tensor x) => x.permute(0, 2, 3, 1).flatten(1, 2).mean([1]);
}

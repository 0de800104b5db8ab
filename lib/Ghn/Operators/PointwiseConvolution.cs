namespace Ghn.Operators;

/// <summary>Dense 1×1 convolution: a matrix product over pixels.</summary>
public static class PointwiseConvolution
{
    private const int Vector = 16; // channels that libtorch's kernels compute together

    /// <summary><paramref name="x"/>: [B, C, H, W] channels-last; <paramref name="kernel"/>: [C', C, 1, 1].</summary>
    public static Tensor Apply(Tensor x, Tensor kernel) =>
        IsSafe(kernel.shape[0]) ? Conv2d.Apply(x, kernel) : Product(x, kernel);

    /// <summary>
    /// In libtorch 2.10, on some processors and with two or more threads, conv2d returns wrong results for several
    /// channels-last images if the outputs fill an odd number of vectors, at least three, such as 48 or 80 channels.
    /// </summary>
    internal static bool IsSafe(long outputs) =>
        (outputs + Vector - 1) / Vector is var vectors && (vectors == 1 || vectors % 2 == 0);

    /// <summary>
    /// The same as a product of two matrices, which is as fast. With more dimensions torch chooses the algorithm by
    /// whether gradients are required, and the algorithms round differently.
    /// </summary>
    internal static Tensor Product(Tensor x, Tensor kernel)
    {
        var pixels = x.permute(0, 2, 3, 1); // [B, H, W, C]
        var (b, h, w) = (pixels.shape[0], pixels.shape[1], pixels.shape[2]);
        return F.linear(pixels.flatten(0, 2), kernel.flatten(1)).reshape(b, h, w, -1).permute(0, 3, 1, 2); // channels-last
    }
}

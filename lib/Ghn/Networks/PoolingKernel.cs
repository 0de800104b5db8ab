using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Ghn.Networks;

/// <summary>
/// 3×3 pooling with stride 1 and its derivative, image by image, in the processor's cache. An image is [H, W, C], channels
/// in whole vectors. Both poolings are one of three neighbours in a row, then one of three rows.
/// </summary>
internal sealed unsafe record PoolingKernel(int Batch, int Size, int Channels)
{
    private const float Ninth = 1f / 9;

    private int Row => Size * Channels;

    private int Length => Size * Row;

    /// <summary>The mean over the neighbourhood, padding counted as zeros; it is its own derivative.</summary>
    /// <param name="x">[B, H, W, C].</param>
    /// <param name="y">[B, H, W, C], written.</param>
    public void Average(nint x, nint y)
    {
        using var scratch = new Scratch();
        var across = scratch.Floats(Length);
        var ninth = Create(Ninth);
        for (var b = 0; b < Batch; b++)
        {
            float* image = (float*)x + (long)b * Length,
                pooled = (float*)y + (long)b * Length;
            for (var row = 0; row < Length; row += Row)
            for (var i = 0; i < Row; i += Lanes.Count)
            {
                var (before, at, after) = Three(image + row, i, Channels, Row, Vector512<float>.Zero);
                (before + at + after).Store(across + row + i);
            }
            for (var i = 0; i < Length; i += Lanes.Count)
            {
                var (above, at, below) = Three(across, i, Row, Length, Vector512<float>.Zero);
                ((above + at + below) * ninth).Store(pooled + i);
            }
        }
    }

    /// <summary>The maximum over the neighbourhood.</summary>
    /// <param name="x">[B, H, W, C].</param>
    /// <param name="y">[B, H, W, C], written.</param>
    public void Maximum(nint x, nint y)
    {
        using var scratch = new Scratch();
        var across = scratch.Floats(Length);
        for (var b = 0; b < Batch; b++)
        {
            MaximumAcross((float*)x + (long)b * Length, across);
            var pooled = (float*)y + (long)b * Length;
            for (var i = 0; i < Length; i += Lanes.Count)
                Largest(across, i, Row, Length).Store(pooled + i);
        }
    }

    /// <summary>
    /// The gradient of x from that of the maximum: all of it to the first pixel, row by row, that has the maximum, as in
    /// torch.
    /// </summary>
    /// <param name="x">[B, H, W, C].</param>
    /// <param name="y">What <see cref="Maximum"/> wrote.</param>
    /// <param name="dy">[B, H, W, C].</param>
    /// <param name="dx">[B, H, W, C], written.</param>
    public void MaximumGradient(nint x, nint y, nint dy, nint dx)
    {
        using var scratch = new Scratch();
        float* across = scratch.Floats(Length),
            forAcross = scratch.Floats(Length);
        for (var b = 0; b < Batch; b++)
        {
            var offset = (long)b * Length;
            var image = (float*)x + offset;
            MaximumAcross(image, across);
            // The first row that has the maximum, and in it the first pixel.
            for (var i = 0; i < Length; i += Lanes.Count)
                Collect(across, (float*)y + offset, (float*)dy + offset, i, Row, Length).Store(forAcross + i);
            for (var row = 0; row < Length; row += Row)
            for (var i = 0; i < Row; i += Lanes.Count)
                Collect(image + row, across + row, forAcross + row, i, Channels, Row)
                    .Store((float*)dx + offset + row + i);
        }
    }

    private void MaximumAcross(float* image, float* across)
    {
        for (var row = 0; row < Length; row += Row)
        for (var i = 0; i < Row; i += Lanes.Count)
            Largest(image + row, i, Channels, Row).Store(across + row + i);
    }

    private static Vector512<float> Largest(float* x, int i, int step, int end)
    {
        var (before, at, after) = Three(x, i, step, end, Create(float.NegativeInfinity));
        return Lanes.Larger(Lanes.Larger(before, at), after);
    }

    /// <summary>A place and its neighbours along one direction; <paramref name="absent"/> beyond the ends.</summary>
    private static (Vector512<float> Before, Vector512<float> At, Vector512<float> After) Three(
        float* x,
        int i,
        int step,
        int end,
        Vector512<float> absent
    ) => (i >= step ? Load(x + i - step) : absent, Load(x + i), i + step < end ? Load(x + i + step) : absent);

    /// <summary>
    /// What place i of x gets of the gradients of the maxima around it: each goes to the first of its three that has it.
    /// </summary>
    private static Vector512<float> Collect(float* x, float* maxima, float* gradients, int i, int step, int end)
    {
        var at = Load(x + i);
        var before = i >= step ? Load(x + i - step) : Create(float.NaN);
        var sum =
            Load(gradients + i) & Vector512.Equals(at, Load(maxima + i)) & ~Vector512.Equals(before, Load(maxima + i));
        if (i + step < end) // first of the three of the next
            sum += Load(gradients + i + step) & Vector512.Equals(at, Load(maxima + i + step));
        if (i >= step) // last of the three of the one before
        {
            var maximum = Load(maxima + i - step);
            var had = Vector512.Equals(before, maximum);
            if (i >= 2 * step)
                had |= Vector512.Equals(Load(x + i - 2 * step), maximum);
            sum += AndNot(Load(gradients + i - step) & Vector512.Equals(at, maximum), had);
        }
        return sum;
    }
}

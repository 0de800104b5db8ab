using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Ghn.Kernels;

/// <summary>
/// 3×3 pooling with stride 1 and its derivative, image by image, in the processor's cache. An image is [H, W, C],
/// channels in whole vectors. Both kinds of pooling first combine three neighbours in a row and then three rows.
/// Neutral pixels and rows surround the image, so that no loop has to check for borders.
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
        float* line = Line(scratch, 0),
            across = Rows(scratch, 0);
        for (var b = 0; b < Batch; b++)
        {
            float* image = (float*)x + (long)b * Length,
                pooled = (float*)y + (long)b * Length;
            for (var row = 0; row < Length; row += Row)
            {
                Copy(image + row, line + Channels, Row);
                Sum(line, Channels, across + Row + row, 1);
            }
            for (var row = 0; row < Length; row += Row)
                Sum(across + row, Row, pooled + row, Ninth);
        }
    }

    /// <summary>The maximum over the neighbourhood.</summary>
    /// <param name="x">[B, H, W, C].</param>
    /// <param name="y">[B, H, W, C], written.</param>
    public void Maximum(nint x, nint y)
    {
        using var scratch = new Scratch();
        float* line = Line(scratch, float.NegativeInfinity),
            across = Rows(scratch, float.NegativeInfinity);
        for (var b = 0; b < Batch; b++)
        {
            MaximumAcross((float*)x + (long)b * Length, line, across + Row);
            var pooled = (float*)y + (long)b * Length;
            for (var row = 0; row < Length; row += Row)
                Largest(across + row, Row, pooled + row);
        }
    }

    /// <summary>
    /// The gradient of x from that of the maximum: all of it to the first pixel, row by row, that has the maximum, as in
    /// torch; of a maximum that is not a number, to none.
    /// </summary>
    /// <param name="x">[B, H, W, C].</param>
    /// <param name="y">What <see cref="Maximum"/> wrote.</param>
    /// <param name="dy">[B, H, W, C].</param>
    /// <param name="dx">[B, H, W, C], written.</param>
    public void MaximumGradient(nint x, nint y, nint dy, nint dx)
    {
        using var scratch = new Scratch();
        // Not a number is never a maximum; what is there of gradients beyond the borders is never taken.
        float* line = Line(scratch, float.NegativeInfinity),
            pixels = scratch.Floats(Row + 4 * Channels, float.NaN),
            lineMaxima = Line(scratch, float.NaN),
            lineGradient = Line(scratch, 0),
            across = scratch.Floats(Length + 2 * Row, float.NaN),
            maxima = Rows(scratch, float.NaN),
            gradient = Rows(scratch, 0),
            forAcross = scratch.Floats(Length, 0);
        for (var b = 0; b < Batch; b++)
        {
            var offset = (long)b * Length;
            var image = (float*)x + offset;
            // The first row that has the maximum, and in it the first pixel.
            MaximumAcross(image, line, across + 2 * Row);
            Copy((float*)y + offset, maxima + Row, Length);
            Copy((float*)dy + offset, gradient + Row, Length);
            for (var row = 0; row < Length; row += Row)
                Collect(across + row, maxima + row, gradient + row, Row, forAcross + row);
            for (var row = 0; row < Length; row += Row)
            {
                Copy(image + row, pixels + 2 * Channels, Row);
                Copy(across + 2 * Row + row, lineMaxima + Channels, Row);
                Copy(forAcross + row, lineGradient + Channels, Row);
                Collect(pixels, lineMaxima, lineGradient, Channels, (float*)dx + offset + row);
            }
        }
    }

    /// <summary>A row with one more pixel at each end.</summary>
    private float* Line(Scratch scratch, float beyond) => scratch.Floats(Row + 2 * Channels, beyond);

    /// <summary>An image with one more row at each end.</summary>
    private float* Rows(Scratch scratch, float beyond) => scratch.Floats(Length + 2 * Row, beyond);

    private static void Copy(float* from, float* to, int count) =>
        new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));

    private void MaximumAcross(float* image, float* line, float* across)
    {
        for (var row = 0; row < Length; row += Row)
        {
            Copy(image + row, line + Channels, Row);
            Largest(line, Channels, across + row);
        }
    }

    /// <summary>Of each place of a row: the largest of itself and its neighbours; <paramref name="x"/> begins one before.</summary>
    private void Largest(float* x, int step, float* to)
    {
        float* at = x + step,
            after = at + step;
        for (var i = 0; i < Row; i += SimdLanes.Count)
            SimdLanes.Larger(SimdLanes.Larger(Load(x + i), Load(at + i)), Load(after + i)).Store(to + i);
    }

    /// <summary>The sum instead, times a factor.</summary>
    private void Sum(float* x, int step, float* to, float factor)
    {
        float* at = x + step,
            after = at + step;
        var scale = Create(factor);
        for (var i = 0; i < Row; i += SimdLanes.Count)
            ((Load(x + i) + Load(at + i) + Load(after + i)) * scale).Store(to + i);
    }

    /// <summary>
    /// What each place of a row gets of the gradients of the maxima around it: a maximum gives its gradient to the first of
    /// its three places that has it. <paramref name="x"/> begins two places before, the others one.
    /// </summary>
    private void Collect(float* x, float* maxima, float* gradients, int step, float* to)
    {
        float* before = x + step,
            at = before + step,
            maximum = maxima + step,
            next = maximum + step,
            gradient = gradients + step,
            nextGradient = gradient + step;
        for (var i = 0; i < Row; i += SimdLanes.Count)
        {
            var (v, left) = (Load(at + i), Load(before + i));
            var m = Load(maxima + i);
            var had = Vector512.Equals(Load(x + i), m) | Vector512.Equals(left, m);
            var last = AndNot(Vector512.Equals(v, m), had); // of the three around the place before
            m = Load(maximum + i);
            var middle = AndNot(Vector512.Equals(v, m), Vector512.Equals(left, m));
            var first = Vector512.Equals(v, Load(next + i));
            ((last & Load(gradients + i)) + (middle & Load(gradient + i)) + (first & Load(nextGradient + i))).Store(
                to + i
            );
        }
    }
}

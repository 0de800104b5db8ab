using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Ghn.Kernels;

/// <summary>
/// Depthwise convolution of one image and its derivative. An image is [H, W, C], a padded one [H + 2 border, W + 2 border,
/// C], taps are [k·k, C]; channels come in whole vectors.
/// </summary>
/// <param name="size">Height and width of the image.</param>
/// <param name="channels">C.</param>
/// <param name="kernel">Height and width k of the kernel, 3 or 5; 1: only the padded image, which has no border, is used.</param>
/// <param name="dilation">Its dilation.</param>
internal sealed unsafe class DepthwiseKernel(int size, int channels, int kernel, int dilation)
{
    private readonly int _border = dilation * (kernel - 1) / 2;

    private int PaddedSize => size + 2 * _border;

    /// <summary>Numbers in a padded image.</summary>
    public int PaddedLength => PaddedSize * PaddedSize * channels;

    /// <summary>Where row r of the image begins within the padded one.</summary>
    public float* RowOf(float* padded, int r) => padded + ((r + _border) * PaddedSize + _border) * channels;

    /// <summary>The middle of <paramref name="padded"/> becomes <paramref name="image"/> [H, W, C]; its border stays.</summary>
    public void Pad(float* image, float* padded)
    {
        var row = size * channels;
        for (var r = 0; r < size; r++)
            new ReadOnlySpan<float>(image + r * row, row).CopyTo(new Span<float>(RowOf(padded, r), row));
    }

    /// <summary>One image: <paramref name="padded"/>, <paramref name="taps"/> [k·k, C] → <paramref name="to"/> [H, W, C].</summary>
    public void Apply(float* padded, float* taps, float* to)
    {
        var pitch = PaddedSize * channels;
        for (var c = 0; c < channels; c += SimdLanes.Count)
        for (var r = 0; r < size; r++)
        for (var k = 0; k < kernel; k++)
        {
            var from = padded + (r + k * dilation) * pitch + c;
            var weights = taps + k * kernel * channels + c;
            if (kernel == 3)
                Row3(from, weights, to + r * size * channels + c, k == 0);
            else
                Row5(from, weights, to + r * size * channels + c, k == 0);
        }
    }

    private void Row3(float* from, float* weights, float* to, bool first)
    {
        var step = dilation * channels;
        var (w0, w1, w2) = (Load(weights), Load(weights + channels), Load(weights + 2 * channels));
        for (var i = 0; i < size; i++, from += channels, to += channels)
        {
            var sum = first ? Vector512<float>.Zero : Load(to);
            sum = SimdLanes.MultiplyAdd(Load(from), w0, sum);
            sum = SimdLanes.MultiplyAdd(Load(from + step), w1, sum);
            SimdLanes.MultiplyAdd(Load(from + 2 * step), w2, sum).Store(to);
        }
    }

    private void Row5(float* from, float* weights, float* to, bool first)
    {
        var step = dilation * channels;
        var (w0, w1, w2) = (Load(weights), Load(weights + channels), Load(weights + 2 * channels));
        var (w3, w4) = (Load(weights + 3 * channels), Load(weights + 4 * channels));
        for (var i = 0; i < size; i++, from += channels, to += channels)
        {
            var sum = first ? Vector512<float>.Zero : Load(to);
            sum = SimdLanes.MultiplyAdd(Load(from), w0, sum);
            sum = SimdLanes.MultiplyAdd(Load(from + step), w1, sum);
            sum = SimdLanes.MultiplyAdd(Load(from + 2 * step), w2, sum);
            sum = SimdLanes.MultiplyAdd(Load(from + 3 * step), w3, sum);
            SimdLanes.MultiplyAdd(Load(from + 4 * step), w4, sum).Store(to);
        }
    }

    /// <summary>Adds Σ padded[p + tap] · gradient[p] of one image to <paramref name="taps"/> [k·k, C].</summary>
    public void TapGradient(float* padded, float* gradient, float* taps)
    {
        var pitch = PaddedSize * channels;
        for (var c = 0; c < channels; c += SimdLanes.Count)
        for (var k = 0; k < kernel; k++)
        {
            var to = taps + k * kernel * channels + c;
            if (kernel == 3)
                Taps3(padded + k * dilation * pitch + c, pitch, gradient + c, to);
            else
                Taps5(padded + k * dilation * pitch + c, pitch, gradient + c, to);
        }
    }

    private void Taps3(float* from, int pitch, float* gradient, float* to)
    {
        var step = dilation * channels;
        var (s0, s1, s2) = (Load(to), Load(to + channels), Load(to + 2 * channels));
        for (var r = 0; r < size; r++)
        {
            var x = from + r * pitch;
            for (var i = 0; i < size; i++, x += channels, gradient += channels)
            {
                var g = Load(gradient);
                s0 = SimdLanes.MultiplyAdd(Load(x), g, s0);
                s1 = SimdLanes.MultiplyAdd(Load(x + step), g, s1);
                s2 = SimdLanes.MultiplyAdd(Load(x + 2 * step), g, s2);
            }
        }
        s0.Store(to);
        s1.Store(to + channels);
        s2.Store(to + 2 * channels);
    }

    private void Taps5(float* from, int pitch, float* gradient, float* to)
    {
        var step = dilation * channels;
        var (s0, s1, s2) = (Load(to), Load(to + channels), Load(to + 2 * channels));
        var (s3, s4) = (Load(to + 3 * channels), Load(to + 4 * channels));
        for (var r = 0; r < size; r++)
        {
            var x = from + r * pitch;
            for (var i = 0; i < size; i++, x += channels, gradient += channels)
            {
                var g = Load(gradient);
                s0 = SimdLanes.MultiplyAdd(Load(x), g, s0);
                s1 = SimdLanes.MultiplyAdd(Load(x + step), g, s1);
                s2 = SimdLanes.MultiplyAdd(Load(x + 2 * step), g, s2);
                s3 = SimdLanes.MultiplyAdd(Load(x + 3 * step), g, s3);
                s4 = SimdLanes.MultiplyAdd(Load(x + 4 * step), g, s4);
            }
        }
        s0.Store(to);
        s1.Store(to + channels);
        s2.Store(to + 2 * channels);
        s3.Store(to + 3 * channels);
        s4.Store(to + 4 * channels);
    }

    /// <summary>The taps in reverse order: their convolution takes a gradient back.</summary>
    public float* Flipped(float* taps, Scratch scratch)
    {
        var area = kernel * kernel;
        var to = scratch.Floats(area * channels);
        for (var i = 0; i < area; i++)
            new ReadOnlySpan<float>(taps + i * channels, channels).CopyTo(
                new Span<float>(to + (area - 1 - i) * channels, channels)
            );
        return to;
    }
}

using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Ghn.Kernels;

/// <summary>
/// The arithmetic of <see cref="FusedConvolution"/> and its derivative, image by image, so that an image [H, W, C] and
/// all intermediate results are in the processor's cache. Channels fill whole vectors.
/// </summary>
/// <param name="Batch">Images B.</param>
/// <param name="Size">Height and width, of inputs and output.</param>
/// <param name="Inputs">Channels C of each input.</param>
/// <param name="Outputs">Channels C' of the output.</param>
/// <param name="Count">How many inputs are summed.</param>
/// <param name="Kernel">Height and width k of the depthwise kernel; 1: there is none.</param>
/// <param name="Dilation">Its dilation.</param>
internal sealed unsafe record ConvolutionKernel(
    int Batch,
    int Size,
    int Inputs,
    int Outputs,
    int Count,
    int Kernel,
    int Dilation
)
{
    private const float Epsilon = 1e-5f;

    private int Pixels => Size * Size;

    private readonly DepthwiseKernel _depthwise = new(Size, Inputs, Kernel, Dilation);

    /// <summary>y = norm(W · D(Σ ReLU(x_u))), and of each channel 1 / its standard deviation before the norm.</summary>
    /// <param name="x">Count × [B, H, W, C].</param>
    /// <param name="pointwise">W, [C', C].</param>
    /// <param name="depthwise">D, [C, k, k]; not read without a depthwise kernel.</param>
    /// <param name="y">[B, H, W, C'], written.</param>
    /// <param name="deviations">[C'], written.</param>
    public void Forward(nint[] x, nint pointwise, nint depthwise, nint y, float[] deviations)
    {
        using var scratch = new Scratch();
        var weights = Transposed((float*)pointwise, Outputs, Inputs, scratch);
        var taps = Kernel > 1 ? Transposed((float*)depthwise, Inputs, Kernel * Kernel, scratch) : null;
        var padded = scratch.Floats(_depthwise.PaddedLength);
        var features = Kernel > 1 ? scratch.Floats(Pixels * Inputs) : padded;
        var statistics = new ChannelMoments(Outputs);
        var size = Pixels * Outputs;
        for (var b = 0; b < Batch; b++)
        {
            RectifiedSum(x, b, padded);
            if (Kernel > 1)
                _depthwise.Apply(padded, taps, features);
            var image = (float*)y + (long)b * size;
            BlockProduct.Set(features, Inputs, 1, weights, image, Pixels, Inputs, Outputs);
            statistics.Add(image, Pixels);
        }
        var mean = stackalloc float[Outputs];
        for (var c = 0; c < Outputs; c++)
        {
            mean[c] = (float)statistics.Mean(c);
            deviations[c] = (float)(1 / Math.Sqrt(statistics.Variance(c) + Epsilon));
        }
        fixed (float* scale = deviations)
            for (var c = 0; c < Outputs; c += SimdLanes.Count)
            {
                var (m, s) = (Load(mean + c), Load(scale + c));
                var end = (float*)y + (long)Batch * size;
                for (var p = (float*)y + c; p < end; p += Outputs)
                    ((Load(p) - m) * s).Store(p);
            }
    }

    /// <summary>The gradients of everything that <see cref="Forward"/> read, from that of y and what it read and wrote.</summary>
    public void Backward(
        nint[] x,
        nint pointwise,
        nint depthwise,
        nint y,
        float[] deviations,
        nint dy, // [B, H, W, C']
        nint dPointwise, // [C', C], written
        nint dDepthwise, // [C, k, k], written if there is one
        nint[] dx // Count × [B, H, W, C], written
    )
    {
        using var scratch = new Scratch();
        var area = Kernel * Kernel;
        var taps = Kernel > 1 ? Transposed((float*)depthwise, Inputs, area, scratch) : null;
        var flipped = Kernel > 1 ? _depthwise.Flipped(taps, scratch) : null;
        var padded = scratch.Floats(_depthwise.PaddedLength);
        var features = Kernel > 1 ? scratch.Floats(Pixels * Inputs) : padded;
        var before = scratch.Floats(Pixels * Outputs); // gradient before the norm
        var forFeatures = scratch.Floats(Pixels * Inputs);
        var paddedGradient = Kernel > 1 ? scratch.Floats(_depthwise.PaddedLength) : null;
        var forSum = Kernel > 1 ? scratch.Floats(Pixels * Inputs) : forFeatures;
        var weightGradient = scratch.Floats(Inputs * Outputs); // [C, C']
        var tapGradient = scratch.Floats(area * Inputs); // [k·k, C]
        float* shift = scratch.Floats(Outputs),
            slope = scratch.Floats(Outputs);
        NormGradient((float*)dy, (float*)y, shift, slope);
        fixed (float* scale = deviations)
            for (var b = 0; b < Batch; b++)
            {
                var offset = (long)b * Pixels * Outputs;
                for (var c = 0; c < Outputs; c += SimdLanes.Count)
                {
                    var (s, m, k) = (Load(scale + c), Load(shift + c), Load(slope + c));
                    for (int p = c, end = Pixels * Outputs; p < end; p += Outputs)
                        (s * (Load((float*)dy + offset + p) - m - k * Load((float*)y + offset + p))).Store(before + p);
                }
                RectifiedSum(x, b, padded);
                if (Kernel > 1)
                    _depthwise.Apply(padded, taps, features);
                BlockProduct.Add(features, 1, Inputs, before, weightGradient, Inputs, Pixels, Outputs);
                BlockProduct.Set(before, Outputs, 1, (float*)pointwise, forFeatures, Pixels, Outputs, Inputs);
                if (Kernel > 1)
                {
                    _depthwise.TapGradient(padded, forFeatures, tapGradient);
                    _depthwise.Pad(forFeatures, paddedGradient);
                    _depthwise.Apply(paddedGradient, flipped, forSum);
                }
                for (var u = 0; u < Count; u++)
                    Passed((float*)x[u], forSum, (float*)dx[u], (long)b * Pixels * Inputs);
            }
        Transpose(weightGradient, Inputs, Outputs, (float*)dPointwise);
        if (Kernel > 1)
            Transpose(tapGradient, area, Inputs, (float*)dDepthwise);
    }

    /// <summary>Of the norm: the mean of dy, and that of dy · y, by channel.</summary>
    private void NormGradient(float* dy, float* y, float* shift, float* slope)
    {
        var size = Pixels * Outputs;
        double* sum = stackalloc double[SimdLanes.Count],
            product = stackalloc double[SimdLanes.Count];
        for (var c = 0; c < Outputs; c += SimdLanes.Count)
        {
            new Span<double>(sum, SimdLanes.Count).Clear();
            new Span<double>(product, SimdLanes.Count).Clear();
            for (var b = 0; b < Batch; b++)
            {
                var zero = Vector512<float>.Zero;
                var (s0, s1, p0, p1) = (zero, zero, zero, zero);
                float* g = dy + (long)b * size + c,
                    v = y + (long)b * size + c;
                var i = 0;
                for (; i + 1 < Pixels; i += 2, g += 2 * Outputs, v += 2 * Outputs)
                {
                    var (a, e) = (Load(g), Load(g + Outputs));
                    s0 += a;
                    s1 += e;
                    p0 = SimdLanes.MultiplyAdd(a, Load(v), p0);
                    p1 = SimdLanes.MultiplyAdd(e, Load(v + Outputs), p1);
                }
                if (i < Pixels)
                {
                    s0 += Load(g);
                    p0 = SimdLanes.MultiplyAdd(Load(g), Load(v), p0);
                }
                for (var l = 0; l < SimdLanes.Count; l++)
                {
                    sum[l] += s0[l] + s1[l];
                    product[l] += p0[l] + p1[l];
                }
            }
            for (var l = 0; l < SimdLanes.Count; l++)
            {
                shift[c + l] = (float)(sum[l] / ((double)Batch * Pixels));
                slope[c + l] = (float)(product[l] / ((double)Batch * Pixels));
            }
        }
    }

    /// <summary>Σ ReLU(x_u) of one image, into the middle of <paramref name="padded"/> (see <see cref="DepthwiseKernel"/>).</summary>
    private void RectifiedSum(nint[] x, int image, float* padded)
    {
        var row = Size * Inputs;
        for (var u = 0; u < Count; u++)
        {
            var from = (float*)x[u] + (long)image * Pixels * Inputs;
            for (var r = 0; r < Size; r++, from += row)
            {
                var to = _depthwise.RowOf(padded, r);
                for (var i = 0; i < row; i += SimdLanes.Count)
                {
                    var value = Load(from + i);
                    var positive = SimdLanes.WherePositive(value, value);
                    (u == 0 ? positive : positive + Load(to + i)).Store(to + i);
                }
            }
        }
    }

    /// <summary>dx = g where x is positive, else 0.</summary>
    private void Passed(float* x, float* g, float* dx, long offset)
    {
        for (int i = 0, end = Pixels * Inputs; i < end; i += SimdLanes.Count)
        {
            SimdLanes.WherePositive(Load(x + offset + i), Load(g + i)).Store(dx + offset + i);
        }
    }

    /// <summary>[rows, columns] → [columns, rows].</summary>
    private static void Transpose(float* from, int rows, int columns, float* to)
    {
        for (var r = 0; r < rows; r++)
        for (var c = 0; c < columns; c++)
            to[c * rows + r] = from[r * columns + c];
    }

    private static float* Transposed(float* from, int rows, int columns, Scratch scratch)
    {
        var to = scratch.Floats(rows * columns);
        Transpose(from, rows, columns, to);
        return to;
    }
}

using Ghn.Graphs;
using Ghn.Weights;
using TorchSharp;

namespace Ghn.Hypernetworks;

/// <summary>
/// The fixed shape in which the decoder makes one kind of tensor, and how chunks become a tensor: side by side for more
/// channels, sliced for fewer and for smaller kernels (section 3 of the paper).
/// </summary>
/// <param name="Output">Output channels (or channels, or classes) of a chunk.</param>
/// <param name="Input">Input channels of a chunk; 1 where a tensor has no such dimension.</param>
/// <param name="Kernel">Height and width of its kernel; 1 where there is none.</param>
internal sealed record ChunkShape(int Output, int Input, int Kernel)
{
    private const int ClassesPerChunk = 10;

    public int Size => Output * Input * Kernel * Kernel;

    public static ChunkShape Of(ParameterKind kind, int channels) =>
        kind switch
        {
            ParameterKind.Stem => new(channels, 3, 3),
            ParameterKind.Pointwise => new(channels, channels, 1),
            ParameterKind.Depthwise => new(channels, 1, 5),
            ParameterKind.ClassifierWeight => new(ClassesPerChunk, channels, 1),
            ParameterKind.ClassifierBias => new(ClassesPerChunk, 1, 1),
            ParameterKind.NormScale or ParameterKind.NormShift => new(channels, 1, 1),
            // A quarter of the input channels: the whole would be nine times the branch of 1×1 kernels.
            ParameterKind.Dense => new(channels, Math.Max(1, channels / 4), 3),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown parameter kind"),
        };

    /// <summary>
    /// The factor that brings a decoder output of variance one to a weight that keeps the variance of its input (He et
    /// al. 2015): this makes training stable from the first step.
    /// </summary>
    public static float Scale(ParameterSpec spec) =>
        spec.Kind switch
        {
            ParameterKind.ClassifierBias or ParameterKind.NormShift => 0.1f,
            ParameterKind.NormScale => 0.1f, // added to 1
            _ => HeInitialization.Deviation(spec),
        };

    public int OutputChunks(IReadOnlyList<long> shape) => (int)((shape[0] + Output - 1) / Output);

    public int InputChunks(IReadOnlyList<long> shape) => shape.Count < 2 ? 1 : (int)((shape[1] + Input - 1) / Input);

    /// <summary>The part of a chunk that tensors of this shape keep.</summary>
    public ChunkShape Kept(IReadOnlyList<long> shape) =>
        new(
            (int)Math.Min(Output, shape[0]),
            shape.Count > 1 ? (int)Math.Min(Input, shape[1]) : Input,
            shape.Count == 4 ? (int)Math.Min(Kernel, shape[2]) : Kernel
        );

    /// <summary>
    /// Puts the chunks of n tensors of one shape together. <paramref name="chunks"/>: [n · O' · I', size], each tensor a
    /// row-major grid of O' by I' chunks. Result: [n, shape].
    /// </summary>
    public torch.Tensor Assemble(torch.Tensor chunks, IReadOnlyList<long> shape)
    {
        int o = OutputChunks(shape),
            i = InputChunks(shape);
        var n = chunks.shape[0] / (o * i);
        if (o * i > 1)
            chunks = chunks
                .view(n, o, i, Output, Input, Kernel, Kernel)
                .permute(0, 1, 3, 2, 4, 5, 6)
                .reshape(n, o * Output, i * Input, Kernel, Kernel)
                .narrow(1, 0, shape[0])
                .narrow(2, 0, shape.Count > 1 ? shape[1] : 1);
        return chunks.reshape([n, .. shape]);
    }
}

using Ghn.Graphs;
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
            ParameterKind.ClassifierWeight => MathF.Sqrt(1f / spec.FanIn),
            _ => MathF.Sqrt(2f / spec.FanIn),
        };

    public int OutputChunks(IReadOnlyList<long> shape) => (int)((shape[0] + Output - 1) / Output);

    public int InputChunks(IReadOnlyList<long> shape) => shape.Count < 2 ? 1 : (int)((shape[1] + Input - 1) / Input);

    /// <summary>Puts the chunks of one slot together. <paramref name="chunks"/>: [O' · I', size], as planned.</summary>
    public torch.Tensor Assemble(torch.Tensor chunks, DecodePlan.Slot slot)
    {
        var (spec, o, i) = (slot.Spec, slot.OutputChunks, slot.InputChunks);
        var whole =
            i == 1
                ? chunks.view(o * Output, Input, Kernel, Kernel)
                : chunks
                    .view(o, i, Output, Input, Kernel, Kernel)
                    .permute(0, 2, 1, 3, 4, 5)
                    .reshape(o * Output, i * Input, Kernel, Kernel); // [O, I, k, k] before slicing
        if (whole.shape[0] > spec.Shape[0])
            whole = whole.narrow(0, 0, spec.Shape[0]);
        if (spec.Shape.Count > 1 && whole.shape[1] > spec.Shape[1])
            whole = whole.narrow(1, 0, spec.Shape[1]);
        if (spec.Shape.Count == 4 && spec.Shape[2] < Kernel)
        {
            var border = (Kernel - spec.Shape[2]) / 2; // a smaller kernel is the centre of the larger one
            whole = whole.narrow(2, border, spec.Shape[2]).narrow(3, border, spec.Shape[3]);
        }
        whole = whole.reshape([.. spec.Shape]);
        return spec.Kind == ParameterKind.NormScale ? whole.Plus(1) : whole;
    }
}

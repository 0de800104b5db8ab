namespace Ghn.Hypernetworks;

/// <summary>
/// The fixed shape in which the decoder produces one kind of tensor (section 3 of the paper). Chunks are concatenated
/// for more channels, and sliced for fewer channels and smaller kernels.
/// </summary>
/// <param name="Output">Output channels (or channels, or classes) of a chunk.</param>
/// <param name="Input">Input channels of a chunk; 1 where a tensor has no such dimension.</param>
/// <param name="Kernel">Height and width of its kernel; 1 where there is none.</param>
internal sealed record ChunkShape(int Output, int Input, int Kernel)
{
    public int Size => Output * Input * Kernel * Kernel;

    public static ChunkShape Of(ParameterKind kind, int channels)
    {
        var (outputs, inputs, kernel) = kind.Chunk(channels);
        return new(outputs, inputs, kernel);
    }

    /// <summary>
    /// The factor that scales a decoder output of variance one to a weight that preserves the variance of its input (He
    /// et al. 2015). Training is then stable from the first step. 0.1 for norm scales, shifts and biases.
    /// </summary>
    public static float Scale(ParameterSpec spec) => spec.Kind.Start is null ? spec.Deviation : 0.1f;

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

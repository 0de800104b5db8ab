namespace Ghn.Hypernetworks;

/// <summary>
/// The rows of one output branch of the decoder that produce a part of its chunk: the first channels and the centre of
/// the kernel. Values that no tensor keeps are never computed; the kept values are the same as without this.
/// </summary>
/// <param name="Chunk">The part that they make: O, I, k.</param>
/// <param name="Weight">[O, I, k, k, hidden].</param>
/// <param name="Bias">[O, I, k, k].</param>
internal sealed record BranchPart(ChunkShape Chunk, Tensor Weight, Tensor Bias)
{
    /// <summary>All rows of a branch that makes chunks of this shape.</summary>
    public static BranchPart Whole(ChunkShape chunk, TorchSharp.Modules.Linear branch) =>
        new(
            chunk,
            branch.weight.view(chunk.Output, chunk.Input, chunk.Kernel, chunk.Kernel, -1),
            branch.bias!.view(chunk.Output, chunk.Input, chunk.Kernel, chunk.Kernel)
        );

    /// <summary>Whether <paramref name="part"/> can be cut from this part.</summary>
    public bool Holds(ChunkShape part) =>
        part.Output <= Chunk.Output && part.Input <= Chunk.Input && part.Kernel <= Chunk.Kernel;

    public BranchPart Cut(ChunkShape part)
    {
        return new BranchPart(part, Narrow(Weight), Narrow(Bias));

        Tensor Narrow(Tensor t)
        {
            if (part.Output < Chunk.Output)
                t = t.narrow(0, 0, part.Output);
            if (part.Input < Chunk.Input)
                t = t.narrow(1, 0, part.Input);
            if (part.Kernel < Chunk.Kernel)
            {
                var border = (Chunk.Kernel - part.Kernel) / 2; // a smaller kernel is the centre of the larger one
                t = t.narrow(2, border, part.Kernel).narrow(3, border, part.Kernel);
            }
            return t;
        }
    }

    /// <summary>scale · (W z + b). <paramref name="z"/>: [chunks, hidden]. Result: [chunks, size of the part].</summary>
    public Tensor Decode(Tensor z, float scale) =>
        addmm(Bias.reshape(-1), z, Weight.reshape(Chunk.Size, -1).t(), beta: scale, alpha: scale);
}

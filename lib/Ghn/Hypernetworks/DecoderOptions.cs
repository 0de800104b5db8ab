namespace Ghn.Hypernetworks;

/// <summary>Sizes of the weight decoder H (section 4.2, eq. 8).</summary>
public sealed record DecoderOptions
{
    /// <summary>Hidden size of the two-layer MLP; 64 in the paper.</summary>
    public int Hidden
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 64;

    /// <summary>
    /// Channels of one generated chunk. H has a fixed output size (section 3): a tensor with more channels is a
    /// concatenation of chunks, one with fewer is a slice. The paper does not state the size; 16 is our choice.
    /// </summary>
    public int ChunkChannels
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 16;

    /// <summary>
    /// How H distinguishes the chunks of one tensor. True: H also reads a learned embedding of the chunk's position.
    /// False: all chunks of a tensor are equal, so wide layers compute the same channels repeatedly.
    /// </summary>
    public bool ChunkEmbedding { get; init; } = true;

    /// <summary>
    /// Marks, in older files, that H has a branch for dense 3×3 kernels. Newer files list the operator in
    /// <c>Operators</c>.
    /// </summary>
    [JsonInclude]
    internal bool DenseKernels { get; init; }
}

/// <summary>Common options of all hypernetworks.</summary>
public abstract record HypernetworkOptions
{
    /// <summary>The weight decoder.</summary>
    public DecoderOptions Decoder { get; init; } = new();

    /// <summary>
    /// Additional operators for which it generates weights: your own ones, and the dense 3×3 convolution, whose branch
    /// is the largest. Null: none. The built-in operators of every network are always included, so a space with fewer
    /// operators needs nothing here.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Operator>? Operators
    {
        get;
        init => field = value is null ? null : new ValueList<Operator>(value);
    }
}

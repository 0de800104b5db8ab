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
    /// Channels of one generated chunk. H has a fixed output size (section 3): a tensor with more channels is several
    /// chunks side by side, one with fewer is a slice. The paper does not state the size; 16 is ours.
    /// </summary>
    public int ChunkChannels
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 16;

    /// <summary>
    /// How the chunks of one tensor are told apart. True: H also sees a learned embedding of the chunk's place in its tensor.
    /// False: plain repetition, the chunks are copies of one another, and wide layers compute the same channels again and
    /// again.
    /// </summary>
    public bool ChunkEmbedding { get; init; } = true;

    /// <summary>How files tell that H has a branch for dense 3×3 kernels; now their operator is named among those added.</summary>
    [JsonInclude]
    internal bool DenseKernels { get; init; }
}

/// <summary>What the options of all hypernetworks have in common.</summary>
public abstract record HypernetworkOptions
{
    /// <summary>The weight decoder.</summary>
    public DecoderOptions Decoder { get; init; } = new();

    /// <summary>
    /// Operators that it makes weights for besides the built-in ones of every network: of one's own, and the dense 3×3
    /// convolution, whose branch is the largest; null: none. A space with fewer operators needs nothing here.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Operator>? Operators
    {
        get;
        init => field = value is null ? null : new ValueList<Operator>(value);
    }
}

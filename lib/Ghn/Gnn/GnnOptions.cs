namespace Ghn.Gnn;

/// <summary>Sizes and variants of the graph neural network; the defaults are the paper's best.</summary>
public sealed record GnnOptions
{
    /// <summary>D: size of a node embedding and of the GRU's state.</summary>
    public int EmbeddingSize
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 32;

    /// <summary>Hidden size of the message function M.</summary>
    public int MessageHidden
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 32;

    /// <summary>T: phases (section 4.4), or synchronous steps.</summary>
    public int Phases
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 5;

    /// <summary>The order in which nodes are updated (section 4.4, figure 5b).</summary>
    public PropagationScheme Scheme
    {
        get;
        init =>
            field = Require.That(
                Enum.IsDefined(value),
                value,
                $"use {string.Join(", ", Enum.GetNames<PropagationScheme>())}"
            );
    } = PropagationScheme.ForwardBackward;

    /// <summary>
    /// SP: whether all blocks share one set of parameters (table 5). If not, <see cref="Blocks"/> is the number of
    /// sets.
    /// </summary>
    /// <remarks>
    /// Our choice: the paper does not say which parameters table 5 separates. Without sharing, each block here has its
    /// own node embedding, M and U; all blocks still share the weight decoder H.
    /// </remarks>
    public bool SharedParameters { get; init; } = true;

    /// <summary>
    /// PE: whether a block receives the graph embedding of the previous block (table 5). If not, every block receives a
    /// zero vector, as the first one always does.
    /// </summary>
    public bool PassEmbeddings { get; init; } = true;

    /// <summary>
    /// Number of blocks with their own parameters; used only if <see cref="SharedParameters"/> is false.
    /// </summary>
    public int Blocks
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 18;

    /// <summary>
    /// Number of spatial sizes, each half of the previous one, that the initial node embedding encodes for anytime
    /// networks (table "Settings"); it then also encodes whether the node has an exit. 0: it encodes only the operator,
    /// as in the paper's other searches.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Sizes
    {
        get;
        init => field = Require.AtLeast(0, value);
    }
}

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

    /// <summary>SP: whether one set of parameters serves every block (table 5). If not, <see cref="Blocks"/> counts.</summary>
    /// <remarks>
    /// A choice: the paper does not say what table 5 separates. Here each block then has its own node embedding, M and U,
    /// while all blocks share the weight decoder H.
    /// </remarks>
    public bool SharedParameters { get; init; } = true;

    /// <summary>
    /// PE: whether a block receives the graph embedding of the block before (table 5). If not, every block receives the
    /// zero vector that the first one always gets.
    /// </summary>
    public bool PassEmbeddings { get; init; } = true;

    /// <summary>Blocks that have parameters of their own; read only without <see cref="SharedParameters"/>.</summary>
    public int Blocks
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 18;

    /// <summary>
    /// Spatial sizes that a node's first embedding tells apart, each half of the one before, with whether an exit hangs on
    /// the node: for anytime networks (table "Settings"). 0: it tells the operator alone, as in the paper's other searches.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Sizes
    {
        get;
        init => field = Require.AtLeast(0, value);
    }
}

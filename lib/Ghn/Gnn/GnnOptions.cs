namespace Ghn.Gnn;

/// <summary>Sizes of the graph neural network; the defaults are the paper's.</summary>
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

    /// <summary>T: phases, each one forward and one backward visit of all nodes (section 4.4).</summary>
    public int Phases
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 5;
}

namespace Ghn.Gnn;

/// <summary>Sizes of the graph neural network; the defaults are the paper's.</summary>
public sealed record GnnOptions
{
    private readonly int _embeddingSize = 32;
    private readonly int _messageHidden = 32;
    private readonly int _phases = 5;

    /// <summary>D: size of a node embedding and of the GRU's state.</summary>
    public int EmbeddingSize
    {
        get => _embeddingSize;
        init => _embeddingSize = Positive(value, nameof(EmbeddingSize));
    }

    /// <summary>Hidden size of the message function M.</summary>
    public int MessageHidden
    {
        get => _messageHidden;
        init => _messageHidden = Positive(value, nameof(MessageHidden));
    }

    /// <summary>T: phases, each one forward and one backward visit of all nodes (section 4.4).</summary>
    public int Phases
    {
        get => _phases;
        init => _phases = Positive(value, nameof(Phases));
    }

    private static int Positive(int value, string name) =>
        value > 0 ? value : throw new GhnException($"{name} = {value} is impossible: it must be at least 1.");
}

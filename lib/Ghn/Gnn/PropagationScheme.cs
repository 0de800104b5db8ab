namespace Ghn.Gnn;

/// <summary>The order in which the nodes of a block update their embeddings (section 4.4).</summary>
public enum PropagationScheme
{
    /// <summary>In topological order along the edges, then back against them; the last node is visited once (eq. 15).</summary>
    ForwardBackward,

    /// <summary>Only in topological order, messages along the edges.</summary>
    Forward,

    /// <summary>Only in reverse order, messages against the edges.</summary>
    Backward,

    /// <summary>
    /// All nodes at once, from their neighbours' previous embeddings. The paper does not say which neighbours; here
    /// both predecessors and successors, so that one step uses the same edges as one phase.
    /// </summary>
    Synchronous,
}

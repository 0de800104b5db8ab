using Ghn.Architectures;
using Ghn.Graphs;
using static TorchSharp.torch;

namespace Ghn.Gnn;

/// <summary>
/// The graph neural network (section 4.2) with forward-backward propagation (section 4.4, eq. 15), stacked over the
/// blocks of a network (section 4.3, eqs. 12–14).
/// </summary>
/// <remarks>
/// <code>
/// m_v = Σ M(h_u) over the neighbours u that send to v      (eq. 4)
/// h_v ← U(h_v, m_v), U a GRU cell                          (eq. 3)
/// </code>
/// One set of parameters serves every block.
/// Differs: a block's graph includes the stem, reduction or classifier next to it, and its entry node (the stem or the
/// reduction, where there is one) receives the embedding of the block before, by one update before the block propagates.
/// </remarks>
public sealed class MessagePassing : nn.Module<GraphBatch, Tensor>
{
    private readonly GnnOptions _options;
    private readonly nn.Module<Tensor, Tensor> _embed;
    private readonly nn.Module<Tensor, Tensor> _message;
    private readonly TorchSharp.Modules.GRUCell _update;

    /// <summary>Creates the network.</summary>
    public MessagePassing(GnnOptions options)
        : base(nameof(MessagePassing))
    {
        _options = options;
        var size = options.EmbeddingSize;
        _embed = nn.Embedding(OperatorKinds.Count, size); // a one-hot vector times a matrix is a row of it
        _message = nn.Sequential(
            nn.Linear(size, options.MessageHidden),
            nn.ReLU(),
            nn.Linear(options.MessageHidden, size)
        );
        _update = nn.GRUCell(size, size);
        RegisterComponents();
    }

    /// <summary>Node embeddings h^(T) of all graphs, float32 [rows, D]; rows as in <see cref="GraphBatch.RowOf"/>.</summary>
    public override Tensor forward(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        var perBlock = new List<Tensor>();
        Tensor? previous = null; // graph embedding of the block before, [G, D]; h_{A_0} = 0
        foreach (var segment in batch.Segments)
        {
            var h = Propagate(segment, _embed.forward(segment.Operators), previous);
            previous = GraphEmbedding(segment, h);
            perBlock.Add(h);
        }
        return cat(perBlock).MoveToOuterDisposeScope(); // [rows, D]
    }

    /// <summary>Eqs. 12–13: hands the previous block's embedding to the entry nodes, then runs T phases.</summary>
    private Tensor Propagate(GraphSegment segment, Tensor h, Tensor? previous)
    {
        var entries = h.index_select(0, segment.Entries);
        h = h.index_copy(0, segment.Entries, _update.forward(previous ?? zeros_like(entries), entries));
        var messages = zeros_like(h); // M(h_u) of each node as last updated; written before it is read
        for (var phase = 0; phase < _options.Phases; phase++)
            foreach (var level in segment.Forward.Concat(segment.Backward))
                (h, messages) = Visit(level, h, messages);
        return h;
    }

    /// <summary>Eqs. 3 and 4 for the nodes of one level.</summary>
    private (Tensor H, Tensor Messages) Visit(GraphLevel level, Tensor h, Tensor messages)
    {
        var state = h.index_select(0, level.Nodes); // [n, D]
        var sum = zeros_like(state);
        if (level.Sources.shape[0] > 0)
            sum = sum.index_add(0, level.Targets, messages.index_select(0, level.Sources), KeptScalar.One);
        var updated = _update.forward(sum, state);
        return (h.index_copy(0, level.Nodes, updated), messages.index_copy(0, level.Nodes, _message.forward(updated)));
    }

    /// <summary>Eq. 14: the mean of a graph's node embeddings, [G, D].</summary>
    private static Tensor GraphEmbedding(GraphSegment segment, Tensor h)
    {
        var sums = zeros(segment.NodeCounts.shape[0], h.shape[1], dtype: h.dtype, device: h.device);
        return sums.index_add(0, segment.Owners, h, KeptScalar.One) / segment.NodeCounts;
    }
}

using Ghn.Graphs;
using Ghn.Kernels;

namespace Ghn.Gnn;

/// <summary>
/// The graph neural network (section 4.2) with forward-backward propagation (section 4.4, eq. 15) or another
/// <see cref="PropagationScheme"/>, stacked over the blocks of a network (section 4.3, eqs. 12–14).
/// </summary>
/// <remarks>
/// <code lang="text">
/// m_v = Σ M(h_u) over the neighbours u that send to v      (eq. 4)
/// h_v ← U(h_v, m_v), U a GRU cell                          (eq. 3)
/// </code>
/// Nodes that do not depend on each other form a level, which is updated in one operation for all graphs of a batch.
/// The result is exactly that of updating one node after the other. On a CPU a whole block runs as one operation, with
/// the same arithmetic in managed code (<see cref="FusedPropagation"/>). Elsewhere each level is a few tensor
/// operations.
/// Differs: a block's graph includes the stem, reduction or classifier next to it. Its entry node (the stem or the
/// reduction, if there is one) receives the embedding of the previous block in one update before the block propagates.
/// The initial embedding encodes a node's operator. With <see cref="GnnOptions.Sizes"/>, for anytime networks, it also
/// encodes the node's spatial size and whether it has an exit. An exit is a classifier node that exchanges messages
/// with its node.
/// </remarks>
public sealed class MessagePassing : nn.Module<GraphBatch, Tensor>
{
    private readonly GnnOptions _options;
    private readonly TorchSharp.Modules.ModuleList<PropagationCell> _cells;

    /// <summary>Creates the network for these operators; null: the built-in ones.</summary>
    public MessagePassing(GnnOptions options, KnownOperators? operators = null)
        : base(nameof(MessagePassing))
    {
        _options = options;
        operators ??= new KnownOperators();
        var count = options.SharedParameters ? 1 : options.Blocks;
        _cells = nn.ModuleList(
            Enumerable.Range(0, count).Select(_ => new PropagationCell(options, operators)).ToArray()
        );
        RegisterComponents();
    }

    /// <summary>
    /// Whether a block runs as one operation on a CPU. If not, every level is a few tensor operations on any device;
    /// results are the same up to rounding.
    /// </summary>
    internal bool Fused { get; set; } = true;

    /// <summary>Node embeddings h^(T) of all graphs, float32 [rows, D]; rows as in <see cref="GraphBatch.RowOf"/>.</summary>
    public override Tensor forward(GraphBatch batch) => Run(batch, null);

    /// <summary>
    /// As <see cref="forward"/>, but calls <paramref name="observe"/> after every level. A step holds the block, the
    /// phase, the updated nodes (rows of the batch) and the embeddings of the whole block, [n, D]. The callback must
    /// not keep that tensor.
    /// </summary>
    public Tensor Trace(GraphBatch batch, Action<PropagationStep> observe) => Run(batch, observe);

    private Tensor Run(GraphBatch batch, Action<PropagationStep>? observe)
    {
        if (!_options.SharedParameters && batch.Blocks.Count != _options.Blocks)
            throw new GhnException(
                $"The network has {batch.Blocks.Count} blocks, but this graph network has parameters for Blocks = "
                    + $"{_options.Blocks}: create it with Blocks = {batch.Blocks.Count} or SharedParameters = true."
            );
        using var scope = NewDisposeScope();
        var fused = Fused && observe is null && batch.Device.type == DeviceType.CPU;
        var cells = fused ? _cells.Select(c => c.Fuse()).ToArray() : null;
        var perBlock = new List<Tensor>();
        Tensor? previous = null; // graph embedding of the block before, [G, D]; h_{A_0} = 0
        for (var i = 0; i < batch.Blocks.Count; i++)
        {
            var block = batch.Blocks[i];
            var which = _options.SharedParameters ? 0 : i;
            var h = Enter(_cells[which], block, previous);
            h = cells is not null
                ? FusedPropagation.Run(h, cells[which], Levels(block), _options.Phases)
                : Propagate(_cells[which], block, h, i, observe);
            if (_options.PassEmbeddings)
                previous = GraphEmbedding(block, h);
            perBlock.Add(h);
        }
        return cat(perBlock).MoveToOuterDisposeScope(); // [rows, D]
    }

    /// <summary>The levels that one phase visits, in order.</summary>
    private IReadOnlyList<GraphLevel> Levels(GraphBlock block) =>
        _options.Scheme switch
        {
            PropagationScheme.ForwardBackward => [.. block.Forward, .. block.Backward],
            PropagationScheme.Forward => block.Forward,
            PropagationScheme.Backward => [block.Last, .. block.Backward],
            _ => [block.Everyone],
        };

    /// <summary>Eqs. 12–13: embeddings at t = 0, the entry nodes updated with the previous block's graph embedding.</summary>
    private static Tensor Enter(PropagationCell cell, GraphBlock block, Tensor? previous)
    {
        var h = cell.Embed(block);
        var entries = h.index_select(0, block.Entries);
        return h.index_copy(0, block.Entries, cell.Update(previous ?? zeros_like(entries), entries));
    }

    /// <summary>T phases over one block.</summary>
    private Tensor Propagate(
        PropagationCell cell,
        GraphBlock block,
        Tensor h,
        int number,
        Action<PropagationStep>? observe
    )
    {
        // M(h_u) of each node as last updated. But for the synchronous scheme it is written before it is read.
        var messages = _options.Scheme == PropagationScheme.Synchronous ? cell.Message(h) : zeros_like(h);
        for (var phase = 0; phase < _options.Phases; phase++)
            foreach (var level in Levels(block))
            {
                (h, messages) = Visit(cell, level, h, messages);
                observe?.Invoke(new PropagationStep(number, phase, level, h));
            }
        return h;
    }

    /// <summary>Eqs. 3 and 4 for the nodes of one level.</summary>
    private static (Tensor H, Tensor Messages) Visit(PropagationCell cell, GraphLevel level, Tensor h, Tensor messages)
    {
        var state = h.index_select(0, level.NodeIndex); // [n, D]
        var sum = zeros_like(state);
        if (level.Sources.Count > 0)
            sum = sum.PlusRows(level.TargetIndex, messages.index_select(0, level.SourceIndex));
        var updated = cell.Update(sum, state);
        return (
            h.index_copy(0, level.NodeIndex, updated),
            messages.index_copy(0, level.NodeIndex, cell.Message(updated))
        );
    }

    /// <summary>Eq. 14: the mean of a graph's node embeddings, [G, D].</summary>
    private static Tensor GraphEmbedding(GraphBlock block, Tensor h)
    {
        var sums = zeros(block.NodeCounts.shape[0], h.shape[1], dtype: h.dtype, device: h.device);
        return sums.PlusRows(block.Owners, h) / block.NodeCounts;
    }
}

/// <summary>The report of <see cref="MessagePassing.Trace"/> after one level.</summary>
/// <param name="Block">The block, from 0.</param>
/// <param name="Phase">The phase, from 0.</param>
/// <param name="Level">The updated nodes; rows count from the first node of the block.</param>
/// <param name="Embeddings">Embeddings of the block's nodes, [n, D].</param>
public sealed record PropagationStep(int Block, int Phase, GraphLevel Level, Tensor Embeddings);

using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Hypernetworks;

/// <summary>
/// Node embeddings from a flat code of the block:
/// <code lang="text">
/// c = one-hot operators and adjacency rows of the block's nodes in topological order, zeros from node N on, |c| = 1
/// h_v = (MLP(c) + e_operator(v) + e_position(v) + e_block(v)) / 2
/// </code>
/// The learned vectors e distinguish the nodes of one network; the MLP's output is the same for all of them.
/// </summary>
/// <remarks>
/// The code has unit length, so that its scale does not depend on the number of nodes. Position is 0 for nodes that are
/// not searched; their operators distinguish them.
/// Differs: in the paper's anytime networks a node also encodes its spatial size and whether it has an exit; this code
/// encodes neither. An exit has an embedding, that of a classifier at its node's position, but it does not influence
/// the embedding of any other node.
/// </remarks>
internal sealed class SmashEncoder : nn.Module<GraphBatch, Tensor>
{
    private const int MaxNodes = Architecture.MaxNodes,
        MaxBlocks = 64;

    private static readonly int s_nodeSize = Operator.Searched.Count + MaxNodes;

    private readonly KnownOperators _known;
    private readonly nn.Module<Tensor, Tensor> _embedCode;
    private readonly nn.Module<Tensor, Tensor> _project;
    private readonly nn.Module<Tensor, Tensor> _embedOperator;
    private readonly nn.Module<Tensor, Tensor> _embedPosition;
    private readonly nn.Module<Tensor, Tensor> _embedBlock;

    private int CodeSize => MaxNodes * (s_nodeSize + _known.Added.Count);

    public SmashEncoder(SmashOptions options, KnownOperators known)
        : base(nameof(SmashEncoder))
    {
        _known = known;
        _embedCode = nn.Linear(CodeSize, options.Hidden, hasBias: false);
        _project = nn.Linear(options.Hidden, options.EmbeddingSize);
        _embedOperator = nn.Embedding(known.Count, options.EmbeddingSize);
        _embedPosition = nn.Embedding(MaxNodes + 1, options.EmbeddingSize);
        _embedBlock = nn.Embedding(MaxBlocks, options.EmbeddingSize);
        RegisterComponents();
    }

    /// <summary>[rows, D]; rows as in <see cref="GraphBatch.RowOf"/>.</summary>
    public override Tensor forward(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        long[] operators = new long[batch.RowCount],
            positions = new long[batch.RowCount],
            blocks = new long[batch.RowCount],
            owners = new long[batch.RowCount];
        for (var g = 0; g < batch.Graphs.Count; g++)
        {
            var graph = batch.Graphs[g];
            if (graph.BlockCount > MaxBlocks)
                throw new GhnException(
                    $"Blocks = {graph.BlockCount} is too many for a SMASH hypernetwork: it has embeddings for {MaxBlocks} blocks."
                );
            var position = NodePosition.Of(graph);
            foreach (var node in graph.Nodes)
            {
                var row = batch.RowOf(g, node.Index);
                (operators[row], positions[row]) = (_known.RowOf(node.Operator), position[node.Index]);
                (blocks[row], owners[row]) = (node.Block, g);
            }
        }
        var codes = batch.Graphs.SelectMany(g => Code(g.Architecture)).ToArray();
        // A copy: a tensor made from an array lies in the array's memory, wherever that begins, and the last bits of a
        // matrix product depend on that.
        var code = tensor(codes, [batch.Graphs.Count, CodeSize], device: batch.Device).clone(); // [G, code]
        var perGraph = _project.forward(nn.functional.relu(_embedCode.forward(code))); // [G, D]
        var h = perGraph
            .index_select(0, tensor(owners, device: batch.Device))
            .Plus(_embedOperator.forward(tensor(operators, device: batch.Device)))
            .Plus(_embedPosition.forward(tensor(positions, device: batch.Device)))
            .Plus(_embedBlock.forward(tensor(blocks, device: batch.Device)));
        return h.Over(2).MoveToOuterDisposeScope(); // four terms of variance one; the MLP's bias adds 1 %
    }

    private float[] Code(Architecture? architecture)
    {
        if (architecture is null)
            throw new GhnException(
                "A SMASH hypernetwork needs a network that repeats one block; this network does not."
            );
        var code = new float[CodeSize];
        var ones = architecture.Nodes.Sum(n => 1 + n.Inputs.Count);
        for (var i = 0; i < architecture.Nodes.Count; i++)
        {
            var (kind, inputs) = architecture.Nodes[i];
            code[Place(i, kind)] = 1 / MathF.Sqrt(ones);
            foreach (var u in inputs)
                code[i * s_nodeSize + Operator.Searched.Count + u] = 1 / MathF.Sqrt(ones);
        }
        return code;
    }

    /// <summary>
    /// Index in the code for "node i has this operator". Operators other than the eight searched ones follow after the
    /// codes of all nodes, so that the other indices do not change.
    /// </summary>
    private int Place(int node, Operator kind)
    {
        if (Operator.Searched.ToList().IndexOf(kind) is >= 0 and var searched)
            return node * s_nodeSize + searched;
        if (_known.Added.ToList().IndexOf(kind) is >= 0 and var added)
            return MaxNodes * (s_nodeSize + added) + node;
        throw KnownOperators.Unknown(kind, $"does not know the operator {kind}");
    }
}

namespace Ghn.Graphs;

/// <summary>
/// Several networks packed into index tensors, so that one tensor operation handles the nodes of one level in all
/// networks. Owns its tensors: dispose it.
/// </summary>
/// <remarks>
/// Rows of an embedding matrix are ordered by block, then graph, then node. The graphs must have the same number of
/// blocks; their blocks may have different numbers of nodes.
/// </remarks>
public sealed class GraphBatch : IDisposable
{
    private readonly int[][] _rows; // [graph][node]

    /// <summary>
    /// Packs the graphs. Throws <see cref="GhnException"/> if the list is empty or the graphs have different numbers of
    /// blocks.
    /// </summary>
    public GraphBatch(IReadOnlyList<ComputationGraph> graphs, torch.Device? device = null)
    {
        if (graphs.Count == 0)
            throw new GhnException("A graph batch needs at least one graph.");
        var count = graphs[0].BlockCount;
        if (graphs.FirstOrDefault(g => g.BlockCount != count) is { } odd)
            throw new GhnException(
                $"A graph of {odd.BlockCount} blocks cannot share a batch with one of {count} blocks."
            );
        Graphs = graphs;
        Device = device ?? torch.CPU;
        _rows = graphs.Select(g => new int[g.Nodes.Count]).ToArray();
        var imageSizes = graphs.Select(g => g.ImageSize).ToArray();
        var blocks = new GraphBlock[count];
        for (var b = 0; b < count; b++)
        {
            var nodes = graphs.Select(g => g.Nodes.Where(n => n.Block == b).ToArray()).ToArray();
            for (var g = 0; g < graphs.Count; g++)
                foreach (var node in nodes[g])
                    _rows[g][node.Index] = RowCount++;
            blocks[b] = new GraphBlock(nodes, imageSizes, Device);
        }
        Blocks = blocks;
    }

    /// <summary>The packed networks.</summary>
    public IReadOnlyList<ComputationGraph> Graphs { get; }

    /// <summary>The device of the index tensors.</summary>
    public torch.Device Device { get; }

    /// <summary>One entry per block of the chain, in order.</summary>
    public IReadOnlyList<GraphBlock> Blocks { get; }

    /// <summary>Number of nodes in all graphs, which is the number of rows of the embedding matrix.</summary>
    public int RowCount { get; }

    /// <summary>Row of a node in the embedding matrix [<see cref="RowCount"/>, D].</summary>
    public int RowOf(int graph, int node) => _rows[graph][node];

    /// <summary>Frees the index tensors.</summary>
    public void Dispose()
    {
        foreach (var block in Blocks)
            block.Dispose();
    }
}

using System.Numerics;

namespace Ghn.Graphs;

/// <summary>
/// The nodes of one block of every graph in a batch, sorted into levels. A stem, reduction or classifier belongs to the
/// block next to it. Rows are ordered by graph, then topologically. Owns its index tensors.
/// </summary>
public sealed class GraphBlock : IDisposable
{
    private readonly IReadOnlyList<IReadOnlyList<GraphNode>> _graphs;
    private readonly IReadOnlyList<int> _imageSizes;
    private readonly torch.Device _device;
    private torch.Tensor? _sizes;
    private torch.Tensor? _exits;

    internal GraphBlock(
        IReadOnlyList<IReadOnlyList<GraphNode>> graphs, // this block's nodes of each graph
        IReadOnlyList<int> imageSizes, // height and width of the images that each graph takes
        torch.Device device
    )
    {
        (_graphs, _imageSizes, _device) = (graphs, imageSizes, device);
        var firstRows = new long[graphs.Count];
        for (var g = 1; g < graphs.Count; g++)
            firstRows[g] = firstRows[g - 1] + graphs[g - 1].Count;
        NodeCount = graphs.Sum(g => g.Count);

        // Senders of each row along the edges, and against them; edges from another block do not count.
        var inputs = new List<IReadOnlyList<int>>();
        var readers = Enumerable.Range(0, NodeCount).Select(_ => new List<int>()).ToArray();
        foreach (var (nodes, firstRow) in graphs.Zip(firstRows))
        {
            foreach (var node in nodes)
            {
                var local = node.Inputs.Where(u => u >= nodes[0].Index).Select(u => (int)firstRow + u - nodes[0].Index);
                inputs.Add(local.ToArray());
                foreach (var u in inputs[^1])
                    readers[u].Add(inputs.Count - 1);
            }
        }
        var rows = Enumerable.Range(0, NodeCount).ToArray();
        var lastRows = graphs.Zip(firstRows).Select(p => (int)p.Second + p.First.Count - 1).ToHashSet();
        Forward = GraphLevel.Sort(rows, inputs, new HashSet<int>(), device);
        Backward = GraphLevel.Sort(Enumerable.Reverse(rows).ToArray(), readers, lastRows, device);
        Last = new GraphLevel([.. lastRows.Order()], readers, device);
        Everyone = new GraphLevel(rows, inputs.Zip(readers, (a, b) => a.Concat(b).ToArray()).ToArray(), device);

        var all = graphs.SelectMany((nodes, g) => nodes.Select(n => (n.Operator, Owner: (long)g))).ToArray();
        Operators = [.. all.Select(n => n.Operator)];
        Owners = torch.tensor(all.Select(n => n.Owner).ToArray(), device: device).DetachFromDisposeScope();
        Entries = torch.tensor(firstRows, device: device).DetachFromDisposeScope();
        NodeCounts = torch
            .tensor(graphs.Select(g => (float)g.Count).ToArray(), [graphs.Count, 1], device: device)
            .DetachFromDisposeScope();
    }

    /// <summary>Nodes of all graphs in this block, n.</summary>
    public int NodeCount { get; }

    /// <summary>Operator of each node; <see cref="KnownOperators.RowsOf"/> converts them to a tensor.</summary>
    public IReadOnlyList<Operator> Operators { get; }

    /// <summary>
    /// log₂ of the image size over the size of each node, rounded down, int64 [n]. Created on first use.
    /// </summary>
    public torch.Tensor Sizes =>
        _sizes ??= Column(
            _graphs.Zip(
                _imageSizes,
                (nodes, image) => nodes.Select(n => (long)BitOperations.Log2((uint)(image / n.InputSize)))
            )
        );

    /// <summary>1 for each node with an early exit, else 0, int64 [n]. Created on first use.</summary>
    public torch.Tensor Exits =>
        _exits ??= Column(
            _graphs.Select(nodes =>
            {
                var read = nodes.Where(n => n.Operator == Operator.Classifier).SelectMany(n => n.Inputs).ToHashSet();
                return nodes.Select(n => n.Operator.CanBeSearched && read.Contains(n.Index) ? 1L : 0L);
            })
        );

    /// <summary>Graph of each node, int64 [n].</summary>
    public torch.Tensor Owners { get; }

    /// <summary>Row of each graph's first node, which receives the previous block's embedding, int64 [G].</summary>
    public torch.Tensor Entries { get; }

    /// <summary>Number of nodes of each graph, float32 [G, 1].</summary>
    public torch.Tensor NodeCounts { get; }

    /// <summary>Levels of the forward half: messages travel along the edges.</summary>
    public IReadOnlyList<GraphLevel> Forward { get; }

    /// <summary>Levels of the backward half: messages travel against the edges. The last node is not visited again.</summary>
    public IReadOnlyList<GraphLevel> Backward { get; }

    /// <summary>The last node of each graph; no node in its block reads it.</summary>
    public GraphLevel Last { get; }

    /// <summary>All nodes at once, each with all its neighbours: predecessors and successors.</summary>
    public GraphLevel Everyone { get; }

    /// <summary>Frees the index tensors.</summary>
    public void Dispose()
    {
        foreach (var t in new[] { Owners, Entries, NodeCounts, _sizes, _exits })
            t?.Dispose();
        foreach (var level in Forward.Concat(Backward).Append(Last).Append(Everyone))
            level.Dispose();
    }

    private torch.Tensor Column(IEnumerable<IEnumerable<long>> ofGraphs) =>
        torch.tensor(ofGraphs.SelectMany(v => v).ToArray(), device: _device).DetachFromDisposeScope();
}

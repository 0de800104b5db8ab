namespace Ghn.Graphs;

/// <summary>
/// Nodes that do not depend on each other and are updated together. Row numbers count from the first node of the block.
/// Owns its index tensors, which are created on first use.
/// </summary>
public sealed class GraphLevel : IDisposable
{
    private readonly torch.Device _device;
    private readonly int[] _nodes;
    private readonly int[] _sources;
    private readonly int[] _offsets;
    private torch.Tensor? _nodeIndex;
    private torch.Tensor? _sourceIndex;
    private torch.Tensor? _targetIndex;

    internal GraphLevel(int[] nodes, IReadOnlyList<IReadOnlyList<int>> senders, torch.Device device)
    {
        _device = device;
        _nodes = nodes;
        _offsets = new int[nodes.Length + 1];
        for (var i = 0; i < nodes.Length; i++)
            _offsets[i + 1] = _offsets[i] + senders[nodes[i]].Count;
        _sources = new int[_offsets[^1]];
        for (var i = 0; i < nodes.Length; i++)
        for (var k = 0; k < senders[nodes[i]].Count; k++)
            _sources[_offsets[i] + k] = senders[nodes[i]][k];
    }

    /// <summary>Rows of the n nodes.</summary>
    public IReadOnlyList<int> Nodes => _nodes;

    /// <summary>Rows of the e senders, grouped by receiver; empty if the level receives no messages.</summary>
    public IReadOnlyList<int> Sources => _sources;

    /// <summary>Node i receives from <c>Sources[Offsets[i]] … Sources[Offsets[i + 1] − 1]</c>; n + 1 numbers.</summary>
    public IReadOnlyList<int> Offsets => _offsets;

    internal ReadOnlySpan<int> NodeSpan => _nodes;
    internal ReadOnlySpan<int> SourceSpan => _sources;
    internal ReadOnlySpan<int> OffsetSpan => _offsets;

    /// <summary><see cref="Nodes"/>, int64 [n].</summary>
    internal torch.Tensor NodeIndex => _nodeIndex ??= Index(_nodes);

    /// <summary><see cref="Sources"/>, int64 [e].</summary>
    internal torch.Tensor SourceIndex => _sourceIndex ??= Index(_sources);

    /// <summary>Position within <see cref="Nodes"/> of each message's receiver, int64 [e].</summary>
    internal torch.Tensor TargetIndex =>
        _targetIndex ??= Index(
            Enumerable
                .Range(0, _nodes.Length)
                .SelectMany(i => Enumerable.Repeat(i, _offsets[i + 1] - _offsets[i]))
                .ToArray()
        );

    /// <summary>
    /// Sorts nodes into levels so that a node comes after all its senders. Visiting level by level and node by node
    /// give exactly the same result, because all senders of a node are in earlier levels.
    /// </summary>
    internal static IReadOnlyList<GraphLevel> Sort(
        IReadOnlyList<int> order, // all rows, senders before receivers
        IReadOnlyList<IReadOnlyList<int>> senders, // to each row
        IReadOnlySet<int> skipped, // not visited; they still send
        torch.Device device
    )
    {
        var depth = new int[order.Count];
        var levels = new List<List<int>>();
        foreach (var row in order)
        {
            var isSkipped = skipped.Contains(row);
            var at = 0;
            foreach (var u in senders[row])
                at = Math.Max(at, depth[u] + 1);
            depth[row] = isSkipped ? -1 : at;
            if (isSkipped)
                continue;
            while (levels.Count <= at)
                levels.Add([]);
            levels[at].Add(row);
        }
        return levels.Select(level => new GraphLevel([.. level], senders, device)).ToArray();
    }

    /// <summary>Frees the index tensors.</summary>
    public void Dispose()
    {
        _nodeIndex?.Dispose();
        _sourceIndex?.Dispose();
        _targetIndex?.Dispose();
    }

    private torch.Tensor Index(int[] values) =>
        torch.tensor(Array.ConvertAll(values, v => (long)v), device: _device).DetachFromDisposeScope();
}

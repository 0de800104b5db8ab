using TorchSharp;

namespace Ghn.Graphs;

/// <summary>
/// One level of a visit: nodes that do not depend on each other, updated together. Row numbers count from the first node
/// of the segment.
/// </summary>
/// <param name="Nodes">Rows of the nodes, int64 [n].</param>
/// <param name="Sources">Row of the sender of each message, int64 [e]; empty on the first level.</param>
/// <param name="Targets">Position within <paramref name="Nodes"/> of its receiver, int64 [e].</param>
public sealed record GraphLevel(torch.Tensor Nodes, torch.Tensor Sources, torch.Tensor Targets) : IDisposable
{
    /// <summary>
    /// Sorts nodes into levels: a node comes after all its senders. Visiting level by level gives exactly what visiting
    /// node by node gives, because a node reads only senders of earlier levels.
    /// </summary>
    /// <param name="order">All rows, senders before receivers.</param>
    /// <param name="senders">Rows that send to each row.</param>
    /// <param name="skipped">Rows that are not visited (they still send).</param>
    /// <param name="device">Where the index tensors live.</param>
    internal static IReadOnlyList<GraphLevel> Sort(
        IReadOnlyList<int> order,
        IReadOnlyList<IReadOnlyList<int>> senders,
        IReadOnlySet<int> skipped,
        torch.Device device
    )
    {
        var depth = new int[order.Count];
        foreach (var row in order)
            depth[row] = skipped.Contains(row) ? -1 : senders[row].Select(u => depth[u] + 1).DefaultIfEmpty(0).Max();
        return order
            .Where(row => !skipped.Contains(row))
            .GroupBy(row => depth[row])
            .OrderBy(level => level.Key)
            .Select(level => Pack(level.ToArray(), senders, device))
            .ToArray();
    }

    /// <summary>Frees the index tensors.</summary>
    public void Dispose()
    {
        Nodes.Dispose();
        Sources.Dispose();
        Targets.Dispose();
    }

    private static GraphLevel Pack(int[] rows, IReadOnlyList<IReadOnlyList<int>> senders, torch.Device device)
    {
        var edges = rows.SelectMany((row, at) => senders[row].Select(u => (From: (long)u, To: (long)at))).ToArray();
        return new GraphLevel(
            torch.tensor(rows.Select(r => (long)r).ToArray(), device: device),
            torch.tensor(edges.Select(e => e.From).ToArray(), device: device),
            torch.tensor(edges.Select(e => e.To).ToArray(), device: device)
        );
    }
}

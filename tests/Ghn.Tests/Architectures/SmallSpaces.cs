using Ghn.Architectures;
using Ghn.Spaces;

namespace Ghn.Tests.Architectures;

/// <summary>Every architecture of a space that is small enough.</summary>
internal static class SmallSpaces
{
    public static IEnumerable<Architecture> All(BlockSpace space, int maxInputs, params bool[] exits)
    {
        IEnumerable<BlockNode[]> all =
        [
            [],
        ];
        for (var i = 0; i < space.Nodes; i++)
        {
            var options = Nodes(space, i + 1, maxInputs, exits.Length == 0 ? [false] : exits).ToArray();
            all = all.SelectMany(start => options.Select(n => (BlockNode[])[.. start, n])).ToArray();
        }
        return all.Select(nodes => new Architecture(nodes));
    }

    /// <summary>Renumbers the nodes; null if a node would come before one that it reads.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="order"><c>order[i]</c> is the old number (from 1) of the node that comes i-th.</param>
    public static Architecture? Renumbered(Architecture architecture, IReadOnlyList<int> order)
    {
        var places = new int[order.Count + 1]; // the block input stays 0
        for (var i = 0; i < order.Count; i++)
            places[order[i]] = i + 1;
        var nodes = order
            .Select(old => architecture.Nodes[old - 1])
            .Select(n => n with { Inputs = n.Inputs.Select(u => places[u]).Order().ToArray() })
            .ToArray();
        return nodes.Select((n, i) => n.Inputs[^1] <= i).All(ok => ok) ? new Architecture(nodes) : null;
    }

    private static IEnumerable<BlockNode> Nodes(BlockSpace space, int candidates, int maxInputs, bool[] exits) =>
        from kind in space.Operators
        from mask in Enumerable.Range(1, (1 << candidates) - 1)
        where int.PopCount(mask) <= maxInputs
        from scale in space.Scales
        from exit in exits
        select new BlockNode(kind, Enumerable.Range(0, candidates).Where(u => (mask >> u & 1) == 1).ToArray())
        {
            Scale = scale,
            Exit = exit,
        };
}

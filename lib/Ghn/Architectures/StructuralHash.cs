namespace Ghn.Architectures;

/// <summary>See <see cref="Architecture.StructuralHash"/>.</summary>
internal static class StructuralHash
{
    private const ulong AlongEdges = 0x9E3779B97F4A7C15,
        AgainstEdges = 0xC2B2AE3D27D4EB4F;

    public static ulong Of(Architecture architecture)
    {
        // Node 0 is the block input, node N + 1 the block output, which reads the loose ends.
        var n = architecture.Nodes.Count;
        var inputs = architecture.Nodes.Select(b => b.Inputs).Prepend([]).Append(architecture.LooseEnds()).ToArray();
        var readers = Enumerable.Range(0, n + 2).Select(_ => new List<int>()).ToArray();
        for (var v = 0; v < inputs.Length; v++)
            foreach (var u in inputs[v])
                readers[u].Add(v);

        var colors = architecture.Nodes.Select(Color).Prepend(1UL).Append(2UL).Select(RandomStream.Mix).ToArray();
        for (var round = 0; round < n + 2; round++) // a color then tells of everything that a path leads to
            colors = colors
                .Select(
                    (c, v) =>
                        RandomStream.Mix(
                            c + Sum(inputs[v], colors, AlongEdges) + 3 * Sum(readers[v], colors, AgainstEdges)
                        )
                )
                .ToArray();
        return RandomStream.Mix(Sum(Enumerable.Range(0, n + 2), colors, 0));
    }

    private static ulong Color(BlockNode node) =>
        3 + (Code(node.Operator) << 8) + ((ulong)node.Scale << 1) + (node.Exit ? 1UL : 0UL);

    /// <summary>The index of a built-in operator; for other operators a hash of the id.</summary>
    private static ulong Code(Operator of)
    {
        var place = Operator.BuiltIn.ToList().IndexOf(of);
        return place >= 0
            ? (ulong)place
            : of.Id.Aggregate(16UL, (hash, letter) => RandomStream.Mix(hash + letter)) >> 8;
    }

    /// <summary>The same for every order of the nodes.</summary>
    private static ulong Sum(IEnumerable<int> nodes, ulong[] colors, ulong salt) =>
        nodes.Aggregate(0UL, (sum, u) => sum + RandomStream.Mix(colors[u] ^ salt));
}

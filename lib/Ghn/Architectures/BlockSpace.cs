namespace Ghn.Architectures;

/// <summary>
/// The space of blocks that is searched. The paper leaves open how edges are drawn; ours: each node draws 1 or 2
/// distinct inputs (equal chance) uniformly from the block input and the earlier nodes.
/// </summary>
public sealed record BlockSpace
{
    private readonly int _nodes = 17;
    private readonly IReadOnlyList<OperatorKind> _operators = OperatorKinds.Searched;

    /// <summary>Nodes N in a block, 1 … 32. The paper searches at 17 and trains the hypernetwork at 7 (Table 4).</summary>
    public int Nodes
    {
        get => _nodes;
        init =>
            _nodes = value is >= 1 and <= 32
                ? value
                : throw new GhnException($"Nodes = {value} is impossible: a block has 1 to 32 nodes.");
    }

    /// <summary>The operators that a node may have, all equally likely.</summary>
    public IReadOnlyList<OperatorKind> Operators
    {
        get => _operators;
        init =>
            _operators =
                value.Count > 0 && value.All(k => k.IsSearched())
                    ? value
                    : throw new GhnException(
                        $"Operators = [{string.Join(", ", value)}] is impossible: name at least one, all of them searched kinds."
                    );
    }

    /// <summary>Draws one architecture.</summary>
    public Architecture Sample(RandomStream random)
    {
        var nodes = new BlockNode[Nodes];
        for (var i = 0; i < Nodes; i++)
        {
            var first = random.Next(i + 1); // candidates: the block input and the i nodes so far
            var second = i > 0 && random.Next(2) == 1 ? random.Next(i) : -1;
            if (second >= first)
                second++;
            int[] inputs = second < 0 ? [first] : [Math.Min(first, second), Math.Max(first, second)];
            nodes[i] = new BlockNode(Operators[random.Next(Operators.Count)], inputs);
        }
        return new Architecture(nodes);
    }

    /// <summary>Draws <paramref name="count"/> different architectures: the stream <paramref name="name"/> of this seed.</summary>
    /// <remarks>Throws <see cref="GhnException"/> if the space seems to have fewer.</remarks>
    public IReadOnlyList<Architecture> SampleDistinct(int count, long seed, string name)
    {
        var random = new RandomStream(seed, name);
        var found = new HashSet<Architecture>();
        var list = new List<Architecture>();
        for (var tries = 0; list.Count < count; tries++)
        {
            if (tries > 100 * count)
                throw new GhnException($"A space with {Nodes} nodes has fewer than {count} different architectures.");
            var sample = Sample(random);
            if (found.Add(sample))
                list.Add(sample);
        }
        return list;
    }
}

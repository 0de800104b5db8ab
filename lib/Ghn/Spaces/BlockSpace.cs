using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Spaces;

/// <summary>
/// The search space of blocks. The paper does not say how edges are drawn. Here each node draws 1 or 2 distinct inputs
/// (with equal probability) uniformly from the block input and the earlier nodes.
/// </summary>
public sealed record BlockSpace : ISearchSpace
{
    /// <summary>Nodes N in a block, 1 … 32. The paper searches at 17 and trains the hypernetwork at 7 (Table 4).</summary>
    public int Nodes
    {
        get;
        init =>
            field = Require.That(
                value is >= 1 and <= Architecture.MaxNodes,
                value,
                $"a block has 1 to {Architecture.MaxNodes} nodes"
            );
    } = 17;

    /// <summary>The operators that a node may have, all equally likely.</summary>
    public IReadOnlyList<Operator> Operators
    {
        get;
        init =>
            field = Require.That(
                value.Count > 0 && value.All(k => k.CanBeSearched),
                new ValueList<Operator>(value),
                "give at least one, all of them allowed in a block"
            );
    } = new ValueList<Operator>(Operator.Searched);

    /// <summary>
    /// The possible scales of a node, all equally likely (see <see cref="BlockNode.Scale"/>); by default only the
    /// block's own. The paper draws them for anytime networks and does not say how.
    /// </summary>
    public IReadOnlyList<int> Scales
    {
        get;
        init =>
            field = Require.That(
                value.Count > 0 && value.All(s => s is >= 0 and <= BlockNode.MaxScale),
                new ValueList<int>(value),
                $"give at least one, all within 0 … {BlockNode.MaxScale}"
            );
    } = new ValueList<int>([0]);

    /// <summary>The probability that a node has an early-exit classifier; 0 by default.</summary>
    public double ExitProbability
    {
        get;
        init => field = Require.That(value is >= 0 and <= 1, value, "it must be within 0 … 1");
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
            nodes[i] = new BlockNode(Operators[random.Next(Operators.Count)], inputs)
            {
                Scale = Scales.Count > 1 ? Scales[random.Next(Scales.Count)] : Scales[0],
                Exit = ExitProbability > 0 && random.NextDouble() < ExitProbability,
            };
        }
        return new Architecture(nodes);
    }

    /// <summary>Draws distinct architectures, as <see cref="ISearchSpace.SampleDistinct"/>.</summary>
    /// <remarks>
    /// The "unseen" architectures of an experiment come from another stream. Training does not exclude them, but it is
    /// very unlikely to draw one. At N = 7 there are 3·10^12 numbered blocks. A draw equals a given block under any
    /// numbering with a probability below 2·10^-8: at most 7! numberings, each with 8^-7 for its operators and at most
    /// 6.3·10^-6 for its edges.
    /// </remarks>
    public IReadOnlyList<Architecture> SampleDistinct(int count, long seed, string name) =>
        [.. ((ISearchSpace)this).SampleDistinct(count, seed, name).Cast<Architecture>()];

    /// <summary>
    /// Draws a neighbour of <paramref name="architecture"/> in this space. One node changes: its operator, or one of
    /// its inputs (added, removed or replaced), or, if the space has several, its scale or its exit. Every possible
    /// kind of change is equally likely.
    /// </summary>
    /// <remarks>
    /// The neighbour is never the same network under another numbering. Throws <see cref="GhnException"/> if the
    /// architecture is not in this space or has no neighbour there.
    /// </remarks>
    public Architecture Mutate(Architecture architecture, RandomStream random) =>
        Mutation.Draw(this, architecture, random);

    IArchitecture ISearchSpace.Sample(RandomStream random) => Sample(random);

    IArchitecture ISearchSpace.Mutate(IArchitecture parent, RandomStream random) =>
        Mutate(ISearchSpace.As<Architecture>(parent, this), random);

    ComputationGraph ISearchSpace.Build(IArchitecture architecture, NetworkOptions network) =>
        new(ISearchSpace.As<Architecture>(architecture, this), network);

    /// <summary>Such as "blocks of 7 nodes".</summary>
    public override string ToString() => $"blocks of {Nodes} nodes";
}

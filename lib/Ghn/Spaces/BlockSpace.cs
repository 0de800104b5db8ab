using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Spaces;

/// <summary>
/// The space of blocks that is searched. The paper leaves open how edges are drawn; ours: each node draws 1 or 2
/// distinct inputs (equal chance) uniformly from the block input and the earlier nodes.
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
                "name at least one, all of them such as a node of a block may have"
            );
    } = new ValueList<Operator>(Operator.Searched);

    /// <summary>
    /// The scales at which a node may work, all equally likely (see <see cref="BlockNode.Scale"/>); by default only the
    /// block's own. The paper's anytime networks draw them and does not say how.
    /// </summary>
    public IReadOnlyList<int> Scales
    {
        get;
        init =>
            field = Require.That(
                value.Count > 0 && value.All(s => s is >= 0 and <= BlockNode.MaxScale),
                new ValueList<int>(value),
                $"name at least one, all within 0 … {BlockNode.MaxScale}"
            );
    } = new ValueList<int>([0]);

    /// <summary>The chance, 0 … 1, that an early-exit classifier hangs on a node; 0 by default.</summary>
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

    /// <summary>Draws different ones, as <see cref="ISearchSpace.SampleDistinct"/>.</summary>
    /// <remarks>
    /// "Unseen" architectures of an experiment are those of another stream: training does not exclude them, but hardly meets
    /// one. At N = 7 there are 3·10^12 numbered blocks, and a draw is a given one under any numbering with a probability
    /// below 2·10^-8 (7! numberings at most, each with 8^-7 for its operators and at most 6.3·10^-6 for its edges).
    /// </remarks>
    public IReadOnlyList<Architecture> SampleDistinct(int count, long seed, string name) =>
        [.. ((ISearchSpace)this).SampleDistinct(count, seed, name).Cast<Architecture>()];

    /// <summary>
    /// Draws a neighbour of <paramref name="architecture"/> in this space: one node has another operator, or reads one
    /// node more, one less or another one, or (where the space has several) works at another scale or gets or loses its
    /// exit. Each kind of change that is possible is equally likely.
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

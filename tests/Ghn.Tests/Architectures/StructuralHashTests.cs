using CsCheck;
using Ghn.Architectures;
using Ghn.Operators;
using Ghn.Spaces;

namespace Ghn.Tests.Architectures;

public sealed class StructuralHashTests
{
    private static readonly Operator[] Two = [Operator.Identity, Operator.MaxPool3x3];

    [Fact]
    public void Renumbered_nodes_have_the_same_hash() =>
        Gen.Select(Gen.Int[1, 32], Gen.Long)
            .Sample(
                (nodes, seed) =>
                {
                    var random = new RandomStream(seed, "t");
                    var space = new BlockSpace
                    {
                        Nodes = nodes,
                        Scales = [0, 1],
                        ExitProbability = 0.2,
                    };
                    var a = space.Sample(random);
                    var b = SmallSpaces.Renumbered(a, RandomOrder(a, random))!;
                    return a.StructuralHash() == b.StructuralHash();
                }
            );

    public static TheoryData<BlockSpace, int, bool[]> Spaces() =>
        new()
        {
            {
                new BlockSpace { Nodes = 4, Operators = Two },
                2,
                [false]
            },
            {
                new BlockSpace { Nodes = 3, Operators = [.. Two, Operator.Convolution1x1] },
                3,
                [false]
            },
            {
                new BlockSpace
                {
                    Nodes = 3,
                    Operators = [Operator.Identity],
                    Scales = [0, 2],
                },
                2,
                [false, true]
            },
            {
                new BlockSpace { Nodes = 2 },
                2,
                [false]
            },
        };

    [Theory]
    [MemberData(nameof(Spaces))]
    public void Hashes_are_equal_exactly_for_isomorphic_graphs_of_a_small_space(
        BlockSpace space,
        int maxInputs,
        bool[] exits
    )
    {
        var orders = Permutations(Enumerable.Range(1, space.Nodes).ToArray()).ToArray();
        string Canonical(Architecture a) =>
            orders
                .Select(o => SmallSpaces.Renumbered(a, o)?.ToJson())
                .Where(json => json is not null)
                .Min(StringComparer.Ordinal)!;
        var pairs = SmallSpaces
            .All(space, maxInputs, exits)
            .Select(a => (Hash: a.StructuralHash(), Form: Canonical(a)))
            .ToArray();
        var classes = pairs.Distinct().ToArray();
        Assert.Equal(classes.Length, classes.Select(c => c.Hash).Distinct().Count());
        Assert.Equal(classes.Length, classes.Select(c => c.Form).Distinct().Count());
        Assert.True(classes.Length < pairs.Length || space.Nodes < 2);
    }

    [Fact]
    public void Hashes_are_the_same_on_every_platform()
    {
        var architecture = new Architecture([
            new(Operator.SeparableConvolution3x3, [0]),
            new(Operator.MaxPool3x3, [0, 1]),
            new(Operator.Identity, [1]) { Scale = 1, Exit = true },
        ]);
        Assert.Equal(1332786493263268921UL, architecture.StructuralHash());
    }

    private static int[] RandomOrder(Architecture architecture, RandomStream random)
    {
        var order = new List<int>();
        while (order.Count < architecture.Nodes.Count)
        {
            var ready = Enumerable
                .Range(1, architecture.Nodes.Count)
                .Except(order)
                .Where(v => architecture.Nodes[v - 1].Inputs.All(u => u == 0 || order.Contains(u)))
                .ToArray();
            order.Add(ready[random.Next(ready.Length)]);
        }
        return [.. order];
    }

    private static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length == 0
            ?
            [
                [],
            ]
            : items.SelectMany(first =>
                Permutations(items.Except([first]).ToArray()).Select(rest => (int[])[first, .. rest])
            );
}

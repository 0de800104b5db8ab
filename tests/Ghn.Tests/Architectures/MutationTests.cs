using CsCheck;
using Ghn.Operators;
using Ghn.Spaces;

namespace Ghn.Tests.Architectures;

public sealed class MutationTests
{
    private static readonly Gen<(BlockSpace Space, long Seed)> Any = Gen.Select(
        Gen.Int[1, 32],
        Gen.Bool,
        Gen.Long,
        (nodes, anytime, seed) =>
            (
                anytime
                    ? new BlockSpace
                    {
                        Nodes = nodes,
                        Scales = [0, 2],
                        ExitProbability = 0.5,
                    }
                    : new BlockSpace { Nodes = nodes },
                seed
            )
    );

    [Fact]
    public void One_node_changes_in_one_way_and_the_child_is_another_network_of_the_space() =>
        Any.Sample(t =>
        {
            var random = new RandomStream(t.Seed, "t");
            var parent = t.Space.Sample(random);
            var child = t.Space.Mutate(parent, random);
            var (before, after) = parent.Nodes.Zip(child.Nodes).Single(p => p.First.ToString() != p.Second.ToString());
            int[] changes =
            [
                before.Operator == after.Operator ? 0 : 1,
                before.Inputs.SequenceEqual(after.Inputs) ? 0 : 1,
                before.Scale == after.Scale ? 0 : 1,
                before.Exit == after.Exit ? 0 : 1,
            ];
            Assert.Equal(1, changes.Sum());
            Assert.InRange(after.Inputs.Count, 1, 2);
            Assert.InRange(before.Inputs.Except(after.Inputs).Count(), 0, 1);
            Assert.InRange(after.Inputs.Except(before.Inputs).Count(), 0, 1);
            Assert.Contains(after.Scale, t.Space.Scales);
            Assert.NotEqual(parent.StructuralHash(), child.StructuralHash());
        });

    [Fact]
    public void Every_network_of_a_small_space_is_reached()
    {
        var space = new BlockSpace { Nodes = 3, Operators = [Operator.Identity, Operator.MaxPool3x3] };
        var all = SmallSpaces.All(space, maxInputs: 2).Select(a => a.StructuralHash()).ToHashSet();
        var random = new RandomStream(5, "walk");
        var at = space.Sample(random);
        var seen = new HashSet<ulong>();
        for (var i = 0; i < 5000; i++)
        {
            at = space.Mutate(at, random);
            seen.Add(at.StructuralHash());
        }
        Assert.Equal(all, seen);
    }

    [Fact]
    public void The_same_stream_gives_the_same_child()
    {
        var space = new BlockSpace();
        var parent = space.Sample(new RandomStream(1, "p"));
        Assert.Equal(space.Mutate(parent, new RandomStream(2, "m")), space.Mutate(parent, new RandomStream(2, "m")));
        Assert.NotEqual(space.Mutate(parent, new RandomStream(2, "m")), space.Mutate(parent, new RandomStream(3, "m")));
    }

    [Fact]
    public void Edges_change_where_there_is_one_operator()
    {
        var space = new BlockSpace { Nodes = 2, Operators = [Operator.MaxPool3x3] };
        var random = new RandomStream(0, "m");
        for (var i = 0; i < 20; i++)
            Assert.All(
                space.Mutate(space.Sample(random), random).Nodes,
                n => Assert.Equal(Operator.MaxPool3x3, n.Operator)
            );
    }

    [Fact]
    public void A_network_without_neighbours_or_from_elsewhere_is_named()
    {
        var random = new RandomStream(0, "m");
        var space = new BlockSpace { Nodes = 1, Operators = [Operator.Identity] };
        var only = space.Sample(random);
        Assert.Contains(
            "identity(0) cannot be mutated",
            Assert.Throws<GhnException>(() => space.Mutate(only, random)).Message
        );
        Assert.Contains(
            "of 1 nodes is not in the space of blocks of 17",
            Assert.Throws<GhnException>(() => new BlockSpace().Mutate(only, random)).Message
        );
        Assert.Contains(
            "Node 1, max 3×3(0)",
            Assert.Throws<GhnException>(() => space.Mutate(new([new(Operator.MaxPool3x3, [0])]), random)).Message
        );
        Assert.Contains(
            "Node 1, identity(0)!",
            Assert
                .Throws<GhnException>(() => space.Mutate(new([new(Operator.Identity, [0]) { Exit = true }]), random))
                .Message
        );
    }
}

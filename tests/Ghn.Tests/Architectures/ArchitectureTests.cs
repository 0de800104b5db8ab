using CsCheck;
using Ghn.Architectures;
using Ghn.Operators;
using Ghn.Spaces;

namespace Ghn.Tests.Architectures;

public sealed class ArchitectureTests
{
    private static readonly Gen<Architecture> Any = Gen.Select(
        Gen.Int[1, 32],
        Gen.Long,
        (nodes, seed) => new BlockSpace { Nodes = nodes }.Sample(new RandomStream(seed, "test"))
    );

    [Fact]
    public void Json_round_trip() => Any.Sample(a => Architecture.FromJson(a.ToJson()).Equals(a));

    [Fact]
    public void Every_node_reads_one_or_two_distinct_earlier_nodes() =>
        Any.Sample(a =>
            a.Nodes.Select((n, i) => (n, i))
                .All(p =>
                    p.n.Inputs.Count is 1 or 2
                    && p.n.Inputs.Distinct().Count() == p.n.Inputs.Count
                    && p.n.Inputs.All(u => u >= 0 && u <= p.i)
                )
        );

    [Fact]
    public void Loose_ends_are_the_nodes_that_nobody_reads() =>
        Any.Sample(a =>
        {
            var ends = a.LooseEnds();
            return ends.Contains(a.Nodes.Count)
                && ends.All(e => a.Nodes.All(n => !n.Inputs.Contains(e)))
                && Enumerable.Range(1, a.Nodes.Count).Except(ends).All(i => a.Nodes.Any(n => n.Inputs.Contains(i)));
        });

    [Fact]
    public void The_sampler_gives_the_stated_density()
    {
        // Each node after the first has one or two inputs with equal chance: 1 + 16 · 1.5 = 25 edges at N = 17.
        var random = new RandomStream(3, "density");
        var space = new BlockSpace();
        var edges = Enumerable.Range(0, 2000).Average(_ => space.Sample(random).Nodes.Sum(n => n.Inputs.Count));
        Assert.InRange(edges, 24.8, 25.2);
    }

    [Fact]
    public void Inputs_and_operators_are_drawn_uniformly()
    {
        var random = new RandomStream(4, "uniform");
        var space = new BlockSpace { Nodes = 5 };
        var last = Enumerable.Range(0, 16000).Select(_ => space.Sample(random).Nodes[4]).ToArray();
        foreach (var kind in Operator.Searched)
            Assert.InRange(last.Count(n => n.Operator == kind), 1850, 2150);
        for (var u = 0; u < 5; u++) // 1.5 inputs of 5 candidates
            Assert.InRange(last.Count(n => n.Inputs.Contains(u)), 4600, 5000);
    }

    [Fact]
    public void The_same_seed_gives_the_same_architectures()
    {
        var space = new BlockSpace();
        Assert.Equal(space.SampleDistinct(20, 7, "a"), space.SampleDistinct(20, 7, "a"));
        Assert.NotEqual(space.SampleDistinct(20, 7, "a"), space.SampleDistinct(20, 8, "a"));
    }

    [Fact]
    public void Architectures_that_differ_only_in_numbering_count_once()
    {
        // 12 numbered blocks; the two with different operators side by side are one.
        var space = new BlockSpace { Nodes = 2, Operators = [Operator.Identity, Operator.MaxPool3x3] };
        var all = space.SampleDistinct(11, 0, "x");
        Assert.Equal(11, all.Select(a => a.StructuralHash()).Distinct().Count());
        Assert.Contains("fewer than 12", Assert.Throws<GhnException>(() => space.SampleDistinct(12, 0, "x")).Message);
    }

    [Theory]
    [InlineData("ranked architectures", 7)]
    [InlineData("ranked architectures", 5)]
    [InlineData("validation architectures", 7)]
    [InlineData("validation architectures", 5)]
    [InlineData("weight-sources", 7)]
    [InlineData("weight-sources", 5)]
    public void The_sets_of_the_experiments_are_the_first_draws_of_their_streams(string name, int nodes)
    {
        var space = new BlockSpace { Nodes = nodes };
        var random = new RandomStream(0, name);
        var first = Enumerable.Range(0, 100).Select(_ => space.Sample(random)).ToArray();
        Assert.Equal(first, space.SampleDistinct(100, 0, name));
    }

    [Theory]
    [InlineData(0, "Nodes = 0")]
    [InlineData(33, "Nodes = 33")]
    public void Impossible_sizes_are_named(int nodes, string named) =>
        Assert.Contains(named, Assert.Throws<GhnException>(() => new BlockSpace { Nodes = nodes }).Message);

    [Fact]
    public void A_block_of_33_nodes_is_refused()
    {
        var nodes = Enumerable.Range(0, 33).Select(i => new BlockNode(Operator.Identity, [i])).ToArray();
        Assert.Contains("33 nodes", Assert.Throws<GhnException>(() => new Architecture(nodes)).Message);
        Assert.Equal(32, new Architecture(nodes[..32]).Nodes.Count);
    }

    [Fact]
    public void An_architecture_keeps_its_own_copy_of_the_nodes()
    {
        int[] inputs = [0];
        BlockNode[] nodes = [new(Operator.Identity, inputs)];
        var architecture = new Architecture(nodes);
        (inputs[0], nodes[0]) = (5, new(Operator.MaxPool3x3, [7]));
        Assert.Equal("identity(0)", architecture.ToString());
    }

    [Fact]
    public void Operators_that_a_block_cannot_have_are_refused() =>
        Assert.All(
            [Operator.Stem, Operator.Classifier, Operator.Concatenation],
            k =>
                Assert.Contains($"[{k}]", Assert.Throws<GhnException>(() => new BlockSpace { Operators = [k] }).Message)
        );

    [Fact]
    public void A_space_without_enough_architectures_says_so() =>
        Assert.Contains(
            "fewer than 9",
            Assert.Throws<GhnException>(() => new BlockSpace { Nodes = 1 }.SampleDistinct(9, 0, "x")).Message
        );

    [Theory]
    [InlineData("{", "not an architecture in JSON")]
    [InlineData("{}", "lacks a list of nodes")]
    [InlineData("{\"schema\":9,\"nodes\":[]}", "schema version 9")]
    [InlineData("{\"schema\":1,\"nodes\":[{\"operator\":\"Stem\",\"inputs\":[0]}]}", "Stem")]
    [InlineData("{\"schema\":1,\"nodes\":[{\"operator\":\"Identity\",\"inputs\":[1]}]}", "Node 1 reads [1]")]
    [InlineData("{\"schema\":1,\"nodes\":[]}", "cannot have 0 nodes")]
    [InlineData("{\"schema\":1,\"nodes\":[{\"inputs\":[0]}]}", "not an architecture in JSON")]
    [InlineData("{\"schema\":1,\"nodes\":[{\"operator\":-1,\"inputs\":[0]}]}", "the operator has no name")]
    [InlineData("{\"schema\":2,\"nodes\":[{\"operator\":\"Identity\",\"inputs\":[0],\"scale\":3}]}", "scale 3")]
    public void Bad_json_is_named(string json, string named) =>
        Assert.Contains(named, Assert.Throws<GhnException>(() => Architecture.FromJson(json)).Message);
}

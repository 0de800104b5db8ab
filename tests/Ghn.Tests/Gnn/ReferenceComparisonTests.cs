using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Spaces;

namespace Ghn.Tests.Gnn;

/// <summary>Level-parallel and batched equals one node at a time.</summary>
public sealed class ReferenceComparisonTests
{
    private static readonly GnnOptions Small = new()
    {
        EmbeddingSize = 6,
        MessageHidden = 5,
        Blocks = 3,
    };

    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 3,
        ReductionsAfter = [1, 2],
        Channels = 4,
        StemStride = 2,
    };

    public static TheoryData<PropagationScheme, int, bool, bool, bool> Variants()
    {
        var data = new TheoryData<PropagationScheme, int, bool, bool, bool>();
        foreach (var scheme in Enum.GetValues<PropagationScheme>())
        foreach (var (shared, passed) in new[] { (true, true), (true, false), (false, true), (false, false) })
        foreach (var fused in new[] { true, false })
            data.Add(scheme, 1 + ((int)scheme + (shared ? 1 : 0)) % 3, shared, passed, fused);
        return data;
    }

    public static MatrixTheoryData<PropagationScheme, bool> SchemesAndPaths() =>
        new(Enum.GetValues<PropagationScheme>(), [true, false]);

    /// <summary>32 variants × 32 graphs: 1,024 random graphs, half of them with scales and early exits.</summary>
    [Theory]
    [MemberData(nameof(Variants))]
    public void On_random_graphs(PropagationScheme scheme, int phases, bool shared, bool passed, bool fused)
    {
        var options = Small with
        {
            Phases = phases,
            Scheme = scheme,
            SharedParameters = shared,
            PassEmbeddings = passed,
        };
        var first = Variants().ToList().FindIndex(v => v.Data.Equals((scheme, phases, shared, passed, fused)));
        Assert.True(first >= 0);
        var graphs = Enumerable.Range(0, 32).Select(i => Graph(1 + i / 2 % 12, i % 2 == 1, 32 * first + i)).ToArray();
        Assert.Contains(graphs, g => g.Exits.Count > 1);
        ReferenceComparison.AssertAgrees(options, fused, graphs);
    }

    /// <summary>Other operators, stride, and nodes that later blocks read.</summary>
    [Theory]
    [MemberData(nameof(SchemesAndPaths))]
    public void On_networks_made_by_hand(PropagationScheme scheme, bool fused)
    {
        var multiScale = MsdNet.Build(
            new MsdNetOptions
            {
                Blocks = 3,
                FirstLayers = 2,
                Step = 1,
            }
        );
        Assert.Equal(3, multiScale.Exits.Count);
        var options = Small with { Phases = 2, Scheme = scheme, SharedParameters = false };
        ReferenceComparison.AssertAgrees(options, fused, multiScale, Graph(5, true, 1));
    }

    [Fact]
    public void At_the_papers_size()
    {
        var options = new GnnOptions { EmbeddingSize = 8, MessageHidden = 8 }; // the rest is the paper's
        Assert.Equal((5, PropagationScheme.ForwardBackward), (options.Phases, options.Scheme));
        var (space, chain) = (new BlockSpace(), new NetworkOptions());
        Assert.Equal((17, 18), (space.Nodes, chain.Blocks));
        var graph = new ComputationGraph(space.Sample(new RandomStream(0, "paper")), chain);
        ReferenceComparison.AssertAgrees(options, fused: true, graph);
    }

    private static ComputationGraph Graph(int nodes, bool anytime, long seed)
    {
        var space = new BlockSpace { Nodes = nodes };
        if (anytime)
            space = space with { Scales = [0, 1, 2], ExitProbability = 0.4 };
        return new ComputationGraph(space.Sample(new RandomStream(seed, "t")), Chain);
    }
}

using CsCheck;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Tests.Networks;
using static TorchSharp.torch;

namespace Ghn.Tests.Graphs;

public sealed class ImageNetMobileTests
{
    private static readonly Architecture s_pointwise = new([new(OperatorKind.Convolution1x1, [0])]);

    /// <summary>Stem, reductions to 56, 28, 14 and 7 pixels, classifier, by hand.</summary>
    private static long Chain(long f) =>
        112 * 112 * 27 * f
        + 56 * 56 * f * 2 * f
        + 28 * 28 * 2 * f * 4 * f
        + 14 * 14 * 4 * f * 8 * f
        + 7 * 7 * 8 * f * 16 * f
        + 16 * f * 1_000;

    [Fact]
    public void Costs_are_those_worked_out_by_hand()
    {
        const long f = 10;
        ComputationGraph Of(OperatorKind kind) =>
            new(new Architecture([new(kind, [0])]), ImageNetMobile.Chain with { Channels = (int)f });
        Assert.Equal(Chain(f), Of(OperatorKind.Identity).MultiplyAdds);
        // One 1×1 convolution in each of 1, 4, 4 and 5 blocks.
        var blocks =
            56 * 56 * 2 * f * 2 * f
            + 4 * (28 * 28 * 4 * f * 4 * f)
            + 4 * (14 * 14 * 8 * f * 8 * f)
            + 5 * (7 * 7 * 16 * f * 16 * f);
        Assert.Equal(Chain(f) + blocks, Of(OperatorKind.Convolution1x1).MultiplyAdds);
        var sizes = Of(OperatorKind.Identity).Nodes.Where(n => n.Operator == OperatorKind.BlockInput);
        Assert.Equal([56, 28, 28, 28, 28, 14, 14, 14, 14, 7, 7, 7, 7, 7], sizes.Select(n => n.OutputSize));
    }

    [Fact]
    public void A_network_made_by_hand_has_its_published_cost()
    {
        var graph = MobileNet.Build();
        Assert.InRange(graph.MultiplyAdds / 569e6, 0.98, 1.02);
        Assert.InRange(graph.ParameterCount / 4.2e6, 0.98, 1.02);
        Assert.Equal(7, graph.Nodes[^2].OutputSize);
        Assert.Contains("multiple of 32", Assert.Throws<GhnException>(() => MobileNet.Build(100)).Message);
    }

    [Fact]
    public void The_solution_is_the_largest_within_the_budget() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 100], Gen.Int[1, 16])
            .Sample(
                (nodes, seed, multiple) =>
                {
                    var block = new BlockSpace { Nodes = nodes }.Sample(new RandomStream(seed, "solver"));
                    var network = new NetworkOptions { Blocks = 3, ReductionsAfter = [0, 2] };
                    const long budget = 30_000_000;
                    long Cost(int channels) =>
                        new ComputationGraph(block, network with { Channels = channels }).MultiplyAdds;
                    if (Cost(Math.Max(2, multiple)) > budget)
                        return Assert.Throws<GhnException>(() => Solve()) is not null;
                    var solved = Solve();
                    SolvedChannels Solve() => ChannelSolver.Solve(block, network, budget, multiple);
                    var channels = solved.Network.Channels;
                    return channels % multiple == 0
                        && solved.MultiplyAdds == Cost(channels)
                        && solved.MultiplyAdds <= budget
                        && solved.NextMultiplyAdds == Cost(channels + multiple)
                        && solved.NextMultiplyAdds > budget;
                },
                iter: 30,
                threads: 1
            );

    [Fact]
    public void More_budget_never_gives_fewer_channels()
    {
        var channels = Enumerable
            .Range(1, 20)
            .Select(i => ChannelSolver.Solve(s_pointwise, ImageNetMobile.Chain, i * 30_000_000L).Network.Channels)
            .ToArray();
        Assert.Equal(channels.Order(), channels);
        Assert.True(channels[^1] > channels[0]);
    }

    [Fact]
    public void An_impossible_budget_is_explained()
    {
        var error = Assert.Throws<GhnException>(() => ChannelSolver.Solve(s_pointwise, ImageNetMobile.Chain, 1_000));
        Assert.Contains("No number of channels keeps to 1,000 multiply-adds: with 2, the fewest", error.Message);
        Assert.Contains("raise the budget", error.Message);
    }

    [Fact]
    public void A_hypernetwork_for_small_images_gives_all_weights_of_the_large_network()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var block = new BlockSpace { Nodes = 3 }.Sample(new RandomStream(1, "mobile"));
        using var ghn = new GraphHyperNetwork(
            new GhnOptions { Decoder = new DecoderOptions { ChunkChannels = 16 } },
            device: CPU
        );
        var chain = ImageNetMobile.Chain with { Channels = 4 }; // 1,000 classes at 224 pixels
        var graph = new ComputationGraph(block, chain);
        using var batch = new GraphBatch([graph]);
        using var weights = ghn.Generate(batch)[0];
        Assert.All(weights.Tensors, t => Assert.True(t.isfinite().all().item<bool>()));
        var classifier = weights[graph.Nodes[^1].Index, ParameterKind.ClassifierWeight];
        Assert.Equal([1_000L, 64], classifier.shape);
        Assert.True((classifier[0] - classifier[999]).abs().max().item<float>() > 0); // classes differ
        var logits = Executor.Run(weights, TestWeights.Images(224, count: 2));
        Assert.Equal([2L, 1_000], logits.shape);
        Assert.True(logits.isfinite().all().item<bool>());
    }
}

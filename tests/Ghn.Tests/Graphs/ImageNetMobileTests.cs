using CsCheck;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Tests.Networks;
using static TorchSharp.torch;

namespace Ghn.Tests.Graphs;

public sealed class ImageNetMobileTests
{
    private static readonly Architecture s_pointwise = new([new(Operator.Convolution1x1, [0])]);

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
        ComputationGraph Of(Operator kind) =>
            new(new Architecture([new(kind, [0])]), ImageNetMobile.Chain with { Channels = (int)f });
        Assert.Equal(Chain(f), Of(Operator.Identity).MultiplyAdds);
        // One 1×1 convolution in each of 1, 4, 4 and 5 blocks.
        var blocks =
            56 * 56 * 2 * f * 2 * f
            + 4 * (28 * 28 * 4 * f * 4 * f)
            + 4 * (14 * 14 * 8 * f * 8 * f)
            + 5 * (7 * 7 * 16 * f * 16 * f);
        Assert.Equal(Chain(f) + blocks, Of(Operator.Convolution1x1).MultiplyAdds);
        var sizes = Of(Operator.Identity).Nodes.Where(n => n.Operator == Operator.BlockInput);
        Assert.Equal([56, 28, 28, 28, 28, 14, 14, 14, 14, 7, 7, 7, 7, 7], sizes.Select(n => n.OutputSize));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parameters_and_cost_of_depthwise_blocks_are_those_worked_out_by_hand(bool normAffine)
    {
        const long f = 10;
        var block = new Architecture([
            new(Operator.SeparableConvolution3x3, [0]),
            new(Operator.DilatedConvolution5x5, [0, 1]),
        ]);
        var graph = new ComputationGraph(
            block,
            ImageNetMobile.Chain with
            {
                Channels = (int)f,
                NormAffine = normAffine,
            }
        );
        // Blocks, their channels and pixels; a kernel is read once a pixel, whatever the number of inputs.
        (long Count, long C, long Pixels)[] stages =
        [
            (1, 2 * f, 56 * 56),
            (4, 4 * f, 28 * 28),
            (4, 8 * f, 14 * 14),
            (5, 16 * f, 7 * 7),
        ];
        static long Kernels(long c) => c * (9 + c) + c * (25 + c);
        Assert.Equal(Chain(f) + stages.Sum(s => s.Count * s.Pixels * Kernels(s.C)), graph.MultiplyAdds);
        var chain = 27 * f + f * 2 * f + 2 * f * 4 * f + 4 * f * 8 * f + 8 * f * 16 * f + (16 * f + 1) * 1_000;
        // Scale and shift: of the stem, of each reduction, and of two nodes a block.
        var norms = 2 * f + stages.Sum(s => 2 * s.C + s.Count * 2 * 2 * s.C);
        Assert.Equal(chain + stages.Sum(s => s.Count * Kernels(s.C)) + (normAffine ? norms : 0), graph.ParameterCount);
    }

    /// <summary>Howard et al. 2017, table 1: five times a depthwise 3×3 and a 1×1 convolution, 14 × 14 pixels, 512 channels.</summary>
    [Fact]
    public void The_repeated_part_of_a_published_network_is_a_chain_of_blocks()
    {
        var chain = new ComputationGraph(
            new Architecture([new(Operator.SeparableConvolution3x3, [0])]),
            ImageNetMobile.Chain with
            {
                Blocks = 5,
                ReductionsAfter = [],
                ImageSize = 28,
                Channels = 512,
            }
        );
        Assert.Equal(5 * 14 * 14 * 512 * (9 + 512), Repeated(chain).Sum(Cost.MultiplyAdds));
        Assert.Equal(5 * 512 * (9 + 512), Parameters(chain));
        var published = MobileNet.Build();
        Assert.Equal(Repeated(published).Sum(Cost.MultiplyAdds), Repeated(chain).Sum(Cost.MultiplyAdds));
        Assert.Equal(Parameters(published), Parameters(chain));
        static GraphNode[] Repeated(ComputationGraph graph) =>
            [
                .. graph.Nodes.Where(n =>
                    n.Operator == Operator.SeparableConvolution3x3 && n is { InputChannels: 512, OutputChannels: 512 }
                ),
            ];
        static long Parameters(ComputationGraph graph) =>
            graph
                .Parameters.Where(p =>
                    (p.Kind == ParameterKind.Depthwise || p.Kind == ParameterKind.Pointwise)
                    && Repeated(graph).Contains(graph.Nodes[p.Node])
                )
                .Sum(p => p.Count);
    }

    [Fact]
    public void Reductions_before_their_blocks_come_nearer_to_the_papers_parameters()
    {
        var blocks = new BlockSpace { Nodes = 17 }.SampleDistinct(200, 0, "mobile parameters");
        double Millions(NetworkOptions chain) =>
            blocks.Average(b =>
                new ComputationGraph(b, ChannelSolver.Solve(b, chain, ImageNetMobile.Budget).Network).ParameterCount
                / 1e6
            );
        var before = ImageNetMobile.Chain with { NormAffine = true };
        Assert.Equal(5.1, Millions(before), 0.05);
        Assert.Equal(4.2, Millions(before with { ReductionsAfter = [1, 2, 6, 10] }), 0.05);
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
        Assert.Contains("No number of channels fits 1,000 multiply-adds: with 2, the fewest", error.Message);
        Assert.Contains("raise the budget", error.Message);
        error = Assert.Throws<GhnException>(() =>
            ChannelSolver.Solve(s_pointwise, ImageNetMobile.Chain, long.MaxValue)
        );
        Assert.Contains("even", error.Message);
        Assert.Contains("channels cost less; lower the budget", error.Message);
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
        // Chunks of ten classes differ from each other: these are the first of the first and of the last one.
        Assert.True((classifier[0] - classifier[990]).abs().max().item<float>() > 0);
        var logits = Executor.Run(weights, TestWeights.Images(224, count: 2));
        Assert.Equal([2L, 1_000], logits.shape);
        Assert.True(logits.isfinite().all().item<bool>());
    }
}

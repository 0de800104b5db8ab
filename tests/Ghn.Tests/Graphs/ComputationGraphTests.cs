using CsCheck;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Spaces;

namespace Ghn.Tests.Graphs;

public sealed class ComputationGraphTests
{
    private static readonly NetworkOptions Small = new()
    {
        Blocks = 2,
        ReductionsAfter = [1],
        Channels = 4,
        StemStride = 2,
        ImageSize = 8,
    };

    [Fact]
    public void Costs_of_a_network_worked_out_by_hand()
    {
        var architecture = new Architecture([
            new(Operator.SeparableConvolution3x3, [0]),
            new(Operator.Convolution1x1, [0, 1]),
        ]);
        var graph = new ComputationGraph(architecture, Small);

        var stem = 9 * 3 * 4; // 3×3, 3 → 4 channels, at 4×4 pixels
        var first = (9 * 4 + 4 * 4) + 4 * 4; // depthwise + pointwise, then 1×1, at 4×4
        var reduction = 4 * 8; // 1×1, 4 → 8, at 2×2
        var second = (9 * 8 + 8 * 8) + 8 * 8; // the same block at 8 channels, at 2×2
        var classifier = 8 * 10;
        Assert.Equal(stem + first + reduction + second + classifier + 10, graph.ParameterCount);
        Assert.Equal(16 * (stem + first) + 4 * (reduction + second) + classifier, graph.MultiplyAdds);
    }

    [Fact]
    public void Every_edge_goes_forward_and_shapes_agree() =>
        Gen.Select(Gen.Int[1, 17], Gen.Long)
            .Sample(
                (nodes, seed) =>
                {
                    var space = new BlockSpace { Nodes = nodes };
                    var graph = new ComputationGraph(space.Sample(new RandomStream(seed, "t")), Small);
                    return graph.Nodes.All(n =>
                        n.Inputs.All(u =>
                            u < n.Index
                            && graph.Nodes[u].OutputChannels == n.InputChannels
                            && (
                                (n.Operator == Operator.Reduction || n.Operator == Operator.Classifier)
                                || graph.Nodes[u].OutputSize == n.OutputSize
                            )
                        )
                    );
                }
            );

    [Fact]
    public void The_paper_network_doubles_channels_twice()
    {
        var graph = new ComputationGraph(new BlockSpace().Sample(new RandomStream(0, "t")), new NetworkOptions());
        Assert.Equal(18 * (17 + 2) + 1 + 2 + 1, graph.Nodes.Count);
        Assert.Equal([32, 64, 128], graph.Nodes.Select(n => n.InputChannels).Where(c => c > 3).Distinct());
        Assert.Equal(8, graph.Nodes[^2].OutputSize);
    }

    [Fact]
    public void Scales_and_exits_of_a_block_worked_out_by_hand()
    {
        var architecture = new Architecture([
            new(Operator.Convolution1x1, [0]) { Scale = 1, Exit = true },
            new(Operator.Convolution1x1, [0, 1]) { Exit = true },
            new(Operator.MaxPool3x3, [1]) { Scale = 1 },
        ]);
        var graph = new ComputationGraph(architecture, Small with { Blocks = 1, ReductionsAfter = [] }); // 4×4 pixels

        Operator[] kinds =
        [
            Operator.Stem,
            Operator.BlockInput,
            Operator.Convolution1x1,
            Operator.Classifier,
            Operator.Convolution1x1,
            Operator.Classifier,
            Operator.MaxPool3x3,
            Operator.BlockOutput,
            Operator.Classifier,
        ];
        Assert.Equal(kinds, graph.Nodes.Select(n => n.Operator));
        Assert.Equal([4, 4, 2, 1, 4, 1, 2, 4, 1], graph.Nodes.Select(n => n.OutputSize));
        Assert.Equal([3, 5, 8], graph.Exits.Select(n => n.Index));
        Assert.Equal([1, 2], graph.Nodes[4].Inputs);
        Assert.Equal([4, 6], graph.Nodes[7].Inputs);
        int stem = 16 * 9 * 3 * 4,
            half = 4 * 4 * 4,
            full = 16 * 4 * 4,
            exit = 40;
        Assert.Equal(
            [stem + half + exit, stem + half + full + exit, stem + half + full + exit],
            Cost.LazyToExits(graph)
        );
        Assert.Equal(stem + half + full + 3 * exit, graph.MultiplyAdds);
    }

    [Fact]
    public void Exits_belong_to_the_block_that_they_end()
    {
        var architecture = new Architecture([new(Operator.Identity, [0]) { Exit = true }]);
        var graph = new ComputationGraph(architecture, Small);
        Assert.Equal([0, 1, 1], graph.Exits.Select(n => n.Block));
    }

    [Fact]
    public void A_scale_that_the_block_is_too_small_for_is_named()
    {
        var architecture = new Architecture([new(Operator.Identity, [0]) { Scale = 2 }]);
        var error = Assert.Throws<GhnException>(() => new ComputationGraph(architecture, Small)); // 4×4, then 2×2
        Assert.Contains("Node 1, identity(0)/4, cannot work at that scale in a block of size 2", error.Message);
    }

    [Fact]
    public void Impossible_chains_are_named()
    {
        var architecture = new Architecture([new(Operator.Identity, [0])]);
        Assert.Contains(
            "ReductionsAfter = [2]",
            Assert
                .Throws<GhnException>(() => new ComputationGraph(architecture, Small with { ReductionsAfter = [2] }))
                .Message
        );
        Assert.Contains(
            "ImageSize = 10",
            Assert.Throws<GhnException>(() => new ComputationGraph(architecture, Small with { ImageSize = 10 })).Message
        );
        Assert.Contains("StemStride = 3", Assert.Throws<GhnException>(() => Small with { StemStride = 3 }).Message);
        Assert.Contains("Channels = 1", Assert.Throws<GhnException>(() => Small with { Channels = 1 }).Message);
        Assert.Contains("Blocks = 0", Assert.Throws<GhnException>(() => Small with { Blocks = 0 }).Message);
    }
}

using CsCheck;
using Ghn.Architectures;
using Ghn.Graphs;

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
            new(OperatorKind.SeparableConvolution3x3, [0]),
            new(OperatorKind.Convolution1x1, [0, 1]),
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
                                n.Operator is OperatorKind.Reduction or OperatorKind.Classifier
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
    public void Impossible_chains_are_named()
    {
        var architecture = new Architecture([new(OperatorKind.Identity, [0])]);
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
        Assert.Contains("Blocks = 0", Assert.Throws<GhnException>(() => Small with { Blocks = 0 }).Message);
    }
}

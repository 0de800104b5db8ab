using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Operators;

namespace Ghn.Tests.Graphs;

public sealed class GraphBuilderTests
{
    [Fact]
    public void Shapes_parameters_and_cost_of_a_network_worked_out_by_hand()
    {
        var graph = EveryHandMadeKind.Build(channels: 4, imageSize: 9, classes: 7);

        // (channels, size): stem 4, 9; strided dense 6, 5; strided 1×1 2, 5; side by side 8, 5; ReLU; exit; dense 8, 5; exit.
        Assert.Equal([4, 6, 2, 8, 8, 7, 8, 8, 7], graph.Nodes.Select(n => n.OutputChannels));
        Assert.Equal([9, 5, 5, 5, 5, 1, 5, 5, 1], graph.Nodes.Select(n => n.OutputSize));
        Assert.Equal([5, 8], graph.Exits.Select(n => n.Index));
        var stem = 9 * 3 * 4;
        var first = 9 * 4 * 6 + 4 * 2;
        var second = 9 * 8 * 8;
        Assert.Equal(stem + first + second + 2 * (8 + 1) * 7, graph.ParameterCount);
        Assert.Equal(81 * stem + 25 * (first + second) + 2 * 8 * 7, graph.MultiplyAdds);

        var affine = EveryHandMadeKind.Build(channels: 4, imageSize: 9, classes: 7, normAffine: true);
        Assert.Equal(graph.ParameterCount + 2 * (4 + 6 + 2 + 8), affine.ParameterCount);
    }

    [Fact]
    public void A_chain_keeps_its_architecture_and_a_network_made_by_hand_has_none()
    {
        var architecture = new Architecture([new(Operator.Identity, [0])]);
        var chain = new ComputationGraph(architecture, new NetworkOptions());
        Assert.Equal((architecture, 18), (chain.Architecture, chain.BlockCount));
        var graph = EveryHandMadeKind.Build(4, 8, 10);
        Assert.Null(graph.Architecture);
        Assert.Null(graph.Options);
        Assert.Equal(2, graph.BlockCount);
    }

    public static TheoryData<string, Action<GraphBuilder>> Impossible() =>
        new()
        {
            { "(Identity) reads []", b => b.Add(Operator.Identity, []) },
            { "(Stem) reads [0]: a stem reads only the image", b => b.Add(Operator.Stem, [0]) },
            { "reads [0, 0]", b => b.Add(Operator.Identity, [0, 0]) },
            { "reads [1]", b => b.Add(Operator.Identity, [1]) },
            { "outputChannels = 5 of node 1 is impossible: a MaxPool3x3", b => b.Add(Operator.MaxPool3x3, [0], 5) },
            { "outputChannels = -1", b => b.Add(Operator.Convolution3x3, [0], -1) },
            { "outputChannels = 1 of node 1 (Convolution3x3)", b => b.Add(Operator.Convolution3x3, [0], 1) },
            { "stride = 2 of node 1", b => b.Add(Operator.SeparableConvolution3x3, [0], 4, 2) },
            { "stride = 0", b => b.Add(Operator.Convolution3x3, [0], 4, 0) },
            { "cannot halve a size of 9", b => b.Add(Operator.Reduction, [0]) },
            {
                "5 channels of size 9 from node 1, but 4 of size 9",
                b => b.Add(Operator.Identity, [0, b.Add(Operator.Convolution1x1, [0], 5)])
            },
            {
                "4 channels of size 5 from node 1, but 8 of size 9",
                b => b.Add(Operator.Concatenation, [0, b.Add(Operator.Convolution1x1, [0], 4, 2)])
            },
            { "size = 3 of node 1 (Stem)", b => b.Add(Operator.Stem, [], size: 3) },
            { "size = -1", b => b.Add(Operator.Identity, [0], size: -1) },
            { "cannot resize node 0 from 9 to 2", b => b.Add(Operator.Identity, [0], size: 2) },
            { "a classifier", b => b.Add(Operator.Identity, [b.Add(Operator.Classifier, [0], 10)]) },
            { "needs a number of classes", b => b.Add(Operator.Classifier, [0]) },
            { "a Classifier of 4 channels needs a positive number", b => b.Add(Operator.Classifier, [0], -1) },
            { "must end in a classifier", b => b.Build() },
            {
                "node 1 has 9 classes, but the last one has 10",
                b =>
                {
                    b.Add(Operator.Classifier, [0], 9);
                    b.Add(Operator.Classifier, [0], 10);
                    b.Build();
                }
            },
            {
                "Block 1 has no nodes",
                b =>
                {
                    b.BeginBlock();
                    b.BeginBlock();
                }
            },
        };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_does_not_fit_is_named(string named, Action<GraphBuilder> add)
    {
        var builder = new GraphBuilder(imageSize: 9);
        builder.Add(Operator.Stem, [], 4);
        Assert.Contains(named, Assert.Throws<GhnException>(() => add(builder)).Message);
    }

    [Fact]
    public void A_reduction_doubles_the_channels_if_none_are_given()
    {
        var builder = new GraphBuilder(8);
        var reduction = builder.Add(Operator.Reduction, [builder.Add(Operator.Stem, [], 6)]);
        Assert.Equal((12, 4), (builder.Nodes[reduction].OutputChannels, builder.Nodes[reduction].OutputSize));
    }
}

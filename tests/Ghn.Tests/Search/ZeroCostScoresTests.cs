using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Search;

namespace Ghn.Tests.Search;

public sealed class ZeroCostScoresTests
{
    private static readonly Operator Conv = Operator.Convolution1x1;

    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 2,
        ReductionsAfter = [1],
        Channels = 4,
        ImageSize = 8,
    };

    [Fact]
    public void A_chain_and_a_fan_of_the_same_nodes_differ_in_depth_alone()
    {
        var chain = Graph([0], [1], [2]);
        var fan = Graph([0], [0], [0]);
        Assert.Equal(1 + 3 + 1 + 3 + 1, ZeroCostScores.Depth(chain)); // stem, block, reduction, block, classifier
        Assert.Equal(1 + 1 + 1 + 1 + 1, ZeroCostScores.Depth(fan));
        Assert.Equal(ZeroCostScores.ParameterCount(chain), ZeroCostScores.ParameterCount(fan));
        Assert.Equal(ZeroCostScores.MultiplyAdds(chain), ZeroCostScores.MultiplyAdds(fan));
    }

    [Fact]
    public void Counts_by_hand()
    {
        var graph = Graph([0]);
        // stem 4·3·9, block 4·4, reduction 8·4, block 8·8, classifier 10·8 + 10
        Assert.Equal(108 + 16 + 32 + 64 + 90, ZeroCostScores.ParameterCount(graph));
        Assert.Equal(64 * 108 + 64 * 16 + 16 * 32 + 16 * 64 + 80, ZeroCostScores.MultiplyAdds(graph));
    }

    [Fact]
    public void Nodes_without_weights_add_no_depth() =>
        Assert.Equal(
            ZeroCostScores.Depth(Graph([0])),
            ZeroCostScores.Depth(
                new ComputationGraph(
                    new Architecture([new(Operator.Identity, [0]), new(Conv, [1]), new(Operator.MaxPool3x3, [2])]),
                    Chain
                )
            )
        );

    private static ComputationGraph Graph(params int[][] inputs) =>
        new(new Architecture(inputs.Select(i => new BlockNode(Conv, i)).ToArray()), Chain);
}

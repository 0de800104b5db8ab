using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Tests.Networks;
using static TorchSharp.torch;

namespace Ghn.Tests.Weights;

public sealed class WeightSetTests
{
    [Fact]
    public void A_tensor_that_is_not_there_is_named_with_those_that_are()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(
            new Architecture([new(Operator.Identity, [0]), new(Operator.SeparableConvolution3x3, [1])]),
            new NetworkOptions { Blocks = 1, ReductionsAfter = [] }
        ); // stem, block input, 1, 2, …
        var weights = TestWeights.Of(graph, 1);
        string Message(int node, ParameterKind kind) => Assert.Throws<GhnException>(() => weights[node, kind]).Message;
        Assert.Equal(
            "Node 3 (SeparableConvolution3x3) has no tensor Dense: it has Depthwise, Pointwise.",
            Message(3, ParameterKind.Convolution3x3)
        );
        Assert.Equal(
            "Node 2 (Identity) has no tensor Pointwise: it has no free tensors.",
            Message(2, ParameterKind.Pointwise)
        );
        Assert.Equal("There is no node -1: the network has nodes 0 to 5.", Message(-1, ParameterKind.Stem));
        Assert.Null(weights.Find(2, ParameterKind.Pointwise));
    }
}

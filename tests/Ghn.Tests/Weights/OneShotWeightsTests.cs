using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Weights;

public sealed class OneShotWeightsTests
{
    private const OperatorKind Conv = OperatorKind.Convolution1x1;
    private const OperatorKind Sep = OperatorKind.SeparableConvolution3x3;

    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 2,
        ReductionsAfter = [1],
        Channels = 4,
        ImageSize = 8,
        NormAffine = true,
    };

    private static readonly BlockSpace Space = new() { Nodes = 3, Operators = [OperatorKind.Identity, Conv, Sep] };

    [Fact]
    public void A_tensor_is_shared_exactly_where_block_position_and_operator_agree()
    {
        using var scope = NewDisposeScope();
        var source = new OneShotWeights(Space, Chain);
        var (a, b) = (Graph((Conv, 0), (Sep, 1), (Conv, 2)), Graph((Conv, 0), (Conv, 0), (Sep, 1)));
        using var batch = new GraphBatch([a, b]);
        var sets = source.Generate(batch);
        var addresses = sets.SelectMany(s => s.Graph.Parameters.Zip(s.Tensors, (p, t) => (Choice(s, p), Address(t))))
            .ToArray();
        foreach (var (choice, address) in addresses)
        foreach (var (other, at) in addresses)
            Assert.Equal(choice == other, address == at);
        Assert.Contains(addresses, x => addresses.Count(y => x == y) == 2);

        static string Choice(WeightSet set, ParameterSpec spec)
        {
            var node = set.Graph.Nodes[spec.Node];
            var position = node.Operator.IsSearched()
                ? spec.Node - set.Graph.Nodes.Last(n => n.Index < spec.Node && !n.Operator.IsSearched()).Index
                : 0;
            return $"{node.Segment} {position} {node.Operator} {spec.Kind}";
        }
    }

    [Fact]
    public void A_network_moves_only_its_own_tensors_and_momentum_waits_for_them()
    {
        using var scope = NewDisposeScope();
        var source = new OneShotWeights(Space, Chain);
        using var adam = optim.Adam(source.parameters(), 0.1, weight_decay: 0.01);
        var (a, b) = (Graph((Conv, 0), (Conv, 0), (Conv, 0)), Graph((Sep, 0), (Sep, 0), (Sep, 0)));
        foreach (var graph in new[] { a, b, a }) // the third step would carry b's tensors on along their moments
        {
            var before = source.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
            using var batch = new GraphBatch([graph]);
            using var decoded = source.Decode(batch);
            adam.zero_grad();
            decoded.Backward([decoded.Parts(0).Select(p => ones_like(p)).ToArray()]);
            nn.utils.clip_grad_norm_(source.parameters(), 1);
            adam.step();
            var used = decoded.Weights(0).Tensors.Select(Address).ToHashSet();
            foreach (var (name, parameter) in source.named_parameters())
                Assert.Equal(
                    used.Contains(Address(parameter)),
                    (parameter - before[name]).abs().max().item<float>() > 0
                );
        }
    }

    [Fact]
    public void Gradients_of_networks_that_share_a_tensor_add_up()
    {
        using var scope = NewDisposeScope();
        var source = new OneShotWeights(Space, Chain);
        using var batch = new GraphBatch([Graph((Conv, 0)), Graph((Conv, 0), (Sep, 0))]);
        using var decoded = source.Decode(batch);
        decoded.Backward([
            decoded.Parts(0).Select(p => full_like(p, 2)).ToArray(),
            decoded.Parts(1).Select(p => full_like(p, 3)).ToArray(),
        ]);
        Tensor? Gradient(string name) => source.get_parameter(name)!.grad;
        Assert.Equal(5, Gradient("block0_node1_Convolution1x1_Pointwise")!.max().item<float>());
        Assert.Equal(3, Gradient("block1_node2_SeparableConvolution3x3_Depthwise")!.min().item<float>());
        Assert.Null(Gradient("block0_node3_Convolution1x1_Pointwise"));
    }

    [Fact]
    public void Moved_or_converted_weights_are_the_ones_that_are_used()
    {
        using var scope = NewDisposeScope();
        var source = new OneShotWeights(Space, Chain);
        source.to(float64);
        using var batch = new GraphBatch([Graph((Conv, 0))]);
        Assert.All(source.Generate(batch)[0].Tensors, t => Assert.Equal(ScalarType.Float64, t.dtype));
    }

    [Fact]
    public void A_network_that_does_not_fit_is_refused_with_the_reason()
    {
        using var source = new OneShotWeights(Space, Chain);
        Refused("another", Graph(Chain with { StemStride = 2 }, (Conv, 0)));
        Refused("another", Graph(Chain with { ReductionsAfter = [] }, (Conv, 0)));
        Refused("up to 3 nodes", Graph((Conv, 0), (Conv, 0), (Conv, 0), (Conv, 0)));
        Refused("MaxPool3x3", Graph((OperatorKind.MaxPool3x3, 0)));
        using var equal = new GraphBatch([Graph(Chain with { ReductionsAfter = [1] }, (Conv, 0))]);
        source.Generate(equal)[0].Dispose(); // equal options need not be the same object

        void Refused(string reason, ComputationGraph graph)
        {
            using var batch = new GraphBatch([graph]);
            Assert.Contains(reason, Assert.Throws<GhnException>(() => source.Generate(batch)).Message);
        }
    }

    private static nint Address(Tensor t) => t.storage<float>().data_ptr();

    private static ComputationGraph Graph(params (OperatorKind Kind, int Input)[] nodes) => Graph(Chain, nodes);

    private static ComputationGraph Graph(NetworkOptions chain, params (OperatorKind Kind, int Input)[] nodes) =>
        new(new Architecture(nodes.Select(n => new BlockNode(n.Kind, [n.Input])).ToArray()), chain);
}

using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Weights;

[Collection(Alone.Name)] // collections are held for a moment
public sealed class OneShotWeightsTests
{
    private static readonly Operator Conv = Operator.Convolution1x1;
    private static readonly Operator Sep = Operator.SeparableConvolution3x3;

    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 2,
        ReductionsAfter = [1],
        Channels = 4,
        ImageSize = 8,
        NormAffine = true,
    };

    private static readonly BlockSpace Space = new() { Nodes = 3, Operators = [Operator.Identity, Conv, Sep] };

    [Fact]
    public void A_tensor_is_shared_exactly_where_block_position_and_operator_agree()
    {
        using var scope = NewDisposeScope();
        using var source = new OneShotWeights(Space, Chain);
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
            var position = node.Operator.CanBeSearched
                ? spec.Node - set.Graph.Nodes.Last(n => n.Index < spec.Node && !n.Operator.CanBeSearched).Index
                : 0;
            return $"{node.Block} {position} {node.Operator} {spec.Kind}";
        }
    }

    [Fact]
    public void A_network_moves_only_its_own_tensors_as_in_an_Adam_that_skips_what_has_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var source = new OneShotWeights(Space, Chain);
        using var other = new OneShotWeights(Space, Chain);
        using var oracle = optim.Adam(other.parameters(), 0.1, weight_decay: 0.01);
        using var flat = new FlatParameters(
            source.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray()
        );
        using var adam = new Adam(flat, 0.01);
        for (var step = 0; step < 12; step++)
        {
            var before = source.parameters().Select(p => p.clone()).ToArray();
            using var batch = new GraphBatch([new ComputationGraph(Space.Sample(new(step, "a")), Chain)]);
            using var decoded = source.Decode(batch);
            using var same = other.Decode(batch);
            var gradients = decoded.Parts(0).Select((p, i) => ones_like(p).Times(i + 1).Plus(p.detach())).ToArray();
            flat.Gradient.zero_();
            other.zero_grad(set_to_none: true);
            decoded.Backward([gradients]);
            same.Backward([gradients]);
            adam.Step(0.1);
            GarbageCollections.Hold(() => oracle.step());

            var used = same.Weights(0).Tensors.Select(Address).ToHashSet();
            foreach (var (mine, (theirs, old)) in source.parameters().Zip(other.parameters().Zip(before)))
            {
                Assert.Equal(used.Contains(Address(theirs)), (mine - old).abs().max().item<float>() > 0);
                Assert.InRange((mine - theirs).abs().max().item<float>(), 0, 1e-5);
            }
        }
        Assert.Equal(3, adam.State.Count);
    }

    [Fact]
    public void Gradients_of_networks_that_share_a_tensor_add_up()
    {
        using var scope = NewDisposeScope();
        using var source = new OneShotWeights(Space, Chain);
        using var batch = new GraphBatch([Graph((Conv, 0)), Graph((Conv, 0), (Sep, 0))]);
        using var decoded = source.Decode(batch);
        decoded.Backward([
            decoded.Parts(0).Select(p => ones_like(p).Times(2)).ToArray(),
            decoded.Parts(1).Select(p => ones_like(p).Times(3)).ToArray(),
        ]);
        Tensor? Gradient(string name) => source.get_parameter(name)!.grad;
        Assert.Equal(5, Gradient("block0_node1_Convolution1x1_Pointwise")!.max().item<float>());
        Assert.Equal(3, Gradient("block1_node2_SeparableConvolution3x3_Depthwise")!.min().item<float>());
        Assert.Null(Gradient("block0_node3_Convolution1x1_Pointwise"));
    }

    [Fact]
    public void Nodes_keep_their_positions_behind_early_exits_and_an_exit_belongs_to_its_node()
    {
        using var scope = NewDisposeScope();
        using var source = new OneShotWeights(Space with { ExitProbability = 0.5 }, Chain);
        ComputationGraph Exits(params bool[] exits) =>
            new(new Architecture(exits.Select((e, i) => new BlockNode(Conv, [i]) { Exit = e }).ToArray()), Chain);
        using var batch = new GraphBatch([Exits(true, true, false), Exits(false, true, false)]);
        var (both, second) = (source.Generate(batch)[0], source.Generate(batch)[1]);
        nint[] Of(WeightSet set, ParameterKind kind) =>
            set
                .Graph.Parameters.Zip(set.Tensors)
                .Where(p => p.First.Kind == kind)
                .Select(p => Address(p.Second))
                .ToArray();
        Assert.Equal(Of(both, ParameterKind.Pointwise), Of(second, ParameterKind.Pointwise));
        var exits = Of(both, ParameterKind.ClassifierWeight); // two in each block and the last classifier
        Assert.Equal(5, exits.Distinct().Count());
        Assert.Equal([exits[1], exits[3], exits[4]], Of(second, ParameterKind.ClassifierWeight));
    }

    [Fact]
    public void Moved_or_converted_weights_are_the_ones_that_are_used()
    {
        using var scope = NewDisposeScope();
        using var source = new OneShotWeights(Space, Chain);
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
        Refused("max 3×3(0)", Graph((Operator.MaxPool3x3, 0)));
        Refused("conv 1×1(0)!", new ComputationGraph(new Architecture([new(Conv, [0]) { Exit = true }]), Chain));
        Refused("this network does not", ResNet.Build(new ResNetOptions { Depth = 8 }));
        using var equal = new GraphBatch([Graph(Chain with { ReductionsAfter = [1] }, (Conv, 0))]);
        source.Generate(equal)[0].Dispose(); // equal options need not be the same object

        void Refused(string reason, ComputationGraph graph)
        {
            using var batch = new GraphBatch([graph]);
            Assert.Contains(reason, Assert.Throws<GhnException>(() => source.Generate(batch)).Message);
        }
    }

    private static nint Address(Tensor t) => t.storage<float>().data_ptr();

    private static ComputationGraph Graph(params (Operator Kind, int Input)[] nodes) => Graph(Chain, nodes);

    private static ComputationGraph Graph(NetworkOptions chain, params (Operator Kind, int Input)[] nodes) =>
        new(new Architecture(nodes.Select(n => new BlockNode(n.Kind, [n.Input])).ToArray()), chain);
}

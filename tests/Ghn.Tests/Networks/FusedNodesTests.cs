using System.Runtime.Intrinsics;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Kernels;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Training;
using Ghn.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

/// <summary>Nodes that the library computes itself, against the same network in float64, which torch computes operation by operation.</summary>
[Collection(Alone.Name)]
public sealed class FusedNodesTests
{
    private static readonly Operator[] s_kinds = [.. Operator.Searched.Where(k => k != Operator.Identity)];

    public static TheoryData<string, int, int> Shapes()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var kind in s_kinds)
        foreach (var (channels, size) in new[] { (16, 16), (32, 8), (48, 5), (16, 3), (64, 2), (16, 1) })
            data.Add(kind.Id, channels, size);
        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Output_and_all_gradients_equal_torchs(string id, int channels, int size)
    {
        var kind = Operator.Find(id);
        using var scope = NewDisposeScope();
        // The second node sums two inputs; the first one's output is read twice.
        var graph = Graph([new(kind, [0]), new(kind, [0, 1]), new(Operator.Identity, [1, 2])], channels, size);
        AssertServed(graph);
        AssertAsTorch(graph, TestWeights.Of(graph, 1), TestWeights.Images(size, count: 3));
    }

    [Theory]
    [InlineData("Convolution1x1")]
    [InlineData("SeparableConvolution3x3")]
    [InlineData("DilatedConvolution5x5")]
    public void Inputs_of_other_sizes_are_brought_to_the_nodes_own(string id)
    {
        var kind = Operator.Find(id);
        using var scope = NewDisposeScope();
        // The second node works at half the size and reads both; the third enlarges it.
        var graph = Graph([new(kind, [0]), new(kind, [0, 1]) { Scale = 1 }, new(kind, [1, 2])], 16, 8);
        Assert.Equal(3, graph.Nodes.Count(n => n.Operator == kind));
        Assert.Contains(graph.Nodes, n => n.Operator == kind && n.OutputSize == 4);
        AssertAsTorch(graph, TestWeights.Of(graph, 1), TestWeights.Images(8, count: 3));
    }

    [Fact]
    public void A_reduction_equals_torchs()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(
            new Architecture([new(Operator.SeparableConvolution3x3, [0]), new(Operator.MaxPool3x3, [0, 1])]),
            new NetworkOptions
            {
                Blocks = 3,
                ReductionsAfter = [1, 2],
                Channels = 16,
                ImageSize = 16,
                StemStride = 2,
            }
        );
        foreach (var node in graph.Nodes.Where(n => n.Operator == Operator.Reduction))
        {
            using var pooled = ChannelsLast.Empty(2, node.InputChannels, node.OutputSize);
            Assert.Equal(
                Vector256.IsHardwareAccelerated,
                FusedConvolution.Serves(node, [pooled], Kernel(node), null, 1)
            );
        }
        AssertAsTorch(graph, TestWeights.Of(graph, 1), TestWeights.Images(16));
    }

    [Fact]
    public void Weights_of_another_type_are_left_to_torch()
    {
        using var scope = NewDisposeScope();
        var graph = Graph([new(Operator.Convolution1x1, [0])], 16, 4);
        var node = graph.Nodes.Single(n => n.Operator == Operator.Convolution1x1);
        var x = ChannelsLast.Empty(2, 16, 4);
        Assert.False(FusedConvolution.Serves(node, [x], zeros(16, 16, 1, 1, dtype: ScalarType.Float64), null, 1));
        Assert.False(FusedConvolution.Serves(node, [x], zeros(16, 16, 1, 1, device: META), null, 1));
        Assert.Equal(ScalarType.Float32, x.dtype);
    }

    [Fact]
    public void Inputs_with_other_channels_than_the_nodes_are_left_to_torch()
    {
        using var scope = NewDisposeScope();
        var graph = Graph([new(Operator.Convolution1x1, [0])], 16, 4);
        var node = graph.Nodes.Single(n => n.Operator == Operator.Convolution1x1);
        Assert.Equal(
            Vector256.IsHardwareAccelerated,
            FusedConvolution.Serves(node, [ChannelsLast.Empty(2, 16, 4)], Kernel(node), null, 1)
        );
        Assert.False(FusedConvolution.Serves(node, [ChannelsLast.Empty(2, 32, 4)], Kernel(node), null, 1));
    }

    private static void AssertAsTorch(ComputationGraph graph, WeightSet weights, Tensor images)
    {
        // Next to a ReLU's kink rounding decides: on one thread it is the same in every run.
        using var single = new SingleThread();
        var (logits, gradients) = Run(graph, weights.Tensors, images, ScalarType.Float32);
        var (expected, expectedGradients) = Run(graph, weights.Tensors, images, ScalarType.Float64);

        AssertClose(expected, logits, "logits");
        for (var i = 0; i < gradients.Count; i++)
            AssertClose(expectedGradients[i], gradients[i], i == 0 ? "images" : $"{graph.Parameters[i - 1]}");
    }

    [Fact]
    public void Without_gradients_the_output_is_the_same()
    {
        using var scope = NewDisposeScope();
        var graph = Graph([new(Operator.SeparableConvolution3x3, [0])], 16, 8);
        var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(8);
        var leaves = new WeightSet(graph, [.. weights.Tensors.Select(t => t.detach().requires_grad_())]);

        var recorded = Executor.Run(leaves, images);
        using var noGradient = no_grad();
        Assert.True(recorded.detach().equal(Executor.Run(leaves, images)).all().item<bool>());
    }

    [Fact]
    public void One_pixel_is_served_however_torch_names_its_strides()
    {
        using var scope = NewDisposeScope();
        var image = zeros(3, 16, 1, 1);
        Assert.Equal([16, 1, 1, 1], image.stride());
        Assert.Equal(Vector256.IsHardwareAccelerated, ChannelsLast.Serves(image));
        Assert.False(ChannelsLast.Serves(zeros(3, 16, 2, 1)));
        Assert.False(ChannelsLast.Serves(zeros(3, 32, 1, 1).narrow(1, 0, 16)));
        Assert.Equal(Vector256.IsHardwareAccelerated, ChannelsLast.Serves(zeros(1, 32, 1, 1).narrow(1, 0, 16)));
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        using var scope = NewDisposeScope();
        var graph = Graph([new(Operator.Convolution1x1, [0])], 16, 4);
        var weights = TestWeights.Of(graph, 1);
        using Scalar none = double.NaN;
        weights[0, ParameterKind.Stem].fill_(none);
        Assert.True(Executor.Run(weights, TestWeights.Images(4)).isnan().all().item<bool>());
    }

    [Theory]
    [InlineData(13, true)]
    [InlineData(28, true)] // the last block's 112 are whole vectors as they are
    [InlineData(38, true)]
    [InlineData(34, true)]
    [InlineData(8, false)]
    [InlineData(17, false)]
    public void Channels_are_brought_to_whole_vectors_where_that_is_faster(int channels, bool faster)
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(
            new Architecture([
                new(Operator.SeparableConvolution5x5, [0]),
                new(Operator.MaxPool3x3, [0]),
                new(Operator.DilatedConvolution3x3, [1, 2]),
                new(Operator.AveragePool3x3, [0, 3]),
                new(Operator.Convolution1x1, [3, 4]),
            ]),
            new NetworkOptions
            {
                Blocks = 3,
                ReductionsAfter = [1, 2],
                Channels = channels,
                ImageSize = 16,
                StemStride = 2,
            }
        );
        var weights = TestWeights.Of(graph, 1);
        var extended = ChannelPadding.Of(weights);
        if (faster && Vector256.IsHardwareAccelerated)
        {
            Assert.All(
                extended.Graph.Nodes.Where(n => n.Operator != Operator.Classifier),
                n => Assert.Equal(0, n.OutputChannels % SimdLanes.Count)
            );
            Assert.NotSame(extended, ChannelPadding.Of(weights));
            Assert.Same(extended.Graph, ChannelPadding.Of(weights).Graph); // made once
        }
        else
            Assert.Same(weights, extended);
        AssertAsTorch(graph, weights, TestWeights.Images(16, count: 5));
    }

    [Fact]
    public void Scales_of_norms_and_concatenations_keep_their_channels()
    {
        using var scope = NewDisposeScope();
        var scaled = new ComputationGraph(
            new Architecture([new(Operator.Convolution1x1, [0])]),
            new NetworkOptions
            {
                Blocks = 1,
                ReductionsAfter = [],
                Channels = 15,
                ImageSize = 4,
                NormAffine = true,
            }
        );
        var builder = new GraphBuilder(4);
        var stem = builder.Add(Operator.Stem, [], 15);
        var narrow = builder.Add(Operator.Convolution1x1, [stem], 15);
        builder.Add(Operator.Classifier, [builder.Add(Operator.Concatenation, [stem, narrow])], 10);
        foreach (var graph in new[] { scaled, builder.Build(normAffine: false) })
        {
            var weights = TestWeights.Of(graph, 1);
            Assert.Same(weights, ChannelPadding.Of(weights));
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(15)]
    public void Steps_leave_no_tensor_alive(int channels)
    {
        var graph = Graph(
            [new(Operator.SeparableConvolution5x5, [0]), new(Operator.Convolution1x1, [0, 1])],
            channels,
            8
        );
        void Step()
        {
            using var scope = NewDisposeScope();
            var weights = TestWeights.Of(graph, 1);
            Run(graph, weights.Tensors, TestWeights.Images(8), ScalarType.Float32);
        }
        Step();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 20; i++)
            Step();
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    private static ComputationGraph Graph(IReadOnlyList<BlockNode> nodes, int channels, int size) =>
        new(
            new Architecture(nodes),
            new NetworkOptions
            {
                Blocks = 1,
                ReductionsAfter = [],
                Channels = channels,
                ImageSize = size,
            }
        );

    private static Tensor Kernel(GraphNode node) => zeros(node.OutputChannels, node.InputChannels, 1, 1);

    private static void AssertServed(ComputationGraph graph)
    {
        if (!Vector256.IsHardwareAccelerated)
            return; // torch computes all nodes there
        foreach (var node in graph.Nodes.Where(n => s_kinds.Contains(n.Operator)))
        {
            using var x = ChannelsLast.Empty(2, node.InputChannels, node.InputSize);
            Assert.True(
                node.Operator.HasNorm
                    ? FusedConvolution.Serves(node, [x], Kernel(node), null, 1)
                    : ChannelsLast.Serves(x)
            );
        }
    }

    /// <summary>Logits, and the gradients of the images and of all weights under a fixed weighting of the logits.</summary>
    private static (Tensor Logits, IReadOnlyList<Tensor> Gradients) Run(
        ComputationGraph graph,
        IReadOnlyList<Tensor> weights,
        Tensor images,
        ScalarType type
    )
    {
        var x = images.detach().to(type).requires_grad_();
        // Views into one buffer, as those that are trained: a weight does not begin where its memory does.
        var buffer = cat([zeros(3, dtype: type), .. weights.Select(t => t.detach().to(type).flatten())]);
        var (leaves, at) = (new List<Tensor>(), 3L);
        foreach (var weight in weights)
        {
            leaves.Add(buffer.narrow(0, at, weight.numel()).view(weight.shape).detach().requires_grad_());
            at += weight.numel();
        }
        var logits = Executor.Run(new WeightSet(graph, leaves), x);
        var weighting = tensor(new RandomStream(3, "weighting").Normal((int)logits.numel()), logits.shape).to(type);
        (logits * weighting).sum().backward();
        return (logits, [x.grad!, .. leaves.Select(l => l.grad!)]);
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        var scale = Math.Max(1e-3, expected.abs().max().item<double>());
        var error = (expected - actual.to(ScalarType.Float64)).abs().max().item<double>();
        Assert.True(error <= 2e-5 * scale, $"{what}: {error:G3} apart, at {scale:G3}");
    }
}

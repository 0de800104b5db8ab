using Ghn.Graphs.HandMade;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Tests.Networks;
using Ghn.Weights;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Tests.Graphs.HandMade;

public sealed class DenseNetTests
{
    [Fact]
    public void Costs_of_depth_40_and_growth_12_counted_by_hand()
    {
        // Channels that the 12 layers of a block read: its first map's, and 12 more each time; 0 + 1 + … + 11 = 66.
        int first = 12 * 16 + 12 * 66,
            second = 12 * 160 + 12 * 66,
            third = 12 * 304 + 12 * 66;
        int transition1 = 160 * 160,
            transition2 = 304 * 304,
            stem = 9 * 3 * 16,
            kernel = 9 * 12;
        var linear = 448 * 10;
        var graph = DenseNet.Build(new DenseNetOptions());
        var kernels = stem + kernel * (first + second + third) + transition1 + transition2 + linear;
        var norms = 2 * (16 + 36 * 12 + 160 + 304);
        Assert.Equal(kernels + norms + 10, graph.ParameterCount);
        Assert.Equal(
            1024L * (stem + kernel * first)
                + 256L * (transition1 + kernel * second)
                + 64L * (transition2 + kernel * third)
                + linear,
            graph.MultiplyAdds
        );
        Assert.Equal((40, 3, 1), (new DenseNetOptions().Depth, graph.BlockCount, graph.Exits.Count));

        // Published (1.0 million): a norm for each reader, of all that it reads.
        Assert.Equal(1_019_722, kernels + 10 + 2 * (first + second + third + 160 + 304 + 448));
    }

    [Fact]
    public void Costs_of_BC_with_depth_100_and_growth_12_counted_by_hand()
    {
        // 16 layers a block; 0 + 1 + … + 15 = 120. The first maps have 24, 216 / 2 and 300 / 2 channels.
        int first = 16 * 24 + 12 * 120,
            second = 16 * 108 + 12 * 120,
            third = 16 * 150 + 12 * 120;
        int transition1 = 216 * 108,
            transition2 = 300 * 150,
            stem = 9 * 3 * 24,
            dense = 16 * 9 * 48 * 12; // of a block
        var linear = 342 * 10;
        var options = new DenseNetOptions { Layers = 16, Bottleneck = true };
        var graph = DenseNet.Build(options);
        var kernels = stem + 48 * (first + second + third) + 3 * dense + transition1 + transition2 + linear;
        var norms = 2 * (24 + 48 * (48 + 12) + 108 + 150);
        Assert.Equal(100, options.Depth);
        Assert.Equal(kernels + norms + 10, graph.ParameterCount);
        Assert.Equal(
            1024L * (stem + 48 * first + dense)
                + 256L * (transition1 + 48 * second + dense)
                + 64L * (transition2 + 48 * third + dense)
                + linear,
            graph.MultiplyAdds
        );

        // Published (0.8 million): a norm for each reader, of all that it reads.
        Assert.Equal(769_162, kernels + 10 + 2 * (first + second + third + 48 * 48 + 216 + 300 + 342));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_small_network_equals_torchs_own_in_the_published_order(bool bottleneck)
    {
        using var scope = NewDisposeScope();
        var options = new DenseNetOptions
        {
            Layers = 2,
            Growth = 4,
            Bottleneck = bottleneck,
            Exits = 6,
            ImageSize = 16,
            NormAffine = false,
        };
        using var weights = TestWeights.Of(DenseNet.Build(options), 1);
        var images = TestWeights.Images(16);
        var (actual, expected) = (Executor.RunExits(weights, images), Published(weights, options, images));
        Assert.Equal(6, actual.Count);
        foreach (var (a, e) in actual.Zip(expected))
            Assert.InRange((a - e).abs().max().item<float>(), 0, 1e-4);
    }

    [Theory]
    [InlineData(36, 7, "5 10 15 21 26 31")] // 36 j / 7, rounded
    [InlineData(6, 4, "2 3 5")] // 1.5 and 4.5, rounded up
    [InlineData(6, 6, "1 2 3 4 5")]
    [InlineData(6, 1, "")]
    public void Exits_are_spread_evenly(int layers, int exits, string after)
    {
        var graph = DenseNet.Build(new DenseNetOptions { Layers = layers / 3, Exits = exits });
        var layersBefore = graph.Exits.Select(e =>
            graph.Nodes.Take(e.Index).Count(n => n.Operator == Operator.Concatenation)
        );
        Assert.Equal(exits, graph.Exits.Count);
        Assert.Equal($"{after} {layers}".Trim(), string.Join(' ', layersBefore));
        Assert.All(graph.Exits, e => Assert.Equal(Operator.Concatenation, graph.Nodes[e.Inputs[0]].Operator));
    }

    [Fact]
    public void More_exits_than_layers_are_refused() =>
        Assert.Contains(
            "Exits = 7 is impossible: the network has 6",
            Assert.Throws<GhnException>(() => DenseNet.Build(new DenseNetOptions { Layers = 2, Exits = 7 })).Message
        );

    /// <summary>Logits of exits after every layer, with a norm and a ReLU before each convolution that reads a map.</summary>
    private static List<Tensor> Published(WeightSet weights, DenseNetOptions options, Tensor images)
    {
        var nodes = new Queue<GraphNode>(
            weights.Graph.Nodes.Where(n => n.Operator.HasNorm || n.Operator == Operator.Classifier)
        );
        Tensor Convolution(Tensor x)
        {
            var kernel = weights.Tensors[
                weights.Graph.Parameters.Select(p => p.Node).ToList().IndexOf(nodes.Dequeue().Index)
            ];
            return F.conv2d(x, kernel, padding: [kernel.shape[2] / 2, kernel.shape[2] / 2]);
        }
        static Tensor Normed(Tensor x) => F.relu(TorchFunctions.Norm(x));
        var x = Convolution(images);
        var logits = new List<Tensor>();
        for (var layer = 0; layer < 3 * options.Layers; layer++)
        {
            if (layer > 0 && layer % options.Layers == 0)
                x = F.avg_pool2d(Convolution(Normed(x)), 2);
            var y = options.Bottleneck ? Convolution(Normed(x)) : x;
            x = cat([x, Convolution(Normed(y))], 1);
            logits.Add(new TorchFunctions(weights).Classifier(nodes.Dequeue().Index, Normed(x)));
        }
        return logits;
    }
}

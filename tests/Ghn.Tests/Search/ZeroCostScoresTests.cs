using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Search;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

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

    [Fact]
    public void Synflow_of_a_chain_is_the_sum_of_its_logits_times_its_layers()
    {
        using var scope = NewDisposeScope();
        var graph = Graph([0]); // stem, 1×1, reduction, 1×1, classifier
        using var batch = new GraphBatch([graph]);
        var weights = new RandomWeights(3).Generate(batch)[0].Tensors.Select(w => w.to(float64).abs()).ToArray();
        var x = F.conv2d(ones(1, 3, 8, 8, float64), weights[0], padding: [1, 1]);
        x = F.conv2d(x, weights[1]);
        x = F.conv2d(F.avg_pool2d(x, 2), weights[2]);
        x = F.conv2d(x, weights[3]);
        var logits = F.linear(x.mean([2, 3]), weights[4]);
        // The sum is linear in the kernel of each layer, so w · ∂R/∂w adds up to R in each of five; a norm divides by √(1 + 1e-5).
        var expected = Math.Log(5 * logits.sum().item<double>()) - 4 * 0.5 * Math.Log(1 + 1e-5);
        Assert.Equal(expected, ZeroCostScores.Synflow(graph, seed: 3), 1e-9);
    }

    [Fact]
    public void Nwot_of_two_images_counts_the_ReLUs_that_agree()
    {
        using var scope = NewDisposeScope();
        var (graph, images) = (Graph([0]), Images(2));
        using var batch = new GraphBatch([graph]);
        var (all, agree) = (0.0, 0.0);
        void Observe(GraphNode node, Tensor output)
        {
            // A chain: the next node with weights reads the output of stem and reduction through the block's input.
            if (node.Operator != Operator.BlockInput && node.Operator != Operator.BlockOutput)
                return;
            all += node.OutputChannels * node.OutputSize * node.OutputSize;
            agree += F.relu(output[0]).sign().eq(F.relu(output[1]).sign()).sum().item<long>();
        }
        Executor.Run(new RandomWeights(3).Generate(batch)[0], images, observe: Observe);
        Assert.Equal(Math.Log(all * all - agree * agree), ZeroCostScores.Nwot(graph, images, seed: 3), 1e-9);
    }

    [Fact]
    public void Nwot_counts_each_ReLU_of_a_residual_network_once()
    {
        using var scope = NewDisposeScope();
        var cell = NasBench201Cell.Parse("|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|");
        // Of one image K is the number of ReLUs: in three cells, before two convolutions of both reductions, before the classifier.
        var (x, image) = (32 * 32, randn(1, 3, 32, 32, generator: new Generator(5)));
        var relus = 4 * x + (4 * x + 8 * x / 4) + 8 * x / 4 + (8 * x / 4 + 16 * x / 16) + 16 * x / 16 + 16 * x / 16;
        foreach (var affine in new[] { true, false })
        {
            var network = NasBench201Space.Network(cells: 1, channels: 4) with { NormAffine = affine };
            Assert.Equal(Math.Log(relus), ZeroCostScores.Nwot(NasBench201Space.Build(cell, network), image), 1e-9);
        }
    }

    [Fact]
    public void Scores_are_the_same_on_several_threads()
    {
        using var scope = NewDisposeScope();
        using var workers = new WorkerThreads(2);
        var images = Images(4);
        ComputationGraph[] graphs = [Graph([0]), Graph([0], [1]), Graph([0], [0, 1])];
        double Score(ComputationGraph graph) => ZeroCostScores.Jacov(graph, images);
        Assert.Equal(new FunctionScore(Score).Of(graphs), new FunctionScore(Score, workers).Of(graphs));
    }

    [Fact]
    public void Jacov_of_two_images_follows_from_the_correlation_of_their_gradients()
    {
        using var scope = NewDisposeScope();
        var (graph, images) = (Graph([0], [0, 1]), Images(2));
        using var batch = new GraphBatch([graph]);
        var x = images.clone().requires_grad_();
        Executor.Run(new RandomWeights(3).Generate(batch)[0], x).sum().backward();
        var rows = x.grad!.flatten(1).to(float64);
        var centred = rows.Minus(rows.mean([1], keepdim: true));
        var (a, b) = (centred[0], centred[1]);
        var c = a.dot(b).div(a.norm().mul(b.norm())).item<double>();
        double Of(double value) => Math.Log(value + 1e-5) + 1 / (value + 1e-5);
        Assert.Equal(-Of(1 + c) - Of(1 - c), ZeroCostScores.Jacov(graph, images, seed: 3), 1e-6);
    }

    [Fact]
    public void Snip_and_grad_norm_are_those_of_differences_of_the_loss()
    {
        using var scope = NewDisposeScope();
        var (graph, images, labels) = (Graph([0]), Images(4), tensor(new long[] { 1, 0, 5, 1 }));
        using var batch = new GraphBatch([graph]);
        var weights = new RandomWeights(3).Generate(batch)[0].Tensors.Select(w => w.to(float64)).ToArray();
        double Loss() =>
            F.cross_entropy(Executor.Run(new WeightSet(graph, weights), images.to(float64)), labels).item<double>();
        var (snip, norms) = (0.0, 0.0);
        using var noGradient = no_grad();
        foreach (var kernel in weights.Where(w => w.dim() > 1))
        {
            var (flat, squares) = (kernel.view(-1), 0.0);
            for (var i = 0; i < flat.shape[0]; i++)
            {
                const double Step = 1e-6;
                flat[i].AddInPlace(Step);
                var above = Loss();
                flat[i].AddInPlace(-2 * Step);
                var slope = (above - Loss()) / (2 * Step);
                flat[i].AddInPlace(Step);
                snip += Math.Abs(slope * flat[i].item<double>());
                squares += slope * slope;
            }
            norms += Math.Sqrt(squares);
        }
        Assert.Equal(snip, ZeroCostScores.Snip(graph, images, labels, seed: 3), 1e-3 * snip);
        Assert.Equal(norms, ZeroCostScores.GradNorm(graph, images, labels, seed: 3), 1e-3 * norms);
    }

    private static Tensor Images(int count) => randn(count, 8, 8, 3, generator: new Generator(5)).permute(0, 3, 1, 2);

    private static ComputationGraph Graph(params int[][] inputs) =>
        new(new Architecture(inputs.Select(i => new BlockNode(Conv, i)).ToArray()), Chain);
}

using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Tests.Networks;
using static TorchSharp.torch;

namespace Ghn.Tests.Graphs.HandMade;

public sealed class MsdNetTests
{
    private static readonly MsdNetOptions Small = new()
    {
        Blocks = 3,
        FirstLayers = 1,
        Step = 1,
        Channels = 4,
        Growth = 2,
        ExitChannels = 8,
    };

    [Theory] // parameters, and millions of multiply-adds up to each exit, of the published code
    [InlineData(7, 4, 2, false, 2_986_690, "14.96 25.24 36.75 45.93 56.88 66.46 75.41")]
    [InlineData(10, 4, 2, false, 4_839_544, "14.96 25.24 37.43 51.62 61.69 73.52 87.13 99.39 109.44 120.97")]
    [InlineData(5, 1, 1, true, 2_020_874, "6.78 14.19 27.24 41.33 58.03")]
    [InlineData(7, 1, 1, true, 3_885_394, "6.78 14.19 27.01 48.01 75.84 108.12 136.48")]
    public void Published_configurations_have_the_published_costs(
        int blocks,
        int firstLayers,
        int step,
        bool linearGrowth,
        long parameters,
        string millions
    )
    {
        var graph = MsdNet.Build(
            new MsdNetOptions
            {
                Blocks = blocks,
                FirstLayers = firstLayers,
                Step = step,
                LinearGrowth = linearGrowth,
            }
        );
        Assert.Equal(parameters, graph.ParameterCount);
        Assert.Equal(
            millions,
            string.Join(' ', Cost.EagerToExits(graph).Select(c => FormattableString.Invariant($"{c / 1e6:f2}")))
        );
        Assert.Equal(blocks, graph.BlockCount);
    }

    [Fact]
    public void An_exit_alone_needs_no_more_than_all_nodes_before_it()
    {
        var graph = MsdNet.Build(new MsdNetOptions());
        var (lazy, eager) = (Cost.LazyToExits(graph), Cost.EagerToExits(graph));
        Assert.All(lazy.Zip(eager), p => Assert.True(p.First < p.Second)); // the finest map of each block's last layer is for the next block
        Assert.Equal(lazy.Order(), lazy);
        Assert.Equal(graph.MultiplyAdds, eager[^1]);
    }

    [Fact]
    public void A_separable_convolution_takes_the_place_of_a_dense_one_and_of_the_1x1_before_it()
    {
        ComputationGraph dense = MsdNet.Build(Small),
            separable = MsdNet.Build(Small with { Separable = true });
        static IEnumerable<(int, int)> Maps(ComputationGraph graph) =>
            graph.Nodes.Where(n => n.Operator != Operator.Convolution1x1).Select(n => (n.OutputChannels, n.OutputSize));
        Assert.Equal(Maps(dense), Maps(separable));
        Assert.DoesNotContain(separable.Nodes, n => n.Operator == Operator.Convolution3x3);
        Assert.Equal(
            dense.Nodes.Count(n => n.Operator == Operator.Convolution3x3),
            separable.Nodes.Count(n => n.Operator == Operator.SeparableConvolution3x3)
        );
        Assert.DoesNotContain( // only those stay that halve channels, of a concatenation
            separable.Nodes,
            n =>
                n.Operator == Operator.Convolution1x1 && separable.Nodes[n.Inputs[0]].Operator != Operator.Concatenation
        );
    }

    [Fact]
    public void Costs_of_a_network_worked_out_by_hand()
    {
        // stem → a → exit; stem → b → exit: the second exit needs neither a nor the first exit, and no exit needs c.
        var builder = new GraphBuilder(imageSize: 4);
        var stem = builder.Add(Operator.Stem, [], 2);
        builder.Add(Operator.Classifier, [builder.Add(Operator.Convolution1x1, [stem], 3)], 10);
        builder.Add(Operator.Convolution1x1, [stem], 7);
        builder.Add(Operator.Classifier, [builder.Add(Operator.Convolution3x3, [stem], 5, 2)], 10);
        var graph = builder.Build();
        int s = 16 * 9 * 3 * 2,
            a = 16 * 2 * 3,
            b = 4 * 9 * 2 * 5,
            c = 16 * 2 * 7;
        Assert.Equal([s + a + 30, s + b + 50], Cost.LazyToExits(graph));
        Assert.Equal([s + a + 30, s + a + 30 + c + b + 50], Cost.EagerToExits(graph));
    }

    [Fact]
    public void Linear_exits_read_the_map_itself()
    {
        var (own, linear) = (MsdNet.Build(Small), MsdNet.Build(Small with { ExitChannels = 0 }));
        Assert.Equal(own.Exits.Count, linear.Exits.Count);
        for (var i = 0; i < own.Exits.Count; i++)
        {
            var map = linear.Nodes[linear.Exits[i].Inputs[0]];
            var first = own.Nodes[own.Exits[i].Inputs[0]]; // behind the second of two convolutions
            var read = own.Nodes[own.Nodes[first.Inputs[0]].Inputs[0]];
            Assert.Equal(
                (read.Operator, read.OutputChannels, read.OutputSize),
                (map.Operator, map.OutputChannels, map.OutputSize)
            );
            Assert.Equal(10L * read.OutputChannels, Cost.MultiplyAdds(linear.Exits[i]));
        }
    }

    [Fact]
    public void A_small_network_gives_finite_logits_at_every_exit()
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(MsdNet.Build(Small), 1);
        var exits = Executor.RunExits(weights, TestWeights.Images(32));
        Assert.Equal(3, exits.Count);
        Assert.All(exits, logits => Assert.Equal([8, 10], logits.shape));
        Assert.All(exits, logits => Assert.True(logits.isfinite().all().item<bool>()));
    }

    [Fact]
    public void The_first_block_equals_torchs_own_in_the_published_order()
    {
        using var scope = NewDisposeScope();
        var graph = MsdNet.Build(Small);
        using var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(32);
        var torchs = new TorchFunctions(weights);
        var node = 0; // convolution, norm, ReLU: the nodes come in the order in which the published code runs them
        Tensor Next(Tensor x)
        {
            while (graph.Nodes[node].Operator == Operator.Concatenation)
                node++;
            return nn.functional.relu(torchs.Convolution(node++, x));
        }
        var fine = Next(images);
        var middle = Next(fine);
        var coarse = Next(middle);
        Next(Next(fine)); // the fine map of the first layer is for the next block
        Next(Next(fine)); // and so is the middle map
        Next(Next(middle));
        var down = Next(Next(middle));
        var x = cat([coarse, down, Next(Next(coarse))], 1);
        x = Next(Next(x));
        var expected = torchs.Classifier(graph.Exits[0].Index, nn.functional.avg_pool2d(x, 2));
        Assert.Equal(graph.Exits[0].Index, node);
        Assert.InRange((Executor.RunExits(weights, images)[0] - expected).abs().max().item<float>(), 0, 1e-5);
    }
}

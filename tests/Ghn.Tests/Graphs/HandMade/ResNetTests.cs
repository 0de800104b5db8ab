using System.Globalization;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Tests.Networks;
using static TorchSharp.torch;

namespace Ghn.Tests.Graphs.HandMade;

public sealed class ResNetTests
{
    [Fact]
    public void Costs_of_ResNet_20_counted_by_hand()
    {
        // Kernels of 3×3: the stem, then per stage 6 convolutions, the first of stages 2 and 3 from half the channels.
        long stage1 = 6 * 9 * 16 * 16,
            stage2 = 9 * 16 * 32 + 5 * 9 * 32 * 32,
            stage3 = 9 * 32 * 64 + 5 * 9 * 64 * 64,
            stem = 9 * 3 * 16,
            shortcut2 = 16 * 32,
            shortcut3 = 32 * 64;
        var norms = 2 * (7 * 16 + 7 * 32 + 7 * 64);
        var graph = ResNet.Build(new ResNetOptions());
        Assert.Equal(
            stem + stage1 + stage2 + stage3 + shortcut2 + shortcut3 + norms + 64 * 10 + 10,
            graph.ParameterCount
        );
        Assert.Equal(
            1024 * (stem + stage1) + 256 * (stage2 + shortcut2) + 64 * (stage3 + shortcut3) + 640,
            graph.MultiplyAdds
        );
    }

    [Theory] // millions, as published (He et al. 2016, table 6): their shortcuts have no weights
    [InlineData(20, "0.27")]
    [InlineData(32, "0.46")]
    [InlineData(44, "0.66")]
    [InlineData(56, "0.85")]
    [InlineData(110, "1.7")]
    public void Parameters_are_those_published(int depth, string millions)
    {
        var graph = ResNet.Build(new ResNetOptions { Depth = depth });
        var shortcuts = graph
            .Parameters.Where(p => graph.Nodes[p.Node].Operator == Operator.Convolution1x1)
            .Sum(p => p.Count);
        Assert.Equal(16 * 32 + 32 * 64 + 2 * (32 + 64), shortcuts);
        var digits = millions.Length - 2;
        var counted = Math.Round((graph.ParameterCount - shortcuts) / 1e6, digits);
        Assert.Equal(millions, counted.ToString("F" + digits, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void ResNet_20_has_the_published_multiply_adds() =>
        Assert.Equal(40.8, Math.Round(ResNet.Build(new ResNetOptions()).MultiplyAdds / 1e6, 1));

    [Fact]
    public void Early_exits_stand_at_even_parts_of_the_depth_and_cost_a_linear_layer()
    {
        var options = new ResNetOptions { Exits = 4 };
        var (plain, graph) = (ResNet.Build(options with { Exits = 1 }), ResNet.Build(options));
        // Nine blocks: 2.25, 4.5 and 6.75 are rounded to blocks 2, 5 and 7, of 16, 32 and 64 channels.
        Assert.Equal([1, 4, 6, 8], graph.Exits.Select(e => e.Block));
        Assert.Equal([16, 32, 64, 64], graph.Exits.Select(e => e.InputChannels));
        Assert.Equal(plain.ParameterCount + (16 + 32 + 64) * 10 + 3 * 10, graph.ParameterCount);
        Assert.Equal(plain.MultiplyAdds + (16 + 32 + 64) * 10, graph.MultiplyAdds);
        Assert.Equal(plain.MultiplyAdds, Cost.LazyToExits(graph)[^1]);
        Assert.Equal(1024 * (9 * 3 * 16 + 4 * 9 * 16 * 16) + 160, Cost.LazyToExits(graph)[0]);
        Assert.Contains(
            "Exits = 10 is impossible: the network has 9",
            Assert.Throws<GhnException>(() => ResNet.Build(options with { Exits = 10 })).Message
        );
    }

    [Theory]
    [InlineData(7)]
    [InlineData(2)]
    [InlineData(21)]
    public void Impossible_depths_are_named(int depth) =>
        Assert.Contains(
            $"Depth = {depth}",
            Assert.Throws<GhnException>(() => new ResNetOptions { Depth = depth }).Message
        );

    [Fact]
    public void A_residual_network_equals_torchs_own()
    {
        using var scope = NewDisposeScope();
        var graph = ResNet.Build(
            new ResNetOptions
            {
                Depth = 8,
                Channels = 6,
                ImageSize = 12,
            }
        );
        using var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(12);
        var torchs = new TorchFunctions(weights);

        var x = nn.functional.relu(torchs.Convolution(0, images));
        foreach (var sum in graph.Nodes.Where(n => n.Operator == Operator.Relu).Skip(1))
        {
            var (shortcut, second) = (graph.Nodes[sum.Inputs[0]], sum.Inputs[1]);
            var first = graph.Nodes[second].Inputs[0];
            var y = torchs.Convolution(second, nn.functional.relu(torchs.Convolution(first, x)));
            var passed = shortcut.Operator == Operator.Convolution1x1 ? torchs.Convolution(shortcut.Index, x) : x;
            x = nn.functional.relu(passed.Plus(y));
        }
        var expected = torchs.Classifier(graph.Nodes[^1].Index, x);
        Assert.InRange((Executor.Run(weights, images) - expected).abs().max().item<float>(), 0, 1e-5);
    }
}

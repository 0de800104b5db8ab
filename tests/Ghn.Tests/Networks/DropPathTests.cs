using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Spaces;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

public sealed class DropPathTests
{
    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 1,
        ReductionsAfter = [],
        Channels = 16,
        StemStride = 2,
        ImageSize = 16,
    };

    [Fact]
    public void Edges_are_dropped_by_image_with_the_probability_and_the_rest_is_scaled()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(new BlockSpace { Nodes = 17 }.Sample(new RandomStream(1, "a")), Chain);
        using var drop = new DropPath(graph, 0.3, 500, new RandomStream(0, "drop"), CPU);
        var searched = graph.Nodes.Where(n => n.Operator.CanBeSearched && n.Operator != Operator.Identity).ToArray();
        var all = cat(
            searched.SelectMany(n => n.Inputs.Select((_, e) => drop.Factors(n.Index, e).flatten())).ToArray()
        );
        var factors = all.data<float>().ToArray();
        Assert.InRange(factors.Count(f => f == 0) / (double)factors.Length, 0.27, 0.33);
        Assert.All(factors.Where(f => f != 0), f => Assert.Equal(1 / 0.7, f, 1e-6));
        Assert.False(drop.Factors(searched[0].Index, 0).equal(drop.Factors(searched[1].Index, 0)).all().item<bool>());
    }

    [Theory]
    [InlineData("AveragePool3x3")]
    [InlineData("MaxPool3x3")]
    [InlineData("DilatedConvolution3x3")]
    [InlineData("Identity")]
    public void A_factor_multiplies_what_the_edge_brings(string id)
    {
        var kind = Operator.Find(id);
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(new Architecture([new(kind, [0])]), Chain);
        var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(16, 8, 0);
        using var statistics = NormStatistics.Measure(weights, [images]); // batch statistics would mix images
        using var drop = new DropPath(graph, 0.5, 8, new RandomStream(0, "drop"), CPU);

        Tensor Run(DropPath? dropPath)
        {
            var pass = new NetworkPass(weights, images, new Norms(statistics), dropPath, kept: 2);
            pass.Exits();
            return pass.Kept;
        }
        var plain = Run(null);
        if (kind == Operator.Identity) // never dropped
        {
            Assert.True(plain.equal(Run(drop)).all().item<bool>());
            return;
        }
        var factors = drop.Factors(2, 0);
        Assert.InRange(factors.logical_not().sum().item<long>(), 1, 7);
        var expected = plain * factors;
        if (kind.HasNorm)
        {
            // The norm stands after the factor: (f·c − μ)/σ instead of f·(c − μ)/σ.
            var (mean, variance) = statistics[2];
            var shift = (mean / variance.Plus(1e-5).sqrt()).view(1, -1, 1, 1);
            expected = (plain.Plus(shift) * factors).Minus(shift);
        }
        Assert.InRange((Run(drop) - expected).abs().max().item<float>(), 0, 1e-4);
    }
}

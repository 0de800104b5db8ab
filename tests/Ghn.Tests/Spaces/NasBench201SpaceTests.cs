using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Spaces;

public sealed class NasBench201SpaceTests
{
    private static readonly NasBench201Space s_space = new();

    [Fact]
    public void Every_cell_is_its_string()
    {
        var cells = NasBench201Space.All().ToArray();
        Assert.Equal(15_625, cells.Select(c => c.ToString()).Distinct().Count());
        Assert.All(cells, c => Assert.Equal(c, NasBench201Cell.Parse(c.ToString())));
    }

    [Fact]
    public void Cells_without_idle_operators_and_different_cells_are_as_many_as_published()
    {
        var cells = NasBench201Space.All().ToArray();
        Assert.Equal(9_444 + 1, cells.Count(c => c == c.Trimmed())); // and the one without edges
        Assert.Equal(9_444, cells.Count(c => c == c.Trimmed() && c.IsConnected));
        Assert.Equal(6_466, cells.Select(c => Expression(c, zeros: true)).Distinct().Count()); // as published
        // That count keeps "+ 0" in a sum. Without it there are fewer, but a convolution that is read twice is not two.
        var same = cells.GroupBy(c => c.StructuralHash()).ToArray();
        Assert.All(same, group => Assert.Single(group.Select(c => Expression(c, zeros: false)).Distinct()));
        var expressions = cells.Select(c => Expression(c, zeros: false)).Distinct().Count();
        Assert.Equal(5_390, expressions);
        Assert.InRange(same.Length, expressions + 1, 6_466);
    }

    [Theory]
    [InlineData("")]
    [InlineData("|none~0|")]
    [InlineData("|conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|")]
    [InlineData("|none~1|+|none~0|none~1|+|none~0|none~1|none~2|")]
    [InlineData("|none~0|none~0|+|none~1|+|none~0|none~1|none~2|")]
    [InlineData("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|x")]
    public void Other_text_is_no_cell(string text) =>
        Assert.Contains(
            "is not a cell of NAS-Bench-201",
            Assert.Throws<GhnException>(() => NasBench201Cell.Parse(text)).Message
        );

    [Fact]
    public void Edges_on_no_path_are_left_out_and_a_cell_without_a_path_gives_zeros()
    {
        var idle = NasBench201Cell.Parse("|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|");
        Assert.Equal("|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|", idle.Trimmed().ToString());
        Assert.Equal(idle.StructuralHash(), idle.Trimmed().StructuralHash());
        var nothing = NasBench201Cell.Parse("|skip_connect~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|");
        Assert.False(nothing.IsConnected);
        using var scope = NewDisposeScope();
        var graph = NasBench201Space.Build(nothing, NasBench201Space.Network(1, 4));
        using var batch = new GraphBatch([graph]);
        var logits = Executor.Run(new RandomWeights(0).Generate(batch)[0], randn(3, 3, 32, 32));
        Assert.Equal(0, (logits - logits[0]).abs().max().item<float>(), 1e-6);
    }

    [Fact]
    public void Identities_and_the_order_of_sums_make_no_other_network()
    {
        ulong Hash(string text) => NasBench201Cell.Parse(text).StructuralHash();
        Assert.Equal(
            Hash("|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|"),
            Hash("|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|")
        );
        Assert.Equal(
            Hash("|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|none~0|avg_pool_3x3~1|skip_connect~2|"),
            Hash("|nor_conv_1x1~0|+|nor_conv_3x3~0|none~1|+|none~0|skip_connect~1|avg_pool_3x3~2|")
        );
        // 2 · conv(x) with one kernel, and the sum of two convolutions.
        Assert.NotEqual(
            Hash("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|skip_connect~1|skip_connect~2|"),
            Hash("|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|none~0|skip_connect~1|skip_connect~2|")
        );
    }

    [Fact]
    public void Samples_and_neighbours_have_no_idle_operators()
    {
        var random = new RandomStream(0, "cells");
        var cell = s_space.Sample(random);
        for (var i = 0; i < 300; i++)
        {
            var next = s_space.Mutate(cell, random);
            Assert.True(next.IsConnected && next == next.Trimmed());
            Assert.NotEqual(cell.StructuralHash(), next.StructuralHash());
            cell = i % 2 == 0 ? next : s_space.Sample(random);
        }
        // With an operator only on the edge from input to output, 20 changes leave other edges idle or the same network.
        var skip = NasBench201Cell.Parse("|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|");
        Assert.Equal(3, s_space.Neighbours(skip).Count);
    }

    [Fact]
    public void A_network_computes_what_the_publication_defines()
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(3, "reference");
        var network = NasBench201Space.Network(cells: 2, channels: 8) with { ImageSize = 16, NormAffine = true };
        var images = randn(5, 16, 16, 3, generator: new Generator(1)).permute(0, 3, 1, 2);
        for (var i = 0; i < 12; i++)
        {
            var cell = s_space.Sample(random);
            var graph = NasBench201Space.Build(cell, network);
            using var batch = new GraphBatch([graph]);
            using var noGradient = no_grad();
            var weights = new RandomWeights(i).Generate(batch)[0];
            foreach (var scale in weights.Tensors.Where(t => t.dim() == 1))
                scale.add_(0.1 * randn(scale.shape, generator: new Generator(2)));
            var expected = new NasBench201Reference(cell, new Queue<Tensor>(weights.Tensors)).Run(images, cells: 2);
            var actual = Executor.Run(weights, images);
            var size = expected.abs().max().item<float>();
            Assert.True((actual - expected).abs().max().item<float>() < 1e-5 * Math.Max(1, size), cell.ToString());
        }
    }

    /// <summary>The publication's test of equal structures: the output as an expression of the input.</summary>
    private static string Expression(NasBench201Cell cell, bool zeros)
    {
        var nodes = new List<string> { "0" };
        for (var to = 1; to < 4; to++)
        {
            var terms = NasBench201Cell
                .Edges.Zip(cell.OnEdges)
                .Where(e => e.First.To == to)
                .Select(e =>
                    e.Second is null || nodes[e.First.From] == "#" ? "#"
                    : e.Second == Operator.Identity ? nodes[e.First.From]
                    : $"({nodes[e.First.From]}){e.Second}"
                )
                .Where(t => zeros || t != "#")
                .Order(StringComparer.Ordinal)
                .ToArray();
            nodes.Add(terms.Length == 0 ? "#" : string.Join('+', terms));
        }
        return nodes[^1];
    }
}

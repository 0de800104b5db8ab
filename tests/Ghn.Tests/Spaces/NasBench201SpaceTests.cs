using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Hypernetworks;
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
        Assert.Equal(6_466, cells.Select(Expression).Distinct().Count()); // as published
        // That count keeps "+ 0" and the order of nested sums. Ours are the networks: what they compute, with how many convolutions.
        int Count(NasBench201Cell cell, Operator kind) => cell.Trimmed().OnEdges.Count(on => on == kind);
        var networks = cells
            .GroupBy(c => (Value(c), Count(c, Operator.Convolution1x1), Count(c, Operator.Convolution3x3)))
            .ToArray();
        Assert.All(networks, same => Assert.Single(same.Select(c => c.StructuralHash()).Distinct()));
        Assert.Equal(networks.Length, cells.Select(c => c.StructuralHash()).Distinct().Count());
    }

    /// <summary>What a cell computes of the number 1, if operators are random functions of 64 bits.</summary>
    private static ulong Value(NasBench201Cell cell)
    {
        ulong[] nodes = [1, 0, 0, 0];
        foreach (var ((from, to), on) in NasBench201Cell.Edges.Zip(cell.Trimmed().OnEdges).OrderBy(e => e.First.To))
            nodes[to] += on switch
            {
                null => 0,
                _ when on == Operator.Identity => nodes[from],
                _ => new RandomStream((long)nodes[from], on.Id).NextBits(),
            };
        return nodes[3];
    }

    [Fact]
    public void Every_cell_is_reached_over_neighbours_from_any()
    {
        var cells = NasBench201Space.All().Where(c => c.IsConnected && c == c.Trimmed()).ToArray();
        var start = NasBench201Cell.Parse("|none~0|+|none~0|none~1|+|avg_pool_3x3~0|none~1|none~2|");
        var seen = new HashSet<ulong> { start.StructuralHash() };
        var next = new Queue<NasBench201Cell>([start]);
        while (next.TryDequeue(out var cell))
            foreach (var neighbour in s_space.Neighbours(cell).Where(n => seen.Add(n.StructuralHash())))
                next.Enqueue(neighbour);
        Assert.Equal(cells.Select(c => c.StructuralHash()).ToHashSet(), seen);
    }

    [Fact]
    public void A_cell_outside_the_space_is_refused()
    {
        var few = new NasBench201Space { MostEdges = 2 };
        var six = NasBench201Space.All().Last();
        Assert.Contains("is not in", Assert.Throws<GhnException>(() => few.Neighbours(six)).Message);
        Assert.Contains(
            "is not in",
            Assert.Throws<GhnException>(() => s_space.Neighbours(NasBench201Space.All().First())).Message
        );
        Assert.Contains(
            "MostEdges = 7",
            Assert.Throws<GhnException>(() => new NasBench201Space { MostEdges = 7 }).Message
        );
        Assert.All(
            Enumerable.Range(0, 50).Select(i => few.Sample(new RandomStream(i, "few"))),
            c => Assert.InRange(c.OnEdges.Count(o => o is not null), 1, 2)
        );
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
        Assert.Equal(0, logits.Minus(logits[0]).abs().max().item<float>(), 1e-6);
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
    }

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 8)]
    [InlineData(false, 6)] // the library pads the channels
    public void A_network_computes_what_the_publication_defines(bool affine, int channels)
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(3, "reference");
        var network = NasBench201Space.Network(cells: 2, channels) with { ImageSize = 16, NormAffine = affine };
        var images = randn(5, 16, 16, 3, generator: new Generator(1)).permute(0, 3, 1, 2);
        for (var i = 0; i < 12; i++)
        {
            var cell = s_space.Sample(random);
            using var batch = new GraphBatch([NasBench201Space.Build(cell, network)]);
            var weights = new RandomWeights(i).Generate(batch)[0];
            foreach (var scale in weights.Tensors.Where(t => t.dim() == 1))
                scale.AddInPlace(randn(scale.shape, generator: new Generator(2)).Times(0.1));
            (Tensor Logits, Tensor Gradient) Of(Func<Tensor> run)
            {
                weights.Tensors[0].requires_grad_();
                var logits = run();
                logits.mul(logits).sum().backward();
                var gradient = weights.Tensors[0].grad!.clone();
                weights.Tensors[0].grad!.zero_();
                return (logits.detach(), gradient);
            }
            var reference = new NasBench201Reference(cell, new Queue<Tensor>(weights.Tensors), affine);
            var expected = Of(() => reference.Run(images, cells: 2));
            var actual = Of(() => Executor.Run(weights, images));
            Close(expected.Logits, actual.Logits, 1e-5);
            Close(expected.Gradient, actual.Gradient, 1e-4);

            void Close(Tensor a, Tensor b, double tolerance) =>
                Assert.True(
                    a.Minus(b).abs().max().item<float>() < tolerance * Math.Max(1, a.abs().max().item<float>()),
                    cell.ToString()
                );
        }
    }

    [Fact]
    public void A_hypernetwork_with_the_operators_of_the_space_writes_weights_for_it()
    {
        using var scope = NewDisposeScope();
        using var ghn = new GraphHyperNetwork(new GhnOptions { Operators = NasBench201Space.Operators });
        using var batch = new GraphBatch([
            NasBench201Space.Build(s_space.Sample(new RandomStream(0, "one")), NasBench201Space.Network(1)),
        ]);
        var logits = Executor.Run(ghn.Generate(batch)[0], randn(2, 32, 32, 3).permute(0, 3, 1, 2));
        Assert.Equal([2, 10], logits.shape);
        Assert.True(logits.isfinite().all().item<bool>());
    }

    /// <summary>The publication's test of equal structures: the output as an expression of the input.</summary>
    private static string Expression(NasBench201Cell cell)
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
                );
            nodes.Add(string.Join('+', terms.Order(StringComparer.Ordinal)));
        }
        return nodes[^1];
    }
}

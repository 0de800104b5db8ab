using Ghn.Architectures;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Operators;
using static TorchSharp.torch;

namespace Ghn.Tests.Gnn;

/// <summary>What message passing knows of anytime nodes, as its documentation says.</summary>
public sealed class ExitsAndScalesTests
{
    private static readonly BlockNode Plain = new(Operator.MaxPool3x3, [0]);

    [Fact]
    public void Sizes_are_seen_only_if_they_are_asked_for()
    {
        using var scope = NewDisposeScope();
        var (small, smaller) = (Plain with { Scale = 1 }, Plain with { Scale = 2 });
        Assert.Equal(0, Apart(Embed(Plain), Embed(small)));
        Assert.NotEqual(0, Apart(Embed(Plain, sizes: 3), Embed(small, sizes: 3)));
        Assert.NotEqual(0, Apart(Embed(smaller, sizes: 3), Embed(small, sizes: 3)));
        Assert.Equal(0, Apart(Embed(smaller, sizes: 2), Embed(small, sizes: 2))); // both count as the last one
    }

    [Fact]
    public void The_graph_network_grows_by_these_embeddings_alone()
    {
        using var plain = new MessagePassing(new GnnOptions { EmbeddingSize = 16 });
        using var anytime = new MessagePassing(new GnnOptions { EmbeddingSize = 16, Sizes = 5 });
        static long Count(MessagePassing module) => module.parameters().Sum(p => p.numel());
        Assert.Equal((5 + 2) * 16, Count(anytime) - Count(plain)); // five sizes; an exit or none
    }

    [Fact]
    public void A_block_tells_sizes_and_exits_of_its_nodes()
    {
        var chain = new NetworkOptions
        {
            Blocks = 2,
            ReductionsAfter = [1],
            Channels = 2,
            StemStride = 2,
            ImageSize = 16,
        };
        var block = new Architecture([Plain with { Scale = 1, Exit = true }, Plain]);
        using var batch = new GraphBatch([new ComputationGraph(block, chain)]);
        // Stem, input, node, its exit, node, output; then reduction, input, …, output, classifier.
        Assert.Equal([0, 1, 2, 2, 1, 1], batch.Blocks[0].Sizes.data<long>().ToArray());
        Assert.Equal([1, 2, 3, 3, 2, 2, 2], batch.Blocks[1].Sizes.data<long>().ToArray());
        Assert.Equal([0, 0, 1, 0, 0, 0], batch.Blocks[0].Exits.data<long>().ToArray());
        Assert.Equal([0, 0, 1, 0, 0, 0, 0], batch.Blocks[1].Exits.data<long>().ToArray());
    }

    private static float Apart(Tensor a, Tensor b) => (a - b).abs().max().item<float>();

    [Fact]
    public void An_exit_is_a_classifier_that_exchanges_messages_with_its_node()
    {
        using var scope = NewDisposeScope();
        var (without, with) = (Embed(Plain), Embed(Plain with { Exit = true }));
        // Rows: stem, input, node, (exit,) output, classifier.
        Assert.Equal((5, 6), (without.shape[0], with.shape[0]));
        Assert.True((without[2] - with[2]).abs().max().item<float>() > 0, "the node hears of its exit");
        Assert.True((with[3] - with[5]).abs().max().item<float>() > 0, "an exit is not the last classifier");
    }

    private static Tensor Embed(BlockNode node, int sizes = 0)
    {
        using var module = new MessagePassing(new GnnOptions { Phases = 1, Sizes = sizes });
        ReferenceComparison.Fill(module);
        var chain = new NetworkOptions { Blocks = 1, ReductionsAfter = [] };
        using var batch = new GraphBatch([new ComputationGraph(new Architecture([node]), chain)]);
        Assert.Equal(
            node.Exit ? 2 : 1,
            batch.Graphs[0].Nodes.Count(n => n.Operator == Operator.Classifier && n.Block == 0)
        );
        return module.forward(batch);
    }
}

using Ghn.Architectures;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Gnn;

public sealed class MessagePassingTests
{
    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 3,
        ReductionsAfter = [1, 2],
        Channels = 4,
        StemStride = 2,
    };

    [Fact]
    public void Single_precision_and_the_papers_sizes_agree_with_the_tensor_path()
    {
        using var scope = NewDisposeScope();
        using var module = new MessagePassing(new GnnOptions { Phases = 2 });
        ReferenceComparison.Fill(module);
        using var batch = new GraphBatch(Enumerable.Range(0, 5).Select(i => Graph(3 + i, i)).ToArray());
        var fused = module.forward(batch);
        (fused * fused).sum().backward();
        var gradients = module.parameters().Select(p => p.grad!.clone()).ToArray();
        module.zero_grad();
        module.Fused = false;
        var plain = module.forward(batch);
        (plain * plain).sum().backward();
        Assert.InRange((fused - plain).abs().max().item<float>(), 0, 5e-3f); // rounding, grown by large random weights
        foreach (var (p, g) in module.parameters().Zip(gradients))
            Assert.InRange((p.grad! - g).abs().max().item<float>(), 0, 1e-2f * (1 + g.abs().max().item<float>()));
        using (no_grad())
        {
            module.Fused = true;
            Assert.Equal(0, (module.forward(batch) - fused).abs().max().item<float>());
        }
    }

    [Fact]
    public void A_graph_network_with_parameters_for_each_block_refuses_another_chain()
    {
        using var module = new MessagePassing(new GnnOptions { SharedParameters = false, Blocks = 4 });
        using var batch = new GraphBatch([Graph(2, 1)]);
        Assert.Contains(
            "Blocks = 4: create it with Blocks = 3 or SharedParameters = true",
            Assert.Throws<GhnException>(() => module.forward(batch)).Message
        );
    }

    [Fact]
    public void A_trace_shows_every_level_and_ends_with_the_result()
    {
        using var scope = NewDisposeScope();
        using var module = new MessagePassing(new GnnOptions { Phases = 2 });
        ReferenceComparison.Fill(module);
        using var batch = new GraphBatch([Graph(4, 1)]);
        var steps = new List<(int Block, int Phase, int Updated)>();
        var last = new Dictionary<int, Tensor>();
        var traced = module.Trace(
            batch,
            s =>
            {
                steps.Add((s.Block, s.Phase, s.Level.Nodes.Count));
                last[s.Block] = s.Embeddings.clone().MoveToOuterDisposeScope();
            }
        );
        Assert.Equal(2 * batch.Blocks.Sum(s => 2 * s.NodeCount - 1), steps.Sum(s => s.Updated)); // 2|V| − 1 a phase
        Assert.Equal(0, (cat([.. last.Values]) - traced).abs().max().item<float>());
        Assert.InRange((traced - module.forward(batch)).abs().max().item<float>(), 0, 5e-3f);
    }

    [Fact]
    public void Propagation_leaves_no_tensor_behind()
    {
        using var module = new MessagePassing(new GnnOptions { Phases = 1 });
        ReferenceComparison.Fill(module);
        long Count()
        {
            using (var scope = NewDisposeScope())
            {
                using var batch = new GraphBatch([Graph(4, 1), Graph(6, 2)]);
                module.forward(batch).sum().backward();
            }
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }
        Count();
        var before = Count();
        Assert.Equal(before, Enumerable.Range(0, 5).Select(_ => Count()).Last());
    }

    [Fact]
    public void A_message_crosses_the_whole_graph_in_one_phase_both_ways()
    {
        using var scope = NewDisposeScope();
        using var module = new MessagePassing(new GnnOptions { Phases = 1 });
        ReferenceComparison.Fill(module);
        var chain = Enumerable.Range(0, 6).Select(i => new BlockNode(Operator.Convolution1x1, [i])).ToArray();
        Tensor Embed(Operator first, Operator last)
        {
            var nodes = chain.ToArray();
            nodes[0] = new BlockNode(first, [0]);
            nodes[5] = new BlockNode(last, [5]);
            using var batch = new GraphBatch([
                new ComputationGraph(new Architecture(nodes), Chain with { Blocks = 1, ReductionsAfter = [] }),
            ]);
            return module.forward(batch);
        }
        var plain = Embed(Operator.Convolution1x1, Operator.Convolution1x1);
        var otherFirst = Embed(Operator.MaxPool3x3, Operator.Convolution1x1);
        var otherLast = Embed(Operator.Convolution1x1, Operator.MaxPool3x3);
        // Rows: stem, input, six nodes, output, classifier.
        Assert.True((plain[7] - otherFirst[7]).abs().max().item<float>() > 0, "the last node hears of the first");
        Assert.True((plain[2] - otherLast[2]).abs().max().item<float>() > 0, "the first node hears of the last");
    }

    [Fact]
    public void Later_blocks_hear_of_earlier_ones()
    {
        using var scope = NewDisposeScope();
        using var module = new MessagePassing(new GnnOptions { Phases = 1 });
        ReferenceComparison.Fill(module);
        var architecture = new BlockSpace { Nodes = 4 }.Sample(new RandomStream(1, "t"));
        var chain = Chain with { Blocks = 4, ReductionsAfter = [1, 2, 3] };
        using var batch = new GraphBatch([new ComputationGraph(architecture, chain)]);
        var h = module.forward(batch);
        var graph = batch.Graphs[0];
        // Blocks 2 and 3 have the same nodes (the classifier belongs to block 4); only the passed embedding tells them apart.
        var second = graph.Nodes.First(n => n.Block == 1 && n.Operator == Operator.BlockInput).Index;
        var third = graph.Nodes.First(n => n.Block == 2 && n.Operator == Operator.BlockInput).Index;
        var difference = h[batch.RowOf(0, second)] - h[batch.RowOf(0, third)];
        Assert.True(difference.abs().max().item<float>() > 0);
    }

    private static ComputationGraph Graph(int nodes, long seed) =>
        new(new BlockSpace { Nodes = nodes }.Sample(new RandomStream(seed, "t")), Chain);
}

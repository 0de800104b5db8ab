using Ghn.Architectures;
using Ghn.Gnn;
using Ghn.Graphs;
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

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Level_parallel_and_batched_equals_one_node_at_a_time(int phases)
    {
        using var scope = NewDisposeScope();
        var module = new MessagePassing(
            new GnnOptions
            {
                EmbeddingSize = 6,
                MessageHidden = 5,
                Phases = phases,
            }
        );
        Fill(module);
        module.to(ScalarType.Float64);
        var parameters = module.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        var graphs = Enumerable.Range(0, 12).Select(i => Graph(1 + i % 9, seed: i)).ToArray();
        using var batch = new GraphBatch(graphs);
        var rows = graphs.SelectMany((g, i) => g.Nodes.Select(n => (long)batch.RowOf(i, n.Index))).ToArray();
        var weight = tensor(new RandomStream(5, "loss").Normal(rows.Length * 6), [rows.Length, 6])
            .to(ScalarType.Float64);

        var fast = module.forward(batch).index_select(0, tensor(rows));
        (fast * weight).sum().backward();
        var gradients = parameters.ToDictionary(p => p.Key, p => p.Value.grad!.clone());
        module.zero_grad();

        var reference = new ReferenceMessagePassing(parameters, phases);
        var slow = stack(graphs.SelectMany(reference.Embeddings).ToArray());
        (slow * weight).sum().backward();

        Assert.InRange((fast - slow).abs().max().item<double>(), 0, 1e-9);
        foreach (var (name, parameter) in parameters)
            Assert.True((parameter.grad! - gradients[name]).abs().max().item<double>() < 1e-9, name);
    }

    [Fact]
    public void A_message_crosses_the_whole_graph_in_one_phase_both_ways()
    {
        using var scope = NewDisposeScope();
        var module = new MessagePassing(new GnnOptions { Phases = 1 });
        Fill(module);
        var chain = Enumerable.Range(0, 6).Select(i => new BlockNode(OperatorKind.Convolution1x1, [i])).ToArray();
        Tensor Embed(OperatorKind first, OperatorKind last)
        {
            var nodes = chain.ToArray();
            nodes[0] = new BlockNode(first, [0]);
            nodes[5] = new BlockNode(last, [5]);
            using var batch = new GraphBatch([
                new ComputationGraph(new Architecture(nodes), Chain with { Blocks = 1, ReductionsAfter = [] }),
            ]);
            return module.forward(batch);
        }
        var plain = Embed(OperatorKind.Convolution1x1, OperatorKind.Convolution1x1);
        var otherFirst = Embed(OperatorKind.MaxPool3x3, OperatorKind.Convolution1x1);
        var otherLast = Embed(OperatorKind.Convolution1x1, OperatorKind.MaxPool3x3);
        // Rows: stem, input, six nodes, output, classifier.
        Assert.True((plain[7] - otherFirst[7]).abs().max().item<float>() > 0, "the last node hears of the first");
        Assert.True((plain[2] - otherLast[2]).abs().max().item<float>() > 0, "the first node hears of the last");
    }

    [Fact]
    public void Later_blocks_hear_of_earlier_ones()
    {
        using var scope = NewDisposeScope();
        var module = new MessagePassing(new GnnOptions { Phases = 1 });
        Fill(module);
        var architecture = new BlockSpace { Nodes = 4 }.Sample(new RandomStream(1, "t"));
        var chain = Chain with { Blocks = 4, ReductionsAfter = [1, 2, 3] };
        using var batch = new GraphBatch([new ComputationGraph(architecture, chain)]);
        var h = module.forward(batch);
        var graph = batch.Graphs[0];
        // Blocks 2 and 3 have the same nodes (the classifier belongs to block 4); only the passed embedding tells them apart.
        var second = graph.Nodes.First(n => n.Segment == 1 && n.Operator == OperatorKind.BlockInput).Index;
        var third = graph.Nodes.First(n => n.Segment == 2 && n.Operator == OperatorKind.BlockInput).Index;
        var difference = h[batch.RowOf(0, second)] - h[batch.RowOf(0, third)];
        Assert.True(difference.abs().max().item<float>() > 0);
    }

    private static ComputationGraph Graph(int nodes, long seed) =>
        new(new BlockSpace { Nodes = nodes }.Sample(new RandomStream(seed, "t")), Chain);

    private static void Fill(nn.Module module)
    {
        using var noGradient = no_grad();
        foreach (var (name, p) in module.named_parameters())
            p.copy_(tensor(new RandomStream(11, name).Normal((int)p.numel()), p.shape) * 0.4);
    }
}

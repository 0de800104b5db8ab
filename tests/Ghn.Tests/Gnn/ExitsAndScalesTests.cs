using Ghn.Architectures;
using Ghn.Gnn;
using Ghn.Graphs;
using static TorchSharp.torch;

namespace Ghn.Tests.Gnn;

/// <summary>What message passing knows of anytime nodes, as its documentation says.</summary>
public sealed class ExitsAndScalesTests
{
    private static readonly BlockNode Plain = new(OperatorKind.MaxPool3x3, [0]);

    [Fact]
    public void Scales_are_not_seen()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, (Embed(Plain) - Embed(Plain with { Scale = 1 })).abs().max().item<float>());
    }

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

    private static Tensor Embed(BlockNode node)
    {
        using var module = new MessagePassing(new GnnOptions { Phases = 1 });
        ReferenceComparison.Fill(module);
        var chain = new NetworkOptions { Blocks = 1, ReductionsAfter = [] };
        using var batch = new GraphBatch([new ComputationGraph(new Architecture([node]), chain)]);
        Assert.Equal(
            node.Exit ? 2 : 1,
            batch.Graphs[0].Nodes.Count(n => n is { Operator: OperatorKind.Classifier, Segment: 0 })
        );
        return module.forward(batch);
    }
}

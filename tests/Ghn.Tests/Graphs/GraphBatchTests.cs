using CsCheck;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Spaces;
using TorchSharp;

namespace Ghn.Tests.Graphs;

public sealed class GraphBatchTests
{
    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 3,
        ReductionsAfter = [1, 2],
        Channels = 4,
        StemStride = 2,
    };

    private static readonly Gen<ComputationGraph[]> Graphs = Gen.Select(Gen.Int[1, 12], Gen.Bool, Gen.Long)
        .Select(
            (nodes, anytime, seed) =>
            {
                var space = new BlockSpace
                {
                    Nodes = nodes,
                    Scales = anytime ? [0, 1, 2] : [0],
                    ExitProbability = anytime ? 0.3 : 0,
                };
                return new ComputationGraph(space.Sample(new RandomStream(seed, "t")), Chain);
            }
        )
        .Array[1, 5];

    [Fact]
    public void Every_node_is_visited_once_a_half_except_the_last_which_is_not_visited_again() =>
        Graphs.Sample(
            graphs =>
            {
                using var batch = new GraphBatch(graphs);
                foreach (var block in batch.Blocks)
                {
                    var forward = block.Forward.SelectMany(l => l.Nodes).Order().ToArray();
                    Assert.Equal(Enumerable.Range(0, block.NodeCount), forward);
                    var backward = block.Backward.SelectMany(l => l.Nodes).ToHashSet();
                    Assert.Equal(block.NodeCount - graphs.Length, backward.Count);
                }
            },
            iter: 100,
            threads: 1
        );

    [Fact]
    public void A_level_reads_only_what_earlier_levels_have_updated() =>
        Graphs.Sample(
            graphs =>
            {
                using var batch = new GraphBatch(graphs);
                foreach (var block in batch.Blocks)
                {
                    var visited = new HashSet<int>();
                    foreach (var level in block.Forward)
                    {
                        Assert.All(level.Sources, u => Assert.Contains(u, visited));
                        visited.UnionWith(level.Nodes);
                    }
                    visited = [.. visited.Except(block.Backward.SelectMany(l => l.Nodes))]; // the last nodes
                    foreach (var level in block.Backward)
                    {
                        Assert.All(level.Sources, u => Assert.Contains(u, visited));
                        visited.UnionWith(level.Nodes);
                    }
                }
            },
            iter: 100,
            threads: 1
        );

    [Fact]
    public void Rows_are_distinct_and_complete() =>
        Graphs.Sample(
            graphs =>
            {
                using var batch = new GraphBatch(graphs);
                var rows = graphs.SelectMany((graph, g) => graph.Nodes.Select(n => batch.RowOf(g, n.Index))).Order();
                Assert.Equal(Enumerable.Range(0, batch.RowCount), rows);
            },
            iter: 50,
            threads: 1
        );

    [Fact]
    public void A_batch_made_in_a_dispose_scope_outlives_it_and_frees_all_its_tensors()
    {
        var graph = new ComputationGraph(new BlockSpace { Nodes = 4 }.Sample(new RandomStream(1, "t")), Chain);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        GraphBatch batch;
        using (torch.NewDisposeScope())
            batch = new GraphBatch([graph]);
        for (var i = 0; i < 2; i++) // the levels' tensors are made when they are first asked for, here in a scope too
        {
            using var scope = torch.NewDisposeScope();
            Assert.All(Tensors(batch), t => Assert.False(t.sum().isnan().item<bool>()));
        }
        Assert.Equal(before + Tensors(batch).Count(), DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        batch.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static IEnumerable<torch.Tensor> Tensors(GraphBatch batch) =>
        batch.Blocks.SelectMany(s =>
            s.Forward.Concat(s.Backward)
                .Append(s.Last)
                .Append(s.Everyone)
                .SelectMany(l => new[] { l.NodeIndex, l.SourceIndex, l.TargetIndex })
                .Concat([s.Owners, s.Entries, s.NodeCounts])
        );

    [Fact]
    public void Chains_of_different_length_are_refused()
    {
        var architecture = new Architecture([new(Operator.Identity, [0])]);
        var graphs = new[] { Chain, Chain with { Blocks = 4 } }.Select(o => new ComputationGraph(architecture, o));
        var error = Assert.Throws<GhnException>(() => new GraphBatch(graphs.ToArray()));
        Assert.Contains("4 blocks", error.Message);
    }
}

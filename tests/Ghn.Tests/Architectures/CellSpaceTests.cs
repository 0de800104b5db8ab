using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Spaces;

namespace Ghn.Tests.Architectures;

public sealed class CellSpaceTests
{
    private static readonly CellSpace s_small = new() { Cells = [CellSpace.Cell(4), CellSpace.Cell(3)] };

    [Fact]
    public void The_papers_cells_have_24_16_and_8_nodes_of_three_sizes_some_with_exits()
    {
        var random = new RandomStream(1, "cells");
        var drawn = Enumerable.Range(0, 50).Select(_ => new CellSpace().Sample(random)).ToArray();
        Assert.All(drawn, d => Assert.Equal([24, 16, 8], d.Cells.Select(c => c.Nodes.Count)));
        var nodes = drawn.SelectMany(d => d.Cells).SelectMany(c => c.Nodes).ToArray();
        Assert.Equal([0, 1, 2], nodes.Select(n => n.Scale).Distinct().Order());
        Assert.InRange(nodes.Count(n => n.Exit) / 50.0, 5, 7); // 48 nodes, every eighth
    }

    [Fact]
    public void Each_block_of_the_network_has_the_structure_of_its_cell()
    {
        var cells = s_small.Sample(new RandomStream(2, "cells"));
        var options = new NetworkOptions
        {
            Blocks = 2,
            ReductionsAfter = [1],
            Channels = 4,
        };
        var graph = new ComputationGraph(cells, options);
        Assert.Equal((cells, null), (graph.Cells, graph.Architecture));
        for (var block = 0; block < 2; block++)
            Assert.Equal(
                cells.Cells[block].Nodes.Select(n => n.Operator),
                graph.Nodes.Where(n => n.Block == block && n.Operator.CanBeSearched).Select(n => n.Operator)
            );
        Assert.Equal(1 + cells.Cells.Sum(c => c.Nodes.Count(n => n.Exit)), graph.Exits.Count);
        var one = new ComputationGraph(cells.Cells[0], options with { Blocks = 1, ReductionsAfter = [] });
        var same = new ComputationGraph(
            new CellArchitecture([cells.Cells[0]]),
            options with
            {
                Blocks = 1,
                ReductionsAfter = [],
            }
        );
        Assert.Equal(one.Nodes.Select(n => n.ToString()), same.Nodes.Select(n => n.ToString()));
    }

    [Fact]
    public void Different_ones_differ_and_the_order_of_cells_counts()
    {
        var many = s_small.SampleDistinct(200, 3, "cells");
        Assert.Equal(200, many.Select(m => m.StructuralHash()).Distinct().Count());
        var turned = new CellArchitecture([.. many[0].Cells.Reverse()]);
        Assert.NotEqual(many[0].StructuralHash(), turned.StructuralHash());
        Assert.NotEqual(many[0], turned);
        Assert.Equal(many[0], new CellArchitecture([.. many[0].Cells]));
        var tiny = new CellSpace { Cells = [new BlockSpace { Nodes = 1, Operators = [Operator.Identity] }] };
        Assert.Contains("cells of 1 nodes", Assert.Throws<GhnException>(() => tiny.SampleDistinct(2, 0, "t")).Message);
    }

    [Fact]
    public void Impossible_values_are_named()
    {
        Assert.Contains("Cells = []", Assert.Throws<GhnException>(() => new CellSpace { Cells = [] }).Message);
        var cells = s_small.Sample(new RandomStream(2, "cells"));
        Assert.Contains(
            "2 cells do not fit a chain of Blocks = 18",
            Assert.Throws<GhnException>(() => new ComputationGraph(cells, new NetworkOptions())).Message
        );
    }
}

using System.Xml.Linq;
using CsCheck;
using Ghn.Display;

namespace Ghn.Tests.Display.Graphs;

public sealed class GraphDrawingTests
{
    /// <summary>Random acyclic graphs: blocks of a few nodes, loose nodes, edges that skip blocks, exits.</summary>
    private static readonly Gen<GraphDrawing> Drawings =
        from count in Gen.Int[1, 30]
        from blockSize in Gen.Int[1, 9]
        from loose in Gen.Int[0, 9].Array[count]
        from inputs in Gen.Int[0, 1000].Array[0, 4].Array[count]
        let nodes = Enumerable
            .Range(0, count)
            .Select(i => new DrawingNode(
                $"node {i}",
                $"kind {i % 5}",
                loose[i] == 0 ? null : i / blockSize,
                Caption: i % 4 == 0 ? "a longer caption" : null
            ))
            .ToList()
        let edges = inputs
            .SelectMany((sources, to) => sources.Where(_ => to > 0).Select(s => (s % Math.Max(to, 1), to)))
            .Distinct()
            .ToList()
        select GraphDrawing.Create(nodes, edges);

    [Fact]
    public void Every_edge_goes_to_a_later_layer() =>
        Drawings.Sample(d => d.Edges.All(e => d.Layers[e.From] < d.Layers[e.To]), threads: 1, iter: 200);

    [Fact]
    public void Boxes_and_blocks_do_not_overlap() =>
        Drawings.Sample(
            d =>
            {
                var layout = GraphLayout.Of(d);
                bool Apart(IReadOnlyList<Rectangle> boxes) =>
                    !boxes.SelectMany((a, i) => boxes.Skip(i + 1).Select(b => a.Overlaps(b))).Any(overlap => overlap);
                var blocks = layout.Groups.ToDictionary(g => g.Group, g => g.Area);
                bool Belongs(int node, int block) =>
                    d.Nodes[node].Group == block
                        ? Contains(blocks[block], layout.Nodes[node])
                        : !blocks[block].Overlaps(layout.Nodes[node]);
                return Apart(layout.Nodes)
                    && Apart([.. blocks.Values])
                    && blocks.Keys.All(block => Enumerable.Range(0, d.Nodes.Length).All(node => Belongs(node, block)));
            },
            threads: 1,
            iter: 200
        );

    [Fact]
    public void Everything_lies_on_the_card() =>
        Drawings.Sample(
            d =>
            {
                var layout = GraphLayout.Of(d);
                var card = new Rectangle(-0.01, -0.01, layout.Width + 0.02, layout.Height + 0.02);
                return layout.Nodes.All(box => Contains(card, box))
                    && layout.Groups.All(g => Contains(card, g.Area))
                    && layout.Edges.SelectMany(e => e).All(p => Contains(card, new Rectangle(p.X, p.Y, 0, 0)));
            },
            threads: 1,
            iter: 200
        );

    /// <summary>Within a layer an edge runs straight between its stops: none of these pieces may touch another node's box.</summary>
    [Fact]
    public void Edges_pass_beside_boxes() =>
        Drawings.Sample(
            d =>
            {
                var layout = GraphLayout.Of(d);
                return d
                    .Edges.Zip(layout.Edges)
                    .All(pair =>
                        Enumerable
                            .Range(1, pair.Second.Count / 2 - 1)
                            .SelectMany(i =>
                                new[]
                                {
                                    (pair.Second[2 * i - 2], pair.Second[2 * i - 1]),
                                    (pair.Second[2 * i], pair.Second[2 * i + 1]),
                                }
                            )
                            .Select(piece => Around(piece.Item1, piece.Item2))
                            .All(piece =>
                                Enumerable
                                    .Range(0, d.Nodes.Length)
                                    .Where(n => n != pair.First.From && n != pair.First.To)
                                    .All(n => !layout.Nodes[n].Overlaps(piece))
                            )
                    );
            },
            threads: 1,
            iter: 200
        );

    [Fact]
    public void Pictures_are_well_formed() =>
        Drawings.Sample(d => XDocument.Parse(d.ToSvg()).Root is not null, threads: 1, iter: 50);

    [Fact]
    public void Reordering_removes_a_crossing()
    {
        DrawingNode[] nodes = [new("a", "k"), new("b", "k"), new("c", "k"), new("d", "k")];
        var graph = new LayeredGraph(GraphDrawing.Create(nodes, [(0, 3), (1, 2)]), _ => 40);
        Assert.Equal(1, GraphOrdering.Crossings(graph));
        GraphOrdering.Apply(graph);
        Assert.Equal(0, GraphOrdering.Crossings(graph));
    }

    [Fact]
    public void Blocks_have_layers_of_their_own()
    {
        // The second block takes only from the input, yet comes below the first.
        DrawingNode[] nodes = [new("input", "i"), new("a", "k", 0), new("b", "k", 0), new("c", "k", 1)];
        Assert.Equal([0, 1, 2, 3], GraphDrawing.Create(nodes, [(0, 1), (1, 2), (0, 3)]).Layers);
    }

    [Fact]
    public void A_block_that_is_left_and_entered_again_is_drawn_without_background()
    {
        DrawingNode[] nodes =
        [
            new("a", "k", 0),
            new("outside", "k"),
            new("b", "k", 0),
            new("c", "k", 1),
            new("d", "k", 0),
        ];
        (int, int)[] edges = [(0, 1), (1, 2), (0, 3), (3, 4)];
        Assert.Empty(GraphLayout.Of(GraphDrawing.Create(nodes, edges)).Groups);
    }

    [Fact]
    public void Cycles_and_missing_nodes_are_refused()
    {
        DrawingNode[] nodes = [new("a", "k"), new("b", "k")];
        Assert.Throws<ArgumentException>(() => GraphDrawing.Create(nodes, [(0, 1), (1, 0)]));
        var error = Assert.Throws<ArgumentException>(() => GraphDrawing.Create(nodes, [(0, 2)]));
        Assert.Contains("(0, 2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_lists_nodes_and_their_targets()
    {
        var text = GraphDrawing.Create([new("in", "k"), new("out", "k")], [(0, 1)], new() { Title = "pair" }).ToText();
        Assert.Equal(
            "Graph: pair, 2 nodes, 1 edges, 2 layers\n    0 in → 1\n    1 out",
            text,
            ignoreLineEndingDifferences: true
        );
    }

    private static Rectangle Around((double X, double Y) a, (double X, double Y) b) =>
        new(Math.Min(a.X, b.X) - 0.5, Math.Min(a.Y, b.Y), Math.Abs(a.X - b.X) + 1, Math.Abs(a.Y - b.Y));

    private static bool Contains(Rectangle outer, Rectangle inner) =>
        inner.X >= outer.X && inner.Y >= outer.Y && inner.Right <= outer.Right && inner.Bottom <= outer.Bottom;
}

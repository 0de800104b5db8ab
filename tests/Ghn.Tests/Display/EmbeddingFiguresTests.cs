using Ghn.Architectures;
using Ghn.Display;
using Ghn.Graphs;
using Ghn.Operators;

namespace Ghn.Tests.Display;

public sealed class EmbeddingFiguresTests
{
    /// <summary>Five nodes: stem, input, the pooling, output, classifier.</summary>
    private static readonly ComputationGraph Graph = new(
        new Architecture([new(Operator.MaxPool3x3, [0])]),
        new NetworkOptions { Blocks = 1, ReductionsAfter = [] }
    );

    [Fact]
    public void A_heat_map_has_a_row_for_every_node_and_zero_in_the_middle_of_its_colours()
    {
        var values = Enumerable.Range(0, 10).Select(i => (float)i - 2).ToArray();
        var heat = Assert.IsType<HeatSeries>(Assert.Single(EmbeddingFigures.Heat(Graph, values, "h").Series));
        Assert.Equal((5, 2), (heat.Rows, heat.Columns));
        Assert.Equal(values.Select(v => (double)v), heat.Values);
        Assert.Equal((-7, 7), heat.Range);
        Assert.Equal("2 max 3×3", heat.RowLabels!.Value[2]);
    }

    [Fact]
    public void Changes_are_euclidean_distances_from_one_snapshot_to_the_next()
    {
        var start = new float[10];
        var moved = new float[10];
        (moved[4], moved[5]) = (3, 4); // node 2
        var figure = EmbeddingFigures.Changes(Graph, [("start", start), ("a", moved), ("b", moved)], "moved");
        var heat = Assert.IsType<HeatSeries>(Assert.Single(figure.Series));
        Assert.Equal(["a", "b"], heat.ColumnLabels!.Value);
        Assert.Equal([0, 0, 0, 0, 5, 0, 0, 0, 0, 0], heat.Values);
    }

    [Fact]
    public void The_map_of_who_hears_of_whom_has_the_same_colours_whatever_is_in_it()
    {
        var all = new bool[,]
        {
            { true, true, true, true, true },
        };
        var heat = Assert.IsType<HeatSeries>(Assert.Single(EmbeddingFigures.ReceptiveFields(Graph, all, "r").Series));
        Assert.Equal((0, 1), heat.Range);
        Assert.Equal([1, 1, 1, 1, 1], heat.Values);
        Assert.Equal(["2 max 3×3"], heat.RowLabels!.Value);
        Assert.Equal(5, heat.ColumnLabels!.Value.Length);
    }

    [Fact]
    public void Numbers_that_are_no_embeddings_of_the_network_are_refused()
    {
        Assert.Contains("7 numbers", Refused(() => EmbeddingFigures.Heat(Graph, new float[7], "")));
        Assert.Contains("0 numbers", Refused(() => EmbeddingFigures.Heat(Graph, [], "")));
        Assert.Contains(
            "6 numbers",
            Refused(() => EmbeddingFigures.Changes(Graph, [("", new float[5]), ("", new float[6])], ""))
        );
        static string Refused(Func<object> act) => Assert.Throws<ArgumentException>(act).Message;
    }
}

using System.Text.RegularExpressions;
using Ghn.Architectures;
using Ghn.Display;
using Ghn.Graphs;
using Ghn.Operators;

namespace Ghn.Tests.Display;

public sealed class ArchitectureDrawingTests
{
    [Fact]
    public void A_kind_has_the_same_colour_in_every_drawing()
    {
        var alone = Stroke(new Architecture([new(Operator.MaxPool3x3, [0])]));
        var later = Stroke(
            new Architecture([
                new(Operator.DilatedConvolution3x3, [0]),
                new(Operator.Convolution1x1, [0]),
                new(Operator.MaxPool3x3, [0]),
            ])
        );
        Assert.Equal(alone, later);
    }

    [Fact]
    public void A_network_can_carry_a_number_for_each_node()
    {
        var graph = new ComputationGraph(
            new Architecture([new(Operator.MaxPool3x3, [0])]),
            new NetworkOptions { Blocks = 1, ReductionsAfter = [] }
        );
        double[] values = [0, 0.25, 0.5, 0.75, 1];
        var drawing = ArchitectureDrawing.Of(graph, values, "how far", "title");
        Assert.Equal(values, drawing.Nodes.Select(n => n.Value!.Value));
        Assert.Equal("0.250", drawing.Nodes[1].Caption);
        Assert.Equal(("how far", "title"), (drawing.Options.ValueTitle, drawing.Options.Title));
        Assert.Equal(ArchitectureDrawing.Of(graph).Edges, drawing.Edges);
        Assert.Contains("how far", drawing.ToSvg());
        Assert.Contains(
            "A network of 5 nodes needs one value per node, but got 4",
            Assert.Throws<ArgumentException>(() => ArchitectureDrawing.Of(graph, values[1..], "")).Message
        );
    }

    [Fact]
    public void Nodes_that_have_not_run_stand_back()
    {
        var graph = new ComputationGraph(
            new Architecture([new(Operator.MaxPool3x3, [0])]),
            new NetworkOptions { Blocks = 1, ReductionsAfter = [] }
        );
        var drawing = ArchitectureDrawing.Of(graph, [0, 1], "two have run");
        var plain = ArchitectureDrawing.Of(graph);
        Assert.Equal(plain.Nodes.Take(2), drawing.Nodes.Take(2));
        Assert.All(drawing.Nodes.Skip(2), n => Assert.Equal("not run", n.Kind));
        Assert.Contains("#c9ced6", drawing.ToSvg());
        Assert.DoesNotContain("#c9ced6", plain.ToSvg());
    }

    /// <summary>The outline of the box before the label "max 3×3".</summary>
    private static string Stroke(Architecture architecture)
    {
        var svg = ArchitectureDrawing.Of(architecture).ToSvg();
        var before = svg[..svg.IndexOf("max 3×3", StringComparison.Ordinal)];
        return Regex.Matches(before, "<rect[^>]*stroke=\"(#[0-9a-fA-F]+)\"")[^1].Groups[1].Value;
    }
}

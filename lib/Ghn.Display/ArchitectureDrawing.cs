using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Display;

/// <summary>Drawings of architectures and of whole networks.</summary>
public static class ArchitectureDrawing
{
    private static readonly string[] s_families =
    [
        "block input",
        "1×1 convolution",
        "separable convolution",
        "dilated convolution",
        "pooling",
        "identity",
        "block output",
        "stem, reduction, classifier",
        "3×3 convolution",
        "concatenation, ReLU",
    ];

    /// <summary>Draws one block: its input, its nodes and its output, the mean of the nodes that nobody reads.</summary>
    public static GraphDrawing Of(Architecture architecture, string title = "")
    {
        var nodes = new List<DrawingNode> { new("input", "block input") };
        nodes.AddRange(architecture.Nodes.Select((n, i) => Box(n.Operator, null, $"{i + 1}")));
        nodes.Add(new DrawingNode("mean", "block output"));
        var edges = architecture.Nodes.SelectMany((n, i) => n.Inputs.Select(u => (u, i + 1)));
        var ends = architecture.LooseEnds().Select(u => (u, nodes.Count - 1));
        return GraphDrawing.Create(
            nodes,
            edges.Concat(ends).ToArray(),
            new GraphDrawingOptions { Title = title, Kinds = s_families }
        );
    }

    /// <summary>Draws a whole network, one background for each block; captions are channels and feature map size.</summary>
    public static GraphDrawing Of(ComputationGraph graph, string title = "")
    {
        var nodes = graph
            .Nodes.Select(n => Box(n.Operator, n.Segment, $"{n.OutputChannels} × {n.OutputSize}²"))
            .ToArray();
        var edges = graph.Nodes.SelectMany(n => n.Inputs.Select(u => (u, n.Index))).ToArray();
        return GraphDrawing.Create(nodes, edges, new GraphDrawingOptions { Title = title, Kinds = s_families });
    }

    private static DrawingNode Box(OperatorKind kind, int? group, string caption) =>
        new(kind.ShortName(), Family(kind), group, Caption: caption);

    private static string Family(OperatorKind kind) =>
        kind switch
        {
            OperatorKind.Identity => "identity",
            OperatorKind.AveragePool3x3 or OperatorKind.MaxPool3x3 => "pooling",
            OperatorKind.Convolution1x1 => "1×1 convolution",
            OperatorKind.SeparableConvolution3x3 or OperatorKind.SeparableConvolution5x5 => "separable convolution",
            OperatorKind.DilatedConvolution3x3 or OperatorKind.DilatedConvolution5x5 => "dilated convolution",
            OperatorKind.Convolution3x3 => "3×3 convolution",
            OperatorKind.Concatenation or OperatorKind.Rectifier => "concatenation, ReLU",
            OperatorKind.BlockInput => "block input",
            OperatorKind.BlockOutput => "block output",
            _ => "stem, reduction, classifier",
        };
}

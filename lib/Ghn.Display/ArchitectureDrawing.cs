using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Operators;

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

    private const string NotRun = "not run";

    /// <summary>
    /// Draws one block: its input, its nodes and its output, which is the mean of the nodes that no other node reads.
    /// </summary>
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

    /// <summary>
    /// Draws a whole network with one background per block; captions show channels and feature map size.
    /// </summary>
    public static GraphDrawing Of(ComputationGraph graph, string title = "")
    {
        var nodes = graph
            .Nodes.Select(n => Box(n.Operator, n.Block, $"{n.OutputChannels} × {n.OutputSize}²"))
            .ToArray();
        var edges = graph.Nodes.SelectMany(n => n.Inputs.Select(u => (u, n.Index))).ToArray();
        return GraphDrawing.Create(nodes, edges, new GraphDrawingOptions { Title = title, Kinds = s_families });
    }

    /// <summary>
    /// Draws a whole network with one value per node as a colour. <paramref name="values"/> are in the order of
    /// <see cref="ComputationGraph.Nodes"/>; <paramref name="valueTitle"/> is the label of the colour bar.
    /// </summary>
    public static GraphDrawing Of(
        ComputationGraph graph,
        IReadOnlyList<double> values,
        string valueTitle,
        string title = ""
    )
    {
        if (values.Count != graph.Nodes.Count)
            throw new ArgumentException(
                $"A network of {graph.Nodes.Count} nodes needs one value per node, but got {values.Count}.",
                nameof(values)
            );
        var plain = Of(graph, title);
        var captions = values.Select(v => v.ToString("0.000", CultureInfo.InvariantCulture)).ToArray();
        var nodes = plain.Nodes.Select((n, i) => n with { Value = values[i], Caption = captions[i] }).ToArray();
        return GraphDrawing.Create(nodes, plain.Edges, plain.Options with { ValueTitle = valueTitle });
    }

    /// <summary>
    /// Draws a whole network and highlights the nodes that have run (<paramref name="run"/>, indices), such as those of
    /// an anytime network within its budget. The other nodes are grey.
    /// </summary>
    public static GraphDrawing Of(ComputationGraph graph, IEnumerable<int> run, string title)
    {
        var plain = Of(graph, title);
        var lit = run.ToHashSet();
        var nodes = plain.Nodes.Select((n, i) => lit.Contains(i) ? n : n with { Kind = NotRun }).ToArray();
        return GraphDrawing.Create(nodes, plain.Edges, plain.Options with { MutedKind = NotRun });
    }

    private static DrawingNode Box(Operator kind, int? group, string caption) =>
        new(kind.Name, kind.Family, group, Caption: caption);
}

namespace Ghn.Display;

/// <summary>A drawing of a directed acyclic graph: layers, boxes coloured by kind, blocks as backgrounds.</summary>
/// <remarks>Layered drawing after Sugiyama, Tagawa and Toda (1981): layers, order, coordinates, one after the other.</remarks>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record GraphDrawing : IDisplayable
{
    private GraphDrawing(
        ImmutableArray<DrawingNode> nodes,
        ImmutableArray<(int From, int To)> edges,
        GraphDrawingOptions options
    )
    {
        (Nodes, Edges, Options) = (nodes, edges, options);
        (Layers, GroupsApart) = GraphLayers.Assign(nodes, edges);
    }

    /// <summary>The boxes.</summary>
    public ImmutableArray<DrawingNode> Nodes { get; }

    /// <summary>The arrows, as positions in <see cref="Nodes"/>.</summary>
    public ImmutableArray<(int From, int To)> Edges { get; }

    /// <summary>The options of the drawing.</summary>
    public GraphDrawingOptions Options { get; }

    /// <summary>The layer of each node; every edge goes to a later layer.</summary>
    public ImmutableArray<int> Layers { get; }

    internal bool GroupsApart { get; }

    /// <summary>Creates a drawing from top to bottom. An edge to a missing node or a cycle is an error.</summary>
    public static GraphDrawing Create(
        IReadOnlyList<DrawingNode> nodes,
        IReadOnlyList<(int From, int To)> edges,
        GraphDrawingOptions? options = null
    )
    {
        foreach (var (from, to) in edges)
            if (from < 0 || to < 0 || from >= nodes.Count || to >= nodes.Count)
                throw new ArgumentException(
                    $"Edge ({from}, {to}) is invalid: the nodes are 0 … {nodes.Count - 1}.",
                    nameof(edges)
                );
        return new GraphDrawing([.. nodes], [.. edges], options ?? new GraphDrawingOptions());
    }

    /// <summary>The drawing as an SVG.</summary>
    public string ToSvg() => GraphSvg.Draw(this);

    /// <inheritdoc/>
    public string ToHtml() => $"""<div class="ghn-graph" style="overflow-x:auto">{ToSvg()}</div>""";

    /// <inheritdoc/>
    public string ToText()
    {
        const int most = 60;
        var text = new StringBuilder("Graph: ").Append(Options.Title).Append(Options.Title.Length > 0 ? ", " : "");
        var layers = Layers.DefaultIfEmpty(-1).Max() + 1;
        text.AppendLine(CultureInfo.InvariantCulture, $"{Nodes.Length} nodes, {Edges.Length} edges, {layers} layers");
        var targets = Edges.ToLookup(e => e.From, e => e.To);
        foreach (var i in Enumerable.Range(0, Nodes.Length).Take(most))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {i, 3} {Nodes[i].Label}");
            text.AppendLine(targets[i].Any() ? " → " + string.Join(", ", targets[i].Order()) : "");
        }
        if (Nodes.Length > most)
            text.AppendLine(CultureInfo.InvariantCulture, $"  … {Nodes.Length - most} more nodes");
        return text.ToString().TrimEnd();
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();
}

/// <summary>One box of a <see cref="GraphDrawing"/>.</summary>
/// <param name="Label">The text in the box.</param>
/// <param name="Kind">The kind: it determines the colour and appears in the legend.</param>
/// <param name="Group">Its block; nodes with the same number share a background.</param>
/// <param name="Value">A value shown as a colour instead of the colour of the kind.</param>
/// <param name="Caption">A second, smaller line in the box.</param>
public sealed record DrawingNode(
    string Label,
    string Kind,
    int? Group = null,
    double? Value = null,
    string? Caption = null
);

/// <summary>Options of a <see cref="GraphDrawing"/>.</summary>
public sealed record GraphDrawingOptions
{
    /// <summary>The title above the drawing.</summary>
    public string Title { get; init; } = "";

    /// <summary>The label of the nodes' values, if they have any.</summary>
    public string ValueTitle { get; init; } = "value";

    /// <summary>
    /// Kinds in the order of the palette, so that a kind has the same colour in all drawings. Other kinds follow in the
    /// order in which they appear.
    /// </summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>A kind drawn in pale grey; null: none.</summary>
    public string? MutedKind { get; init; }
}

namespace Ghn.Display;

/// <summary>One box of a <see cref="GraphDrawing"/>.</summary>
/// <param name="Label">The text in the box.</param>
/// <param name="Kind">What decides its colour, and appears in the legend.</param>
/// <param name="Group">The block it belongs to: nodes with the same number share a background.</param>
/// <param name="Value">A number shown as heat instead of the kind's tint.</param>
/// <param name="Caption">A second, smaller line in the box.</param>
public sealed record DrawingNode(
    string Label,
    string Kind,
    int? Group = null,
    double? Value = null,
    string? Caption = null
);

/// <summary>The direction in which the edges of a drawing point.</summary>
public enum DrawingDirection
{
    /// <summary>Inputs above, outputs below.</summary>
    TopToBottom,

    /// <summary>Inputs on the left, outputs on the right.</summary>
    LeftToRight,
}

/// <summary>How a <see cref="GraphDrawing"/> looks.</summary>
public sealed record GraphDrawingOptions
{
    /// <summary>Where the edges point.</summary>
    public DrawingDirection Direction { get; init; } = DrawingDirection.TopToBottom;

    /// <summary>The line above the drawing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the nodes' values mean, if they have any.</summary>
    public string ValueTitle { get; init; } = "value";

    /// <summary>
    /// Kinds in the order of the palette, so that a kind has the same colour in every drawing of a series; kinds that are
    /// not named come after them, as they appear.
    /// </summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>A kind that stands back, in pale grey; null: none does.</summary>
    public string? MutedKind { get; init; }

    /// <summary>The label of a group's background.</summary>
    public Func<int, string> GroupTitle { get; init; } = group => $"Block {group + 1}";
}

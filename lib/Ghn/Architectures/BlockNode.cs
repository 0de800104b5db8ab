namespace Ghn.Architectures;

/// <summary>One node of a block: its operator and the nodes it reads.</summary>
/// <param name="Operator">An operator that can be searched.</param>
/// <param name="Inputs">Distinct earlier nodes, ascending: 0 is the block input, i is the i-th node.</param>
public sealed record BlockNode(
    [property: JsonRequired] Operator Operator,
    [property: JsonRequired] IReadOnlyList<int> Inputs
)
{
    internal const int MaxScale = 2;

    /// <summary>
    /// The spatial scale of the node, for anytime networks (table "Settings"): 0 is the block's size, 1 half of it, 2 a
    /// quarter. Inputs of another size are pooled or upsampled.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Scale { get; init; }

    /// <summary>Whether the node has an early-exit classifier, for anytime networks (table "Settings").</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Exit { get; init; }

    /// <summary>Such as "max 3×3(0,1)/2!": operator, inputs, size as a part of the block's, exit.</summary>
    public override string ToString() =>
        $"{Operator.Name}({string.Join(',', Inputs)}){(Scale > 0 ? $"/{1 << Scale}" : "")}{(Exit ? "!" : "")}";
}

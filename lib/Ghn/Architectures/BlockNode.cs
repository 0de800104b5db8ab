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
    /// The size it works at, for anytime networks (table "Settings"): 0 is the block's, 1 half of it, 2 a quarter. Inputs
    /// of another size are pooled or upsampled to it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Scale { get; init; }

    /// <summary>Whether an early-exit classifier hangs on it, for anytime networks (table "Settings").</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Exit { get; init; }

    /// <summary>Such as "max 3×3(0,1)/2!": operator, inputs, size as a part of the block's, exit.</summary>
    public override string ToString() =>
        $"{Operator.Name}({string.Join(',', Inputs)}){(Scale > 0 ? $"/{1 << Scale}" : "")}{(Exit ? "!" : "")}";
}

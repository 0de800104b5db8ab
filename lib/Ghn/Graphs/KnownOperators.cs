namespace Ghn.Graphs;

/// <summary>
/// The operators that a hypernetwork tells apart: the built-in ones, and after them those that it was made with besides. An
/// operator's place among them is its row in a node embedding, the 1 of its one-hot vector (section 4.2).
/// </summary>
public sealed class KnownOperators
{
    private readonly Dictionary<Operator, long> _rows = [];

    /// <summary>Those that are built in, and <paramref name="added"/>; null: none.</summary>
    public KnownOperators(IReadOnlyList<Operator>? added = null)
    {
        Added = added ?? [];
        foreach (var known in Operator.BuiltIn.Concat(Added))
            _rows.TryAdd(known, _rows.Count);
    }

    /// <summary>Those that it was made with; built-in ones may be among them.</summary>
    public IReadOnlyList<Operator> Added { get; }

    /// <summary>Rows of a node embedding.</summary>
    public int Count => _rows.Count;

    /// <summary>The row of an operator. Throws <see cref="GhnException"/> if it is not known.</summary>
    public long RowOf(Operator wanted) =>
        _rows.TryGetValue(wanted, out var row) ? row : throw Unknown(wanted, $"does not know the operator {wanted}");

    /// <summary>The error that a hypernetwork throws for an operator that it was not made with.</summary>
    internal static GhnException Unknown(Operator wanted, string why) =>
        new($"This hypernetwork {why}: make it with Operators = [{wanted}] in its options.");

    /// <summary>The rows of a block's nodes, int64 [n], in the caller's dispose scope.</summary>
    public Tensor RowsOf(GraphBlock block) =>
        tensor(block.Operators.Select(RowOf).ToArray(), device: block.Owners.device);
}

namespace Ghn.Graphs;

/// <summary>
/// The operators that a hypernetwork knows: the built-in ones, followed by those added when it was created. The index
/// of an operator is its row in the node embedding, the position of the 1 in its one-hot vector (section 4.2).
/// </summary>
public sealed class KnownOperators
{
    private readonly Dictionary<Operator, long> _rows = [];

    /// <summary>The built-in operators and <paramref name="added"/>; null: none are added.</summary>
    public KnownOperators(IReadOnlyList<Operator>? added = null)
    {
        Added = added ?? [];
        foreach (var known in Operator.BuiltIn.Concat(Added))
            _rows.TryAdd(known, _rows.Count);
    }

    /// <summary>The added operators; they may include built-in ones.</summary>
    public IReadOnlyList<Operator> Added { get; }

    /// <summary>Rows of a node embedding.</summary>
    public int Count => _rows.Count;

    /// <summary>The row of an operator. Throws <see cref="GhnException"/> if the operator is unknown.</summary>
    public long RowOf(Operator wanted) =>
        _rows.TryGetValue(wanted, out var row) ? row : throw Unknown(wanted, $"does not know the operator {wanted}");

    /// <summary>The exception for an operator that the hypernetwork does not know.</summary>
    internal static GhnException Unknown(Operator wanted, string why) =>
        new($"This hypernetwork {why}: create it with Operators = [{wanted}] in its options.");

    /// <summary>The rows of a block's nodes, int64 [n], in the caller's dispose scope.</summary>
    public Tensor RowsOf(GraphBlock block) =>
        tensor(block.Operators.Select(RowOf).ToArray(), device: block.Owners.device);
}

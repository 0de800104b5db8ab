using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Ghn.Anytime;

/// <summary>
/// The answer of a network within its budget, and the nodes that it ran. Owns its logits: dispose it.
/// </summary>
/// <param name="Exit">The graph's exit with these logits, from 0; null if none was reached.</param>
/// <param name="Nodes">Indices of the nodes that were run, in order.</param>
/// <param name="MultiplyAdds">Multiply-adds of these nodes for one image, as in <see cref="Graphs.Cost"/>.</param>
public sealed record AnytimeAnswer(int? Exit, IReadOnlyList<int> Nodes, long MultiplyAdds) : IDisposable
{
    private readonly Tensor? _logits;

    /// <summary>
    /// Logits [B, classes] of the best exit that was reached. Throws <see cref="GhnException"/> if none was (see
    /// <see cref="HasAnswer"/>).
    /// </summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)] // nobody who only looks at the answer gets the exception
    public Tensor Logits
    {
        get =>
            _logits
            ?? throw new GhnException(
                "There are no logits: no exit was reached within the budget or time. Check HasAnswer first, or allow more."
            );
        internal init => _logits = value;
    }

    /// <summary>Whether any exit was reached.</summary>
    [MemberNotNullWhen(true, nameof(Exit))]
    public bool HasAnswer => Exit is not null;

    /// <summary>Frees the logits.</summary>
    public void Dispose() => _logits?.Dispose();

    /// <summary>A description without the logits.</summary>
    public override string ToString() =>
        (Exit is { } exit ? $"exit {exit}" : "no exit")
        + $" after {Nodes.Count} nodes, {MultiplyAdds:N0} multiply-adds";
}

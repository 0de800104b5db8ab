using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Ghn.Anytime;

/// <summary>What a network said before its budget was spent, and exactly what it ran for it. Owns its logits: dispose it.</summary>
/// <param name="Exit">Which of the graph's exits gave the logits, from 0; null if none was reached.</param>
/// <param name="Nodes">Indices of the nodes that were run, in the order in which they were.</param>
/// <param name="MultiplyAdds">Of these nodes, for one image, by <see cref="Graphs.Cost"/>.</param>
public sealed record AnytimeAnswer(int? Exit, IReadOnlyList<int> Nodes, long MultiplyAdds) : IDisposable
{
    private readonly Tensor? _logits;

    /// <summary>
    /// [B, classes], of the best exit that was reached. Throws <see cref="GhnException"/> if none was: see
    /// <see cref="HasAnswer"/>.
    /// </summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)] // nobody who only looks at the answer gets the exception
    public Tensor Logits
    {
        get =>
            _logits
            ?? throw new GhnException(
                "There are no logits: no exit was reached within the budget or the time. Look at HasAnswer first, or give more."
            );
        internal init => _logits = value;
    }

    /// <summary>Whether any exit was reached.</summary>
    [MemberNotNullWhen(true, nameof(Exit))]
    public bool HasAnswer => Exit is not null;

    /// <summary>Frees the logits.</summary>
    public void Dispose() => _logits?.Dispose();

    /// <summary>In words; without the logits.</summary>
    public override string ToString() =>
        (Exit is { } exit ? $"exit {exit}" : "no exit")
        + $" after {Nodes.Count} nodes, {MultiplyAdds:N0} multiply-adds";
}

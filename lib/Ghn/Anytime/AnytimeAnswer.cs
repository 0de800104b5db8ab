using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace Ghn.Anytime;

/// <summary>What a network said before its budget was spent, and exactly what it ran for it. Owns its logits: dispose it.</summary>
/// <param name="Logits">[B, classes], of the best exit that was reached; null if none was.</param>
/// <param name="Exit">Which of the graph's exits that is, from 0; null if none was reached.</param>
/// <param name="Nodes">Indices of the nodes that were run, in the order in which they were.</param>
/// <param name="MultiplyAdds">
/// Of these nodes, for one image, by <see cref="Graphs.Cost"/>: with norms on every edge a convolution of several inputs runs
/// once for each, and is counted once.
/// </param>
public sealed record AnytimeAnswer(Tensor? Logits, int? Exit, IReadOnlyList<int> Nodes, long MultiplyAdds) : IDisposable
{
    /// <summary>Whether any exit was reached.</summary>
    [MemberNotNullWhen(true, nameof(Logits), nameof(Exit))]
    public bool HasAnswer => Logits is not null && Exit is not null;

    /// <summary>Frees the logits.</summary>
    public void Dispose() => Logits?.Dispose();
}

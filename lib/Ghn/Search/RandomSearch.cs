using Ghn.Architectures;
using Ghn.Spaces;

namespace Ghn.Search;

/// <summary>
/// Random search: the paper's search (section 5.1), and the baseline for all others (Li and Talwalkar 2019).
/// </summary>
public sealed class RandomSearch : SearchAlgorithm
{
    /// <inheritdoc/>
    protected override (IArchitecture Architecture, int? Parent) Propose(
        ISearchSpace space,
        IReadOnlyList<Candidate> history,
        RandomStream random
    ) => (space.Sample(random), null);
}

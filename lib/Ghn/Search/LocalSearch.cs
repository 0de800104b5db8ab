using Ghn.Architectures;
using Ghn.Spaces;

namespace Ghn.Search;

/// <summary>
/// Hill climbing (White et al. 2020, "Local search is state of the art for neural architecture search benchmarks"). It
/// scores neighbours of the best architecture of the current climb and moves to a better one. After
/// <see cref="Patience"/> neighbours without improvement it restarts from a random architecture.
/// </summary>
public sealed class LocalSearch : SearchAlgorithm
{
    /// <summary>Number of neighbours without improvement after which the search restarts.</summary>
    public int Patience
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 20;

    /// <inheritdoc/>
    protected override (IArchitecture Architecture, int? Parent) Propose(
        ISearchSpace space,
        IReadOnlyList<Candidate> history,
        RandomStream random
    )
    {
        var (current, failures) = (-1, 0);
        for (var i = 0; i < history.Count; i++)
            if (history[i].Parent is null || history[i].Score > history[current].Score)
                (current, failures) = (i, 0);
            else
                failures++;
        return current < 0 || failures >= Patience
            ? (space.Sample(random), null)
            : (space.Mutate(history[current].Architecture, random), current);
    }
}

using Ghn.Architectures;
using Ghn.Spaces;

namespace Ghn.Search;

/// <summary>
/// Aging evolution (Real et al. 2019, "Regularized evolution for image classifier architecture search"): the population is
/// the latest <see cref="Population"/> architectures; each step mutates the best of <see cref="Sample"/> of them, drawn at
/// random.
/// </summary>
public sealed class RegularizedEvolution : SearchAlgorithm
{
    /// <summary>Size of the population; 100 in the publication.</summary>
    public int Population
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 100;

    /// <summary>
    /// Tournament size: the best of this many random members becomes the parent; 25 in the publication.
    /// </summary>
    public int Sample
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 25;

    /// <inheritdoc/>
    protected override (IArchitecture Architecture, int? Parent) Propose(
        ISearchSpace space,
        IReadOnlyList<Candidate> history,
        RandomStream random
    )
    {
        if (history.Count < Population)
            return (space.Sample(random), null);
        var oldest = history.Count - Population;
        var parent = random.Permutation(Population).Take(Sample).Select(i => oldest + i).MaxBy(i => history[i].Score);
        return (space.Mutate(history[parent].Architecture, random), parent);
    }
}

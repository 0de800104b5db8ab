using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Spaces;

namespace Ghn.Search;

/// <summary>An architecture that a search has scored.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Score">Its score; higher is better.</param>
/// <param name="Parent">Index of its parent in the history; null: drawn at random.</param>
public sealed record Candidate(IArchitecture Architecture, double Score, int? Parent = null);

/// <summary>
/// A search for architectures with a high score. An algorithm proposes the next architecture from the history of scored
/// ones. It has no other state, so a stopped search can resume from its history.
/// </summary>
public abstract class SearchAlgorithm
{
    private const int Tries = 100; // draws of one that is new, before an old one is looked at again

    /// <summary>Proposes the next architecture, with the index of its parent in the history (null: none).</summary>
    /// <param name="space">The search space.</param>
    /// <param name="history">The scored architectures so far, in order.</param>
    /// <param name="random">The only source of randomness.</param>
    protected abstract (IArchitecture Architecture, int? Parent) Propose(
        ISearchSpace space,
        IReadOnlyList<Candidate> history,
        RandomStream random
    );

    /// <summary>
    /// Scores architectures until the history has <paramref name="budget"/> of them, and returns the history. The same
    /// seed gives the same history, also if the search resumes from an earlier one; an incomplete round of an earlier
    /// history is scored again. Throws <see cref="GhnException"/> if a score is not a number.
    /// </summary>
    /// <param name="space">The search space.</param>
    /// <param name="network">The chain of blocks around an architecture.</param>
    /// <param name="score">The score to maximise.</param>
    /// <param name="budget">Total number of architectures, at least 1.</param>
    /// <param name="seed">Seed of all random choices.</param>
    /// <param name="earlier">The history of a stopped search; null: a new search.</param>
    /// <param name="atOnce">
    /// Number of architectures per round: they are proposed from the same history and scored together, on several
    /// threads.
    /// </param>
    /// <param name="progress">Reports every scored architecture; null: no reports.</param>
    /// <param name="cancellation">Stops the search between two scorings.</param>
    public IReadOnlyList<Candidate> Run(
        ISearchSpace space,
        NetworkOptions network,
        IScore score,
        int budget,
        long seed = 0,
        IReadOnlyList<Candidate>? earlier = null,
        int atOnce = 1,
        Action<Candidate>? progress = null,
        CancellationToken cancellation = default
    ) =>
        Run(
            space,
            architectures => score.Of([.. architectures.Select(a => space.Build(a, network))], cancellation),
            budget,
            seed,
            earlier,
            atOnce,
            progress,
            cancellation
        );

    /// <summary>
    /// The same for scores of architectures that need no network, such as the accuracies of a tabular benchmark.
    /// <paramref name="score"/> returns one number per architecture, in order.
    /// </summary>
    public IReadOnlyList<Candidate> Run(
        ISearchSpace space,
        Func<IReadOnlyList<IArchitecture>, IReadOnlyList<double>> score,
        int budget,
        long seed = 0,
        IReadOnlyList<Candidate>? earlier = null,
        int atOnce = 1,
        Action<Candidate>? progress = null,
        CancellationToken cancellation = default
    )
    {
        Require.AtLeast(1, budget, nameof(budget));
        Require.AtLeast(1, atOnce, nameof(atOnce));
        var history = new List<Candidate>(earlier ?? []);
        if (history.Count < budget) // what is proposed depends on the history at the beginning of its round
            history.RemoveRange(history.Count - history.Count % atOnce, history.Count % atOnce);
        var seen = history.Select(c => c.Architecture.StructuralHash()).ToHashSet();
        while (history.Count < budget)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = new List<(IArchitecture Architecture, int? Parent)>();
            while (next.Count < Math.Min(atOnce, budget - history.Count))
                next.Add(New(space, history, seen, new RandomStream(seed, GetType().Name, history.Count + next.Count)));
            var scores = score([.. next.Select(n => n.Architecture)]);
            if (scores.Count != next.Count)
                throw new GhnException(
                    $"{scores.Count} scores were returned for {next.Count} architectures: return one for each."
                );
            if (scores.ToList().FindIndex(double.IsNaN) is >= 0 and var bad)
                throw new GhnException($"The score of {next[bad].Architecture} is not a number.");
            foreach (var ((architecture, parent), value) in next.Zip(scores))
            {
                history.Add(new Candidate(architecture, value, parent));
                progress?.Invoke(history[^1]);
            }
        }
        return history;
    }

    private (IArchitecture, int?) New(
        ISearchSpace space,
        IReadOnlyList<Candidate> history,
        HashSet<ulong> seen,
        RandomStream random
    )
    {
        var proposed = Propose(space, history, random);
        for (var i = 1; i < Tries && !seen.Add(proposed.Architecture.StructuralHash()); i++)
            proposed = Propose(space, history, random);
        return proposed;
    }
}

namespace Ghn.Experiments.Studies;

/// <summary>Where a block comes from.</summary>
public enum BlockOrigin
{
    /// <summary>Among the best of the search by the graph hypernetwork, best first.</summary>
    Found,

    /// <summary>Drawn at random.</summary>
    Random,
}

/// <summary>The blocks that random search on CIFAR-10 found, for experiments that train them elsewhere.</summary>
/// <param name="find">The blocks, best first; null: the search has not chosen them yet.</param>
/// <param name="prepare">Computes the search where that takes seconds; null: it is an experiment of its own.</param>
internal sealed class FoundBlocks(
    Func<IReadOnlyList<Architecture>?> find,
    Action<int, IProgress<UnitProgress>?, CancellationToken>? prepare = null
)
{
    private IReadOnlyList<Architecture>? _found;

    /// <summary>The blocks, best first; null: the search has not chosen them yet.</summary>
    public IReadOnlyList<Architecture>? Known => _found ??= find();

    public void Prepare(int workers, IProgress<UnitProgress>? progress, CancellationToken cancellation)
    {
        if (Known is null)
            prepare?.Invoke(workers, progress, cancellation);
    }

    /// <summary>The blocks that the search of tables 1 and 2 has chosen, in the folder of an experiment.</summary>
    /// <param name="context">The experiment that trains them.</param>
    /// <param name="choose">Their numbers among the candidates; null: it cannot tell yet.</param>
    internal static FoundBlocks Of(
        ExperimentContext context,
        Func<SearchExperiment, IReadOnlyDictionary<SearchUnit, SearchResult>, IReadOnlyList<int>?> choose
    )
    {
        var settings = context.Settings;
        var smoke = settings.Profile == Profile.Smoke;
        // Blocks are found on CIFAR-10, whatever they are trained on; in the smoke profile where all else is.
        var onCifar = smoke ? settings : settings with { Data = settings.Data with { Name = Cifar10.Name } };
        return new(Find, smoke ? Run : null);

        UnitExperiment Open(string name) => PaperExperiments.Create(name, onCifar, context.ResultsFolder);

        IReadOnlyList<Architecture>? Find()
        {
            using var search = (SearchExperiment)Open(PaperExperiments.Table1);
            using var table4 = Open(PaperExperiments.Table4); // tells with which surrogate it searched
            return search.HasLedger && (smoke || table4.HasLedger)
                ? choose(search, search.Results())?.Select(i => search.Candidates[i]).ToArray()
                : null;
        }

        void Run(int workers, IProgress<UnitProgress>? progress, CancellationToken cancellation)
        {
            using var search = Open(PaperExperiments.Table1);
            search.Run(workers, progress, cancellation);
        }
    }

    /// <summary>What to say of a ledger with results of found blocks where the search is not there.</summary>
    internal static GhnException NoSearch(string ledger) =>
        new(
            $"{ledger} has results of blocks that {PaperExperiments.Table1} found, and the ledger of {PaperExperiments.Table1} is "
                + $"not complete here: put it into the same folder (ghn experiment {PaperExperiments.Table1})."
        );
}

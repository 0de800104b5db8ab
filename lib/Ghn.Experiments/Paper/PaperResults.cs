using Ghn.Experiments.Studies;

namespace Ghn.Experiments.Paper;

/// <summary>
/// What a notebook shows of the experiments: their ledgers, completed first if a profile asks for it. A replay whose
/// ledgers are not complete falls back to the smoke profile on the generated set, which is.
/// </summary>
public sealed class PaperResults
{
    private readonly string _folder;
    private readonly Dictionary<string, IReadOnlyList<(SurrogateOptions Options, SurrogateRanking Ranking)>> _ranked =
    [];
    private GroundTruthTable? _truth;
    private SearchResults? _searches;
    private AnytimeResults? _anytime;

    /// <summary>Finds out which ledgers are shown.</summary>
    /// <param name="settings">Profile and data.</param>
    /// <param name="resultsFolder">The folder of the ledgers.</param>
    /// <param name="experiments">Names of those that must be complete, besides the ground truth.</param>
    public PaperResults(NotebookSettings settings, string resultsFolder, params string[] experiments)
    {
        _folder = resultsFolder;
        Names = [PaperExperiments.Truth, .. experiments];
        Asked = Settings = settings;
        if (settings.Replay && !Names.All(IsComplete))
            Settings = settings.AsSmoke();
    }

    /// <summary>What is really shown.</summary>
    public NotebookSettings Settings { get; }

    internal NotebookSettings Asked { get; }

    /// <summary>Names of the experiments.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Options of the experiments at this scale.</summary>
    public ProfileSettings Scale => ProfileSettings.Of(Settings.Profile);

    /// <summary>The settings as rows of a table.</summary>
    public IReadOnlyList<(string Name, string Value)> Describe()
    {
        var (truth, training) = (Scale.GroundTruth, Scale.Ghn.Training);
        var gnn = Scale.Ghn.Hypernetwork.Gnn;
        return
        [
            ("profile, data set", $"{Settings.Profile.Name()}, {Settings.Data.Name}"),
            ("architectures of the ground truth, training seeds", $"{truth.Architectures}, {truth.Seeds}"),
            ("blocks, N, F", $"{truth.Network.Blocks}, {truth.Space.Nodes}, {truth.Network.Channels}"),
            ("steps of a network's training, images a step", $"{truth.Training.Steps:N0}, {truth.Training.BatchSize}"),
            ("N of the blocks that the GHN trains on", $"{training.Blocks.Nodes}"),
            ("steps of its training, architectures a step", $"{training.Steps:N0}, {training.ArchitecturesPerStep}"),
            ("its phases T", $"{gnn.Phases}"),
            ("seeds of a surrogate", $"{Scale.Seeds}"),
        ];
    }

    /// <summary>
    /// Computes what the ledgers lack, one experiment after the other, on as many threads as there are processors; nothing
    /// if they are complete.
    /// </summary>
    public void Complete(IProgress<UnitProgress>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var name in Names)
        {
            using var experiment = Open<UnitExperiment>(name);
            experiment.Run(Environment.ProcessorCount, progress, cancellation);
        }
    }

    /// <summary>The ground truth.</summary>
    public GroundTruthTable Truth()
    {
        if (_truth is not null)
            return _truth;
        using var experiment = Open<GroundTruth>(PaperExperiments.Truth);
        return _truth = GroundTruthTable.Read(experiment);
    }

    /// <summary>How the surrogates of an experiment rank the ground truth.</summary>
    public IReadOnlyList<SurrogateRanking> Rankings(string experiment) =>
        [.. Ranked(experiment).Select(r => r.Ranking)];

    internal SurrogateRanking Ranking(string surrogate) =>
        Rankings(PaperExperiments.Table4).First(r => r.Name == surrogate);

    /// <summary>
    /// The graph hypernetwork that all comparisons start from, then the variants of an experiment: table 5 or one of the
    /// figures.
    /// </summary>
    public IReadOnlyList<(SurrogateOptions Options, SurrogateRanking Ranking)> Compared(string experiment) =>
        [(Scale.Ghn, Rankings(PaperExperiments.Table4)[0]), .. Ranked(experiment)];

    /// <summary>Of these the first with such options; null: there is none at this scale.</summary>
    internal SurrogateRanking? Variant(string experiment, Func<SurrogateOptions, bool> which) =>
        Compared(experiment).FirstOrDefault(c => which(c.Options)).Ranking;

    /// <summary>
    /// How the graph hypernetwork that all comparisons start from, trained with seed 0, ranks the ground truth when it
    /// reads other edges than those of the networks that run; those of several other architectures stand as seeds. Throws
    /// <see cref="GhnException"/> if a unit is missing.
    /// </summary>
    public IReadOnlyDictionary<EdgesRead, SurrogateRanking> EdgeAblation()
    {
        using var experiment = Open<EdgeAblation>(PaperExperiments.EdgeAblation);
        experiment.RequireComplete();
        return experiment
            .Results()
            .GroupBy(r => r.Key.Edges)
            .OrderBy(g => g.Key)
            .ToDictionary(
                g => g.Key,
                g => new SurrogateRanking(
                    $"{g.Key}",
                    Truth().Tests,
                    [.. g.OrderBy(r => r.Key.Further).Select(r => r.Value.Scores)]
                )
            );
    }

    /// <summary>Random search with each surrogate (tables 1 and 2).</summary>
    public SearchResults Searches()
    {
        if (_searches is not null)
            return _searches;
        using var search = Open<SearchExperiment>(PaperExperiments.Table1);
        return _searches = SearchResults.Read(search, Truth(), Costs());
    }

    /// <summary>The search for anytime networks (figures 3 and 4), with a scale of its own to fall back to.</summary>
    public AnytimeResults Anytime() => _anytime ??= new(Asked, _folder);

    /// <summary>The transfer of found blocks to other images, with a scale of its own to fall back to.</summary>
    public TransferResults Transfer() => new(Asked, _folder);

    /// <summary>
    /// The block that the search on CIFAR-10 found in the paper profile, trained on ImageNet; none: nobody has done that here.
    /// </summary>
    public IReadOnlyList<MobileResult> TrainedOnImageNet() =>
        MobileExperiment.Found(
            Asked with
            {
                Profile = Profile.Paper,
                Data = Asked.Data with { Name = Cifar10.Name },
            },
            _folder
        );

    /// <summary>
    /// What each surrogate of table 4 and training networks directly cost, measured on a quiet machine.
    /// </summary>
    public MeasuredCosts Costs()
    {
        using var costs = Open<Costs>(PaperExperiments.Costs);
        return MeasuredCosts.Read(costs, Scale);
    }

    /// <summary>Scores that cost nothing: what a surrogate must beat.</summary>
    public IReadOnlyList<SurrogateRanking> ZeroCostScores()
    {
        var truth = Truth();
        return
        [
            new("parameters", truth.Tests, [truth.Of(r => r.Parameters)]),
            new("multiply-adds", truth.Tests, [truth.Of(r => r.MultiplyAdds)]),
            new("depth", truth.Tests, [truth.Depth()]),
        ];
    }

    /// <summary>Results of a surrogate by seed: its costs and its training.</summary>
    public IReadOnlyList<SurrogateScores> Results(string experiment, string variant)
    {
        using var surrogates = Open<Surrogates>(experiment);
        var results = surrogates.Results();
        return [.. Enumerable.Range(0, surrogates.Seeds).Select(s => results[new TrainedSurrogate(variant, s)])];
    }

    private IReadOnlyList<(SurrogateOptions Options, SurrogateRanking Ranking)> Ranked(string experiment)
    {
        if (_ranked.TryGetValue(experiment, out var known))
            return known;
        using var surrogates = Open<Surrogates>(experiment);
        return _ranked[experiment] = [
            .. surrogates.Variants.Select(v => (surrogates.Of(v), SurrogateRanking.Of(v, Truth(), surrogates))),
        ];
    }

    private T Open<T>(string name)
        where T : UnitExperiment => (T)PaperExperiments.Create(name, Settings, _folder);

    private bool IsComplete(string name)
    {
        using var experiment = Open<UnitExperiment>(name);
        return experiment.IsComplete();
    }
}

using Ghn.Experiments.Units;

namespace Ghn.Experiments.Paper;

/// <summary>
/// What a notebook shows of the experiments: their ledgers, completed first if a profile asks for it. A replay whose
/// ledgers are not complete falls back to the smoke profile on the generated set, which is.
/// </summary>
public sealed class Evidence
{
    private readonly string _folder;
    private TruthTable? _truth;

    /// <summary>Finds out which ledgers are shown.</summary>
    /// <param name="settings">Profile and data.</param>
    /// <param name="resultsFolder">The folder of the ledgers.</param>
    /// <param name="experiments">Names of those that must be complete, besides the ground truth.</param>
    public Evidence(NotebookSettings settings, string resultsFolder, params string[] experiments)
    {
        _folder = resultsFolder;
        Names = [PaperExperiments.Truth, .. experiments];
        Settings = settings;
        if (settings.Replay && !Names.All(IsComplete))
            Settings = settings.AsSmoke();
    }

    /// <summary>What is really shown.</summary>
    public NotebookSettings Settings { get; }

    /// <summary>Names of the experiments.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Options of the experiments at this scale.</summary>
    public EvidenceScale Scale => EvidenceScale.Of(Settings.Profile);

    /// <summary>The settings as rows of a table.</summary>
    public IReadOnlyList<(string Name, string Value)> Describe()
    {
        var (truth, training) = (Scale.GroundTruth, Scale.Ghn.Training);
        var gnn = Scale.Ghn.Hypernetwork.Gnn;
        return
        [
            ("profile, data set", $"{Settings.Profile.ToString().ToLowerInvariant()}, {Settings.Data.Name}"),
            ("architectures of the ground truth, training seeds", $"{truth.Architectures}, {truth.Seeds}"),
            ("blocks, N, F", $"{truth.Network.Blocks}, {truth.Space.Nodes}, {truth.Network.Channels}"),
            ("steps of a network's training, images a step", $"{truth.Training.Steps:N0}, {truth.Training.BatchSize}"),
            (
                "the GHN: N in training, steps, architectures a step, T",
                $"{training.Space.Nodes}, {training.Steps:N0}, {training.ArchitecturesPerStep}, {gnn.Phases}"
            ),
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
            using var experiment = PaperExperiments.Create(name, Settings, _folder);
            experiment.Run(Environment.ProcessorCount, progress, cancellation);
        }
    }

    /// <summary>The ground truth.</summary>
    public TruthTable Truth()
    {
        if (_truth is not null)
            return _truth;
        using var experiment = (GroundTruth)PaperExperiments.Create(PaperExperiments.Truth, Settings, _folder);
        return _truth = TruthTable.Read(experiment);
    }

    /// <summary>How the surrogates of an experiment rank the ground truth.</summary>
    public IReadOnlyList<SurrogateRanking> Rankings(string experiment)
    {
        using var surrogates = (Surrogates)PaperExperiments.Create(experiment, Settings, _folder);
        return surrogates.Variants.Select(v => SurrogateRanking.Of(v, Truth(), surrogates)).ToArray();
    }

    /// <summary>
    /// The graph hypernetwork that all comparisons start from, then the variants of an experiment: table 5 or one of the
    /// figures.
    /// </summary>
    public IReadOnlyList<(SurrogateOptions Options, SurrogateRanking Ranking)> Compared(string experiment)
    {
        using var surrogates = (Surrogates)PaperExperiments.Create(experiment, Settings, _folder);
        return
        [
            (Scale.Ghn, Rankings(PaperExperiments.Table4)[0]),
            .. surrogates.Variants.Select(v => (surrogates.Of(v), SurrogateRanking.Of(v, Truth(), surrogates))),
        ];
    }

    /// <summary>
    /// How the graph hypernetwork that all comparisons start from, trained with seed 0, ranks the ground truth when it
    /// reads other edges than those of the networks that run; those of several other architectures stand as seeds. Throws
    /// <see cref="GhnException"/> if a unit is missing.
    /// </summary>
    public IReadOnlyDictionary<Wiring, SurrogateRanking> Wirings()
    {
        using var experiment = (WiringExperiment)PaperExperiments.Create(PaperExperiments.Wiring, Settings, _folder);
        if (experiment.Missing().Count > 0)
            throw new GhnException(
                $"{experiment.LedgerPath} lacks units; compute them first: ghn experiment {experiment.Name} "
                    + $"--profile {Settings.Profile.ToString().ToLowerInvariant()} --data {Settings.Data.Name}."
            );
        return experiment
            .Results()
            .GroupBy(r => r.Key.Edges)
            .OrderBy(g => g.Key)
            .ToDictionary(
                g => g.Key,
                g => new SurrogateRanking(
                    $"{g.Key}",
                    Truth(),
                    [.. g.OrderBy(r => r.Key.Further).Select(r => r.Value.Scores)]
                )
            );
    }

    /// <summary>Random search with each surrogate (tables 1 and 2).</summary>
    public SearchEvidence Searches()
    {
        using var search = (SearchExperiment)PaperExperiments.Create(PaperExperiments.Table1, Settings, _folder);
        return SearchEvidence.Read(search, Truth(), Costs());
    }

    /// <summary>
    /// What each surrogate of table 4 and training networks directly cost, measured on a quiet machine.
    /// </summary>
    public MeasuredCosts Costs()
    {
        using var costs = (Costs)PaperExperiments.Create(PaperExperiments.Costs, Settings, _folder);
        return MeasuredCosts.Read(costs, Scale);
    }

    /// <summary>Predictors that cost nothing: what a surrogate must beat.</summary>
    public IReadOnlyList<SurrogateRanking> Predictors()
    {
        var truth = Truth();
        return
        [
            SurrogateRanking.OfNumber("parameters", truth, r => r.Parameters),
            SurrogateRanking.OfNumber("multiply-adds", truth, r => r.MultiplyAdds),
            new SurrogateRanking("depth", truth, [truth.Depth()]),
        ];
    }

    /// <summary>Results of a surrogate by seed: its costs and its training.</summary>
    public IReadOnlyList<SurrogateScores> Results(string experiment, string variant)
    {
        using var surrogates = (Surrogates)PaperExperiments.Create(experiment, Settings, _folder);
        var results = surrogates.Results();
        return Enumerable.Range(0, surrogates.Seeds).Select(s => results[new TrainedSurrogate(variant, s)]).ToArray();
    }

    private bool IsComplete(string name)
    {
        using var experiment = PaperExperiments.Create(name, Settings, _folder);
        if (!experiment.HasLedger)
            return false;
        var (done, units, _) = experiment.Status();
        return done == units;
    }
}

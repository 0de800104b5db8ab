using Ghn.Experiments.Paper;
using Ghn.Search;

namespace Ghn.Experiments.Studies;

/// <summary>Options of random search with a surrogate (section 5.2).</summary>
/// <param name="Truth">The space, and how the networks that were found are trained.</param>
/// <param name="Candidates">Random architectures that are scored; 1,000 in the paper.</param>
/// <param name="CandidateSeed">Seed of these.</param>
/// <param name="Kept">How many of the best scored are trained; 10 in the paper ("Top").</param>
/// <param name="BriefSteps">
/// After how many steps of their training the best of them by validation accuracy is chosen ("Top-Best"); one of the
/// steps that trainings measure.
/// </param>
/// <param name="Runs">Full trainings of that one, each with another seed; 5 in the paper.</param>
/// <param name="ScoringImages">Validation images for each candidate.</param>
/// <param name="Surrogate">Of a unit that scores: SHA-256 of the surrogate's parameters.</param>
public sealed record SearchOptions(
    GroundTruthOptions Truth,
    int Candidates = 1_000,
    long CandidateSeed = 1810,
    int Kept = 10,
    int BriefSteps = 1_000,
    int Runs = 5,
    int ScoringImages = 5_000,
    string? Surrogate = null
)
{
    /// <summary>The options of a profile.</summary>
    public static SearchOptions Of(Profile profile)
    {
        var options = new SearchOptions(GroundTruthOptions.Of(profile));
        return profile == Profile.Smoke
            ? options with
            {
                Candidates = 12,
                Kept = 2,
                BriefSteps = 10,
                Runs = 1,
                ScoringImages = Profiles.SmokeImages,
            }
            : options;
    }

    /// <summary>The candidates, distinct; the same in every run.</summary>
    public IReadOnlyList<Architecture> Sample() =>
        Truth.Space.SampleDistinct(Candidates, CandidateSeed, "search candidates");
}

/// <summary>
/// One step of a search: a surrogate scores a hundred of the candidates, or, without a surrogate, the candidate of this
/// number is trained.
/// </summary>
internal sealed record SearchUnit(string? Surrogate, int Number, long Seed = 0)
{
    public const int Scored = 100;

    public override string ToString() =>
        Surrogate is null
            ? $"candidate {Number} trained, seed {Seed}"
            : $"{Surrogate} on candidates from {Number * Scored}";
}

/// <summary>Validation accuracies (0 … 1) of the candidates with the surrogate's weights, or a training.</summary>
internal sealed record SearchResult(IReadOnlyList<double>? Scores, TrueAccuracy? Trained)
{
    public override string ToString() =>
        Trained is not null
            ? $"{Trained}"
            : Invariant($"mean {100 * Scores!.Average():F1} %, best {100 * Scores!.Max():F1} %");
}

/// <summary>
/// Random search with each surrogate (tables 1 and 2): all candidates are scored, the best ten are trained, the best of
/// these after a short training is trained again, five times.
/// </summary>
internal sealed class SearchExperiment : UnitExperiment<SearchOptions, SearchUnit, SearchResult>
{
    private readonly IReadOnlyDictionary<string, SearchSurrogate> _surrogates;
    private readonly Lazy<IReadOnlyList<Architecture>> _candidates;

    /// <summary>Prepares the experiment with the surrogates of table 4; nothing is read or computed yet.</summary>
    public SearchExperiment(ExperimentContext context)
        : this(
            context,
            SearchOptions.Of(context.Settings.Profile),
            SearchSurrogate.Of(context, ProfileSettings.Base),
            SearchSurrogate.Of(context, ProfileSettings.OneShot)
        ) { }

    /// <summary>The same with other options and surrogates, which the experiment owns.</summary>
    public SearchExperiment(
        ExperimentContext context,
        SearchOptions options,
        params IReadOnlyList<SearchSurrogate> surrogates
    )
        : base(context)
    {
        if (!options.Truth.Training.MeasureAt.Contains(options.BriefSteps))
            throw new GhnException(
                $"BriefSteps = {options.BriefSteps} is impossible: trainings measure at {string.Join(", ", options.Truth.Training.MeasureAt)}."
            );
        (Options, _surrogates) = (Counts.Checked(options), surrogates.ToDictionary(s => s.Name));
        _candidates = new(options.Sample);
    }

    public SearchOptions Options { get; }

    public IReadOnlyCollection<string> Surrogates => _surrogates.Keys.ToArray();

    public IReadOnlyList<Architecture> Candidates => _candidates.Value;

    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("surrogates", string.Join(", ", _surrogates.Keys)),
            ("candidates, kept, runs of the best", $"{Options.Candidates:N0}, {Options.Kept}, {Options.Runs}"),
        ];

    public override ExperimentPrice Price()
    {
        var graphs = Options.Truth.Build(Candidates);
        // Which are kept is not known yet: an average one stands for each.
        var trained =
            ExperimentPrice.Of(Options.Truth.Training, graphs) * ((double)(Options.Kept + Options.Runs) / graphs.Count);
        return (trained + ExperimentPrice.OfScores(graphs, Options.ScoringImages)) * Surrogates.Count;
    }

    /// <summary>Scores of all candidates by a surrogate, or null if some are still missing.</summary>
    public IReadOnlyList<double>? Scores(string surrogate, IReadOnlyDictionary<SearchUnit, SearchResult> results)
    {
        var units = Scoring(surrogate);
        return units.All(results.ContainsKey) ? units.SelectMany(u => results[u].Scores!).ToArray() : null;
    }

    /// <summary>The candidates that a surrogate scored best, best first; of equal ones the first. Null: not scored yet.</summary>
    public IReadOnlyList<int>? Top(string surrogate, IReadOnlyDictionary<SearchUnit, SearchResult> results) =>
        Scores(surrogate, results) is { } scores ? Values.Best(scores, Options.Kept) : null;

    /// <summary>
    /// The candidate among the surrogate's best that had the best validation accuracy after the short training. Null: not
    /// trained yet.
    /// </summary>
    public int? TopBest(string surrogate, IReadOnlyDictionary<SearchUnit, SearchResult> results)
    {
        if (Top(surrogate, results) is not { } top || !top.All(i => results.ContainsKey(new(null, i))))
            return null;
        double AfterShortTraining(int candidate)
        {
            var trained = results[new(null, candidate)].Trained!;
            return trained.Validation[trained.Steps.ToList().IndexOf(Options.BriefSteps)];
        }
        return top.MaxBy(AfterShortTraining);
    }

    public override IReadOnlyList<(string Name, string Value)> Summarise()
    {
        var results = Results();
        IEnumerable<double> Tests(IEnumerable<SearchUnit> units) =>
            units.Where(results.ContainsKey).Select(u => 100 * results[u].Trained!.Test);
        IEnumerable<(string, string)> Found(string surrogate)
        {
            if (Top(surrogate, results) is not { } top)
                yield break;
            var tests = Tests(top.Select(i => new SearchUnit(null, i))).ToArray();
            if (tests.Length > 0)
                yield return (
                    $"{surrogate}, the best {tests.Length} of {Options.Candidates:N0}",
                    $"{Reported.Of(tests)} % test accuracy"
                );
            if (TopBest(surrogate, results) is not { } best)
                yield break;
            var runs = Tests(Enumerable.Range(1, Options.Runs).Select(run => new SearchUnit(null, best, run)))
                .ToArray();
            if (runs.Length > 0)
                yield return (
                    $"… the best of them after {Options.BriefSteps:N0} steps, {runs.Length} further trainings",
                    $"{Reported.Of(runs)} %"
                );
        }
        return [.. Surrogates.SelectMany(Found)];
    }

    public override void Dispose()
    {
        foreach (var surrogate in _surrogates.Values)
            surrogate.Dispose();
        base.Dispose();
    }

    protected override SearchOptions? OptionsOf(SearchUnit unit) =>
        unit.Surrogate is null ? Options
        : _surrogates.TryGetValue(unit.Surrogate, out var surrogate)
            ? Options with
            {
                Surrogate = surrogate.Checksum.Value,
            }
        : null;

    protected override IReadOnlyList<SearchUnit> Units(IReadOnlyDictionary<SearchUnit, SearchResult> done)
    {
        var units = _surrogates.Keys.SelectMany(Scoring).ToList();
        units.AddRange(_surrogates.Keys.SelectMany(s => Top(s, done) ?? []).Select(i => new SearchUnit(null, i)));
        units.AddRange(
            from surrogate in _surrogates.Keys
            let best = TopBest(surrogate, done)
            where best is not null
            from run in Enumerable.Range(1, Options.Runs) // seed 0 has chosen it
            select new SearchUnit(null, best.Value, run)
        );
        return units.Distinct().ToArray();
    }

    protected override SearchResult Compute(SearchUnit unit, DataSplits data, CancellationToken cancellation)
    {
        if (unit.Surrogate is null)
            return new SearchResult(
                null,
                GroundTruth.Train(
                    Candidates[unit.Number],
                    Options.Truth,
                    unit.Seed,
                    (data.Train, data.Validation, data.Test),
                    CheckpointOf(unit),
                    cancellation
                )
            );
        using var workers = new WorkerThreads(1);
        var score = new GeneratedWeightsScore(
            _surrogates[unit.Surrogate].Checked(),
            data.Validation,
            Math.Min(Options.ScoringImages, data.Validation.Count),
            workers
        );
        var candidates = Candidates.Skip(unit.Number * SearchUnit.Scored).Take(SearchUnit.Scored);
        return new SearchResult(score.Of(Options.Truth.Build(candidates), cancellation), null);
    }

    private SearchUnit[] Scoring(string surrogate) =>
        Enumerable
            .Range(0, (Options.Candidates + SearchUnit.Scored - 1) / SearchUnit.Scored)
            .Select(i => new SearchUnit(surrogate, i))
            .ToArray();
}

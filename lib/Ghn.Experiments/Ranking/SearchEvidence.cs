namespace Ghn.Experiments.Ranking;

/// <summary>A candidate that a surrogate scored among the best, and what training it came to.</summary>
/// <param name="Candidate">Its number.</param>
/// <param name="Score">Validation accuracy (0 … 1) with the surrogate's weights.</param>
/// <param name="Trained">The training, with seed 0.</param>
/// <param name="Seconds">Wall time of that training on one thread.</param>
public sealed record FoundArchitecture(int Candidate, double Score, TrueAccuracy Trained, double Seconds);

/// <summary>What random search with one surrogate came to (tables 1 and 2).</summary>
/// <param name="Surrogate">Its name.</param>
/// <param name="Scores">Validation accuracy (0 … 1) of each candidate with the surrogate's weights, by number.</param>
/// <param name="Top">The candidates that were kept, best score first ("Top").</param>
/// <param name="Best">The one of them with the best validation accuracy after the short training ("Top-Best").</param>
/// <param name="Runs">Further trainings of that one, each with another seed.</param>
/// <param name="TrainingSeconds">Wall time of training the surrogate, on one thread.</param>
/// <param name="ScoringSeconds">Wall time of scoring all candidates, on one thread.</param>
public sealed record SurrogateSearch(
    string Surrogate,
    IReadOnlyList<double> Scores,
    IReadOnlyList<FoundArchitecture> Top,
    FoundArchitecture Best,
    IReadOnlyList<TrueAccuracy> Runs,
    double TrainingSeconds,
    double ScoringSeconds
)
{
    /// <summary>Wall time of the search: the surrogate's training and all scores.</summary>
    public double SearchSeconds => TrainingSeconds + ScoringSeconds;

    /// <summary>Mean test accuracy (0 … 1) of the candidates that were kept.</summary>
    public double TopTest => Top.Average(t => t.Trained.Test);

    /// <summary>
    /// Wall time until the best test accuracy so far after the search and after each training, in the order of scores, as
    /// a curve.
    /// </summary>
    public IReadOnlyList<(double Seconds, double Best)> Curve()
    {
        var (seconds, best, curve) = (SearchSeconds, 0.0, new List<(double, double)>());
        foreach (var found in Top)
        {
            (seconds, best) = (seconds + found.Seconds, Math.Max(best, found.Trained.Test));
            curve.Add((seconds, best));
        }
        return curve;
    }

    /// <summary>Wall time until one of the kept candidates, trained in the order of scores, reaches an accuracy; null: none does.</summary>
    public double? SecondsToReach(double test) =>
        Curve().Where(c => c.Best >= test).Select(c => (double?)c.Seconds).FirstOrDefault();
}

/// <summary>A row of table 1 or 2: the paper's, and ours beside it where there is one.</summary>
/// <param name="Paper">The paper's row.</param>
/// <param name="Parameters">Ours: parameters of the networks, millions.</param>
/// <param name="Accuracy">Ours: test accuracy, percent.</param>
/// <param name="Trainings">Ours: cost of the search, in trainings of one network; null: there was none.</param>
public sealed record SearchRow(SearchNumbers Paper, Reported? Parameters, Reported? Accuracy, double? Trainings);

/// <summary>Random search with each surrogate, beside random networks: what tables 1 and 2 are made of.</summary>
/// <param name="Options">How the search went on.</param>
/// <param name="Searches">One a surrogate.</param>
/// <param name="Random">As many random networks as a search keeps: the first of the ground truth, trained with seed 0.</param>
/// <param name="NetworkSeconds">Wall time of one network's training on one thread, mean over the ground truth.</param>
public sealed record SearchEvidence(
    SearchOptions Options,
    IReadOnlyList<SurrogateSearch> Searches,
    IReadOnlyList<TrueAccuracy> Random,
    double NetworkSeconds
)
{
    /// <summary>
    /// Reads the ledgers of a search and of the surrogates that it starts from. Throws
    /// <see cref="GhnException"/> if units are missing.
    /// </summary>
    public static SearchEvidence Read(SearchExperiment search, Surrogates surrogates, TruthTable truth)
    {
        var seconds = search.Ledger.Read().ToDictionary(l => l.Unit, l => l.MeasuredOn.Seconds);
        var (results, trained) = (search.Results(), surrogates.Results());
        var (done, units, _) = search.Status();
        if (done < units)
            throw new GhnException(
                $"{search.LedgerPath} has {done} of {units} units; compute the others first: "
                    + $"ghn experiment {search.Name} --profile {search.Settings.Profile.ToString().ToLowerInvariant()} "
                    + $"--data {search.Settings.Data.Name}."
            );
        return new SearchEvidence(
            search.Options,
            [.. search.Surrogates.Select(Of)],
            [.. Enumerable.Range(0, search.Options.Kept).Select(i => truth.Trained(i, 0))],
            truth.TrainingSeconds
        );

        SurrogateSearch Of(string surrogate)
        {
            var scores = search.Scores(surrogate, results)!;
            FoundArchitecture Found(int i) => new(i, scores[i], results[new(null, i)].Trained!, seconds[new(null, i)]);
            var best = search.TopBest(surrogate, results)!.Value;
            return new SurrogateSearch(
                surrogate,
                scores,
                [.. search.Top(surrogate, results)!.Select(Found)],
                Found(best),
                [.. Enumerable.Range(1, search.Options.Runs).Select(run => results[new(null, best, run)].Trained!)],
                trained.GetValueOrDefault(new(surrogate, 0))?.TrainingSeconds
                    ?? throw new GhnException(
                        $"{surrogates.LedgerPath} lacks {surrogate}, seed 0, which has searched."
                    ),
                seconds.Where(s => s.Key.Surrogate == surrogate).Sum(s => s.Value)
            );
        }
    }

    /// <summary>The search with one surrogate.</summary>
    public SurrogateSearch Of(string surrogate) => Searches.First(s => s.Surrogate == surrogate);

    /// <summary>Wall time in full trainings of one network.</summary>
    public double Trainings(double seconds) => seconds / NetworkSeconds;

    /// <summary>
    /// Table 1. The cost of a search is the surrogate's training and all scores, without the networks that are trained at
    /// its end.
    /// </summary>
    /// <remarks>Differs: the paper does not tell what its cost contains.</remarks>
    public IReadOnlyList<SearchRow> Table1() =>
        [
            .. PaperNumbers.Table1.Select(paper =>
                paper.Ours switch
                {
                    null => new SearchRow(paper, null, null, null),
                    PaperNumbers.Random => Row(paper, Random, null),
                    { } name => Row(paper, [.. Of(name).Top.Select(t => t.Trained)], Of(name).SearchSeconds),
                }
            ),
        ];

    /// <summary>Table 2. The cost of a search contains the short trainings after which the best is chosen.</summary>
    public IReadOnlyList<SearchRow> Table2() =>
        [
            .. PaperNumbers.Table2.Select(paper =>
                paper.Ours is { } name
                    ? Row(paper, Of(name).Runs, Of(name).SearchSeconds + ShortSeconds(Of(name)))
                    : new SearchRow(paper, null, null, null)
            ),
        ];

    private double ShortSeconds(SurrogateSearch search) =>
        search.Top.Sum(t => t.Seconds) * Options.BriefSteps / Options.Truth.Training.Steps;

    private SearchRow Row(SearchNumbers paper, IReadOnlyList<TrueAccuracy> networks, double? seconds) =>
        new(
            paper,
            Reported.Of(networks.Select(n => n.Parameters / 1e6)),
            Reported.Of(networks.Select(n => 100 * n.Test)),
            seconds is { } s ? Trainings(s) : null
        );
}

using Ghn.Experiments.Studies;

namespace Ghn.Experiments.Paper;

/// <summary>A candidate that a surrogate scored among the best, and what training it came to.</summary>
/// <param name="Candidate">Its number.</param>
/// <param name="Score">Validation accuracy (0 … 1) with the surrogate's weights.</param>
/// <param name="Trained">The training, with seed 0.</param>
public sealed record FoundArchitecture(int Candidate, double Score, TrueAccuracy Trained)
{
    /// <summary>Validation accuracy (0 … 1) at the end of its training: what a search may choose by.</summary>
    public double Validation => Trained.Validation[^1];
}

/// <summary>What random search with one surrogate came to (tables 1 and 2). Costs are in full trainings of one network.</summary>
/// <param name="Surrogate">Its name.</param>
/// <param name="Scores">Validation accuracy (0 … 1) of each candidate with the surrogate's weights, by number.</param>
/// <param name="Top">The candidates that were kept, best score first ("Top").</param>
/// <param name="Best">The one of them with the best validation accuracy after the short training ("Top-Best").</param>
/// <param name="Runs">Further trainings of that one, each with another seed.</param>
/// <param name="Training">Cost of training the surrogate.</param>
/// <param name="Scoring">Cost of scoring all candidates.</param>
/// <param name="ShortTrainings">Cost of the short trainings after which the best is chosen.</param>
public sealed record SurrogateSearch(
    string Surrogate,
    IReadOnlyList<double> Scores,
    IReadOnlyList<FoundArchitecture> Top,
    FoundArchitecture Best,
    IReadOnlyList<TrueAccuracy> Runs,
    double Training,
    double Scoring,
    double ShortTrainings = 0
)
{
    /// <summary>Cost of the search: the surrogate's training and all scores.</summary>
    public double Cost => Training + Scoring;

    /// <summary>The same with the short trainings: what finding the best costs.</summary>
    public double CostOfBest => Cost + ShortTrainings;

    /// <summary>Mean test accuracy (0 … 1) of the candidates that were kept.</summary>
    public double TopTest => Top.Average(t => t.Trained.Test);

    /// <summary>
    /// The kept candidates trained one after the other, best score first: the cost after each, and the test accuracy of
    /// the one with the best validation accuracy so far. So it can fall.
    /// </summary>
    public IReadOnlyList<(double Cost, double Test)> Curve() =>
        [.. Top.Select((_, i) => (Cost + i + 1, Top.Take(i + 1).MaxBy(t => t.Validation)!.Trained.Test))];
}

/// <summary>Random search with each surrogate, beside random networks: what tables 1 and 2 are made of.</summary>
/// <param name="Options">The options of the search.</param>
/// <param name="Searches">One a surrogate.</param>
/// <param name="Truth">The random networks of the ground truth, trained with seed 0.</param>
/// <param name="RandomTopBest">
/// Of as many random networks as a search keeps, the one with the best validation accuracy after the short training: test
/// accuracy (0 … 1) of another training of it, mean over all ways to draw them.
/// </param>
public sealed record SearchResults(
    SearchOptions Options,
    IReadOnlyList<SurrogateSearch> Searches,
    IReadOnlyList<TrueAccuracy> Truth,
    double RandomTopBest
)
{
    /// <summary>
    /// Reads the ledger of a search. Throws <see cref="GhnException"/> if units are missing.
    /// </summary>
    internal static SearchResults Read(SearchExperiment search, GroundTruthTable truth, MeasuredCosts costs)
    {
        var results = search.Results();
        search.RequireComplete();
        return new SearchResults(
            search.Options,
            [.. search.Surrogates.Select(Of)],
            [.. truth.Rows.Select(i => truth.Trained(i, 0))],
            (
                from chosen in truth.Seeds
                from tested in truth.Seeds
                where chosen != tested
                select BestOfRandom.Expected(
                    truth.TestOf(tested),
                    truth.ValidationOf(chosen, search.Options.BriefSteps),
                    search.Options.Kept
                )
            ).Average()
        );

        SurrogateSearch Of(string surrogate)
        {
            var scores = search.Scores(surrogate, results)!;
            FoundArchitecture Found(int i) => new(i, scores[i], results[new(null, i)].Trained!);
            var best = search.TopBest(surrogate, results)!.Value;
            double Trainings(Price price) => price.Seconds / costs.Network.Seconds;
            return new SurrogateSearch(
                surrogate,
                scores,
                [.. search.Top(surrogate, results)!.Select(Found)],
                Found(best),
                [.. Enumerable.Range(1, search.Options.Runs).Select(run => results[new(null, best, run)].Trained!)],
                Trainings(costs.Training(surrogate)),
                Trainings(scores.Count * costs.Score(surrogate)),
                (double)search.Options.Kept * search.Options.BriefSteps / search.Options.Truth.Training.Steps
            );
        }
    }

    /// <summary>As many random networks as a search keeps: the first of the ground truth.</summary>
    public IReadOnlyList<TrueAccuracy> Random => [.. Truth.Take(Options.Kept)];

    /// <summary>The search with one surrogate.</summary>
    public SurrogateSearch Of(string surrogate) => Searches.First(s => s.Surrogate == surrogate);
}

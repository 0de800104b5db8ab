using Ghn.Experiments;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Studies;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments.Paper;

/// <summary>The search as notebooks read it, from the ledgers of the smoke profile that the project keeps.</summary>
public sealed class SearchResultsTests
{
    private static readonly NotebookSettings s_replay = NotebookSettings.Parse(null, "generated"); // workshop ledgers of these are not kept

    private static string Results => Path.Combine(Repository.Root, "notebooks", "results");

    [Fact]
    public void Each_surrogate_keeps_what_it_scored_best()
    {
        var evidence = Read();
        Assert.Equal(["ghn", "one-shot"], evidence.Searches.Select(s => s.Surrogate));
        Assert.All(
            evidence.Searches,
            search =>
            {
                Assert.Equal(12, search.Scores.Count);
                Assert.Equal(search.Scores.OrderDescending().Take(2), search.Top.Select(t => t.Score));
                Assert.All(search.Top, t => Assert.Equal(search.Scores[t.Candidate], t.Score));
                Assert.Equal(search.Top.Max(AfterTheShortTraining), AfterTheShortTraining(search.Best));
                Assert.Single(search.Runs);
                Assert.Equal(search.Best.Trained.Block, search.Runs[0].Block);
                Assert.NotEqual(search.Best.Trained.Test, search.Runs[0].Test); // another seed
            }
        );
        Assert.Equal(2, evidence.Random.Count);
    }

    [Fact]
    public void The_best_so_far_is_chosen_by_validation()
    {
        // Hand-made, in full trainings: 10 for the surrogate, 2 for the scores.
        var trained = Read().Searches[0].Top[0].Trained;
        FoundArchitecture Found(double validation, double test) =>
            new(0, 0.5, trained with { Test = test, Validation = [0.1, validation], Steps = [10, 20] });
        var search = new SurrogateSearch(
            "a",
            [],
            [Found(0.3, 0.35), Found(0.6, 0.5), Found(0.5, 0.7)],
            Found(0.6, 0.5),
            [],
            10,
            2
        );
        Assert.Equal(12, search.Cost);
        Assert.Equal([(13, 0.35), (14, 0.5), (15, 0.5)], search.Curve()); // the test accuracy of 0.7 is not chosen
    }

    [Fact]
    public void Costs_are_the_measured_ones()
    {
        var evidence = new PaperResults(s_replay, Results, PaperExperiments.Table4, PaperExperiments.Table1);
        var (costs, search) = (evidence.Costs(), evidence.Searches().Of(ProfileSettings.Base));
        Assert.Equal(costs.Training(ProfileSettings.Base).Seconds / costs.Network.Seconds, search.Training, 9);
        Assert.Equal(12 * costs.Score(ProfileSettings.Base).Seconds / costs.Network.Seconds, search.Scoring, 9);
        Assert.Equal(costs.Network, 2 * costs.OfSteps(evidence.Scale.GroundTruth.Training.Steps / 2));
    }

    [Fact]
    public void Tables_hold_the_papers_rows_and_ours_beside_them()
    {
        var results = new PaperResults(s_replay, Results, PaperExperiments.Table4, PaperExperiments.Table1);
        var evidence = results.Searches();
        var (table1, table2) = (PaperTables.Table1.Compute(results), PaperTables.Table2.Compute(results));
        double? Accuracy((PaperRow Row, IReadOnlyList<Measured?>? Ours) row) => row.Ours![0]!.Value;
        double? Trainings((PaperRow Row, IReadOnlyList<Measured?>? Ours) row) => row.Ours![2]?.Value;
        Assert.Equal(PaperTables.Table1.Rows, table1.Where(r => r.Row.Paper[0] is not null).Select(r => r.Row));
        Assert.All(table1.Concat(table2), r => Assert.Equal(r.Row.Ours is null, r.Ours?[0] is null));
        var ghn = table1.Single(r => r.Row.Method.StartsWith("GHN", StringComparison.Ordinal));
        Assert.Equal(100 * evidence.Of(ProfileSettings.Base).TopTest, Accuracy(ghn)!.Value, 9);
        var random = table1.Where(r => r.Row.Method.StartsWith("Random", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, random.Length);
        Assert.All(random, r => Assert.Null(Trainings(r)));
        var own = table1.Where(r => r.Row.Paper[0] is null).ToArray(); // rows that the paper does not have
        Assert.Equal(
            [100 * evidence.Of(ProfileSettings.OneShot).TopTest, 100 * evidence.Truth.Average(t => t.Test)],
            own.Select(r => Accuracy(r)!.Value),
            (a, b) => Math.Abs(a - b) < 1e-9
        );
        var best = table2.Single(r => r.Row.Method.StartsWith("GHN", StringComparison.Ordinal));
        Assert.Equal(100 * evidence.Of(ProfileSettings.Base).Runs[0].Test, Accuracy(best)!.Value, 9);
        Assert.True(Trainings(best) > Trainings(ghn)); // with the short trainings
        Assert.Equal(100 * evidence.Of(ProfileSettings.OneShot).Runs[0].Test, Accuracy(table2[^2])!.Value, 9);
    }

    [Fact]
    public void The_short_training_finds_among_random_networks_too()
    {
        var evidence = new PaperResults(s_replay, Results, PaperExperiments.Table4, PaperExperiments.Table1);
        var (truth, search) = (evidence.Truth(), evidence.Searches());
        var kept = search.Options.Kept;
        // All ways to draw them, each with the one that the first training chooses tested by the other one.
        double Mean(int chosen, int tested)
        {
            var (validation, test) = (truth.ValidationOf(chosen, search.Options.BriefSteps), truth.TestOf(tested));
            return (
                from i in truth.Rows
                from j in truth.Rows
                where i < j
                select validation[i] == validation[j]
                    ? (test[i] + test[j]) / 2
                    : test[validation[i] > validation[j] ? i : j]
            ).Average();
        }
        Assert.Equal((2, 2), (kept, truth.Options.Seeds));
        Assert.Equal((Mean(0, 1) + Mean(1, 0)) / 2, search.RandomTopBest, 9);
        var row = PaperTables.Table2.Compute(evidence)[^1].Ours!;
        Assert.Equal(100 * search.RandomTopBest, row[0]!.Value!.Value, 9);
        Assert.Equal(kept * 10.0 / truth.Options.Training.Steps, row[2]!.Value!.Value, 9);
    }

    [Fact]
    public void A_replay_makes_no_surrogate()
    {
        using var table4 = (Surrogates)PaperExperiments.Create(PaperExperiments.Table4, Smoke, Results);
        SearchSurrogate Known(string name) =>
            new(
                name,
                new(table4.Results()[new(name, 0)].Checksum),
                new(() => throw new InvalidOperationException("a replay made a surrogate"))
            );
        using var search = new SearchExperiment(
            new(PaperExperiments.Table1, Smoke, Results),
            SearchOptions.Of(Profile.Smoke),
            Known(ProfileSettings.Base),
            Known(ProfileSettings.OneShot)
        );
        var (done, units, _) = search.Status();
        Assert.Equal(units, done);
        search.Run(1, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Another_surrogate_than_that_of_the_ledger_does_not_score()
    {
        var folder = Directory.CreateTempSubdirectory("ghn-search-").FullName;
        var options = ProfileSettings.Of(Profile.Smoke).Ghn;
        using var search = new SearchExperiment(
            new(PaperExperiments.Table1, Smoke, folder),
            SearchOptions.Of(Profile.Smoke),
            new SearchSurrogate("ghn", new("another"), new(() => options.Make(0, TorchSharp.torch.CPU)))
        );
        var error = Assert.Throws<GhnException>(() => search.Run(1, null, TestContext.Current.CancellationToken));
        Assert.Contains("is not the one with the checksum another", error.Message);
        Directory.Delete(folder, recursive: true);
    }

    private static NotebookSettings Smoke => new(Profile.Smoke, false, new Ghn.Data.DataOptions());

    private static SearchResults Read() =>
        new PaperResults(s_replay, Results, PaperExperiments.Table4, PaperExperiments.Table1).Searches();

    private static double AfterTheShortTraining(FoundArchitecture found) =>
        found.Trained.Validation[found.Trained.Steps.ToList().IndexOf(10)];
}

using Ghn.Experiments;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Studies;
using Ghn.Gnn;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments.Paper;

public sealed class ClaimTests
{
    private static readonly NotebookSettings s_smoke = NotebookSettings.Parse("smoke", "generated");

    private static string Results => Path.Combine(Repository.Root, "notebooks", "results");

    [Fact]
    public void Every_claim_is_tested_in_both_directions()
    {
        var claims = new Scoreboard(s_smoke, Results).Claims();
        Assert.Equal(
            ["Table 1", "Table 3", "Figure 3", "Figure 4", "Table 4", "Table 5", "Figure 5a", "Figure 5b"],
            claims.Select(c => c.Where).Distinct()
        );
        Assert.All(
            claims,
            c =>
            {
                Assert.InRange(c.For, 0, 1);
                Assert.InRange(c.Against, 0, 1);
                Assert.True(c.For + c.Against > 0.99, $"{c}"); // what is equally extreme counts in both
                Assert.Equal(Profile.Smoke, c.Profile);
            }
        );
    }

    [Fact]
    public void An_order_is_tested_by_what_its_rankings_say()
    {
        var evidence = new PaperResults(s_smoke, Results, PaperExperiments.Table4, "fig5a");
        var r = evidence
            .Compared("fig5a")
            .Where((c, i) => i == 0 || c.Ranking.Name.EndsWith("equal steps", StringComparison.Ordinal))
            .OrderByDescending(c => c.Options.Training.Blocks.Nodes)
            .Select(c => c.Ranking.PerSeed(Correlation.Pearson)[0])
            .ToArray();
        var claim = PaperFigures.Figure5a.Claims(evidence)[0];
        Assert.Equal(Significance.PageTest([r]), claim.For, 12);
        Assert.Equal(
            Significance.PageTest([
                [.. r.Reverse()],
            ]),
            claim.Against,
            12
        );
        Assert.Equal(r[^1] - r[0], claim.Difference.Estimate, 12);
        Assert.InRange(claim.Difference.Estimate, claim.Difference.Low, claim.Difference.High);
    }

    [Fact]
    public void Figure_3_needs_every_search_to_be_above_every_family()
    {
        double[] high = [0.7, 0.72, 0.74],
            middle = [0.6, 0.61, 0.62],
            low = [0.5, 0.51, 0.52];
        Claim Of(double[][] searched, double[][] families, double[] best) =>
            Claim.OfAll("", searched, families, best, "bootstrap");
        const double smallest = 1 / 20.0; // 3 of 6
        var above = Of([high, high], [middle, low], middle);
        Assert.Equal((smallest, 1), (above.For, above.Against));
        Assert.Equal(100 * (0.72 - 0.61), above.Difference.Estimate, 9);
        Assert.Equal(1, Of([high, low], [middle, low], middle).For); // one search is below
        Assert.Equal(1, Of([middle], [high, low], low).For); // a family that was not chosen is above
        var below = Of([low, low], [middle, high], high);
        Assert.Equal((1, smallest), (below.For, below.Against));
        Assert.True(below.Difference.High < 0);
    }

    [Fact]
    public void Anytime_networks_are_counted_once_and_random_ones_compared_with_one_search()
    {
        var evidence = new AnytimeResults(s_smoke with { Replay = true }, Results);
        var searched = evidence.Searched();
        Assert.Equal(searched.Count, searched.Select(s => s.Candidate).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, evidence.Options.Searches), searched.SelectMany(s => s.Searches).Order());
        double[] Areas(IEnumerable<TrainedAnytime> networks) => [.. networks.Select(evidence.TestArea)];
        var results = new PaperResults(s_smoke with { Replay = true }, Results);
        var (figure3, figure4) = (
            Assert.Single(PaperFigures.Figure3.Claims(results)),
            Assert.Single(PaperFigures.Figure4.Claims(results))
        );
        var families = evidence.HandMade().Values.Select(Areas).ToArray();
        Assert.Equal(
            searched.Max(s => families.Max(f => Significance.TwoSampleTest(Areas(s.Runs), f).OneSidedPValue)),
            figure3.For,
            12
        );
        var (first, random) = (Areas(evidence.Top().Select(t => t.Trained)), Areas(evidence.Random()));
        Assert.Equal(Significance.TwoSampleTest(first, random).OneSidedPValue, figure4.For, 12);
        Assert.Equal(100 * (first.Average() - random.Average()), figure4.Difference.Estimate, 9);
    }

    [Fact]
    public void Transfer_is_tested_at_full_resolution_on_the_last_data_set()
    {
        var evidence = new TransferResults(s_smoke with { Replay = true }, Results);
        var rows = evidence.Rows().Where(r => r.Resolution == 32).ToDictionary(r => r.Origin, r => r.Test);
        var claim = Assert.Single(PaperTables.Transfer.Claims(new(s_smoke with { Replay = true }, Results)));
        var test = Significance.TwoSampleTest(rows[BlockOrigin.Found], rows[BlockOrigin.Random]);
        Assert.Equal(test.OneSidedPValue, claim.For, 12);
        Assert.Equal(100 * test.MeanDifference, claim.Difference.Estimate, 9);
    }

    [Fact]
    public void One_seed_of_a_pair_decides_nothing()
    {
        var evidence = new PaperResults(s_smoke, Results, PaperExperiments.Table4, "fig5b");
        var claim = PaperFigures.Figure5b.Claims(evidence)[0];
        Assert.Equal((1, 1), (claim.For, claim.Against));
        var compared = evidence.Compared("fig5b");
        double Mean(PropagationScheme scheme) =>
            compared
                .Where(c => c.Options.Hypernetwork.Gnn.Scheme == scheme)
                .Average(c => c.Ranking.Value(Correlation.Pearson));
        var difference = Mean(PropagationScheme.ForwardBackward) - Mean(PropagationScheme.Synchronous);
        Assert.Equal(difference, claim.Difference.Estimate, 12);
    }

    [Fact]
    public void A_verdict_has_its_direction_from_the_interval_and_its_significance_from_p_after_Holm()
    {
        Claim Of(double held, double contrary, double low, double high, double? paper = null) =>
            new("", new Interval((low + high) / 2, low, high, 0.95), "r", held, contrary) { Paper = paper };
        var judged = Claim.Judge([
            Of(0.001, 0.999, 0.1, 0.3),
            Of(0.002, 0.998, -0.1, 0.3),
            Of(0.01, 0.99, 0.1, 0.3),
            Of(0.999, 0.001, -0.3, -0.1),
            Of(0.6, 0.5, -0.1, 0.1, 0.2),
            Of(0.6, 0.5, -0.1, 0.3, 0.2),
            Of(0.9, 0.1, -0.3, -0.1),
        ]);
        Assert.Equal(
            [
                "reproduced",
                "no clear difference",
                "in favour, not significant",
                "the opposite",
                "clearly less than in the paper",
                "no clear difference",
                "the opposite, not significant",
            ],
            judged.Select(j => j.Verdict)
        );
        // Fourteen p's in one family: 14 · .001, 12 · .002, 11 · .01.
        Assert.Equal([0.014, 0.024, 0.11], judged.Take(3).Select(j => Math.Round(j.For, 12)));
        Assert.Equal(0.014, judged[3].Against, 12);
    }

    [Fact]
    public void A_difference_is_told_with_its_sign_interval_and_unit()
    {
        Claim Of(string unit) => new("", new Interval(-0.25, -1, 2, 0.95), unit, 1, 1);
        Assert.Equal("−0.25 [−1.00, +2.00] in r", Of("r").Ours);
        Assert.Equal("−0.3 [−1.0, +2.0] in points", Of("points").Ours);
        Assert.Equal("−0.3 [−1.0, +2.0]", Of("points").Formatted);
    }

    [Fact]
    public void A_claim_has_a_short_name_for_figures()
    {
        var claim = new Claim("a long claim", new Interval(0, 0, 0, 0.95), "r", 1, 1);
        Assert.Equal("a long claim", claim.Label);
        Assert.Equal("short", (claim with { Label = "short" }).Label);
        var claims = new Scoreboard(s_smoke, Results).Claims().Where(c => c.Unit == "r").ToArray();
        Assert.Equal(claims.Length, claims.Select(c => c.Label).Distinct().Count()); // one category each
        Assert.All(claims, c => Assert.InRange(c.Label.Length, 1, 27)); // what fits below a bar
    }
}

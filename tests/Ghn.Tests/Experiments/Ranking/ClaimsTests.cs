using Ghn.Experiments;
using Ghn.Experiments.Ranking;
using Ghn.Experiments.Statistics;
using Ghn.Gnn;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments.Ranking;

public sealed class ClaimsTests
{
    private static readonly NotebookSettings s_smoke = NotebookSettings.Parse("smoke", "generated");

    private static string Results => Path.Combine(Repository.Root, "notebooks", "results");

    [Fact]
    public void Every_claim_is_tested_in_both_directions()
    {
        var claims = Claims.All(s_smoke, Results);
        Assert.Equal(
            ["Table 1", "Figure 3", "Figure 4", "Table 4", "Table 5", "Figure 5a", "Figure 5b"],
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
        var evidence = new Evidence(s_smoke, Results, PaperExperiments.Table4, "fig5a");
        var r = evidence
            .Compared("fig5a")
            .Where((c, i) => i == 0 || c.Ranking.Name.EndsWith("equal steps", StringComparison.Ordinal))
            .OrderByDescending(c => c.Options.Training.Space.Nodes)
            .Select(c => c.Ranking.PerSeed(Correlation.Pearson)[0])
            .ToArray();
        var claim = Claims.Figure5a(evidence)[0];
        Assert.Equal(Significance.PageTest([r]), claim.For, 12);
        Assert.Equal(
            Significance.PageTest([
                [.. r.Reverse()],
            ]),
            claim.Against,
            12
        );
        Assert.Contains(
            (r[^1] - r[0]).ToString("+0.000;−0.000", System.Globalization.CultureInfo.InvariantCulture),
            claim.Difference
        );
    }

    [Fact]
    public void One_seed_of_a_pair_decides_nothing()
    {
        var evidence = new Evidence(s_smoke, Results, PaperExperiments.Table4, "fig5b");
        var claim = Claims.Figure5b(evidence)[0];
        Assert.Equal((1, 1), (claim.For, claim.Against));
        var compared = evidence.Compared("fig5b");
        double Mean(PropagationScheme scheme) =>
            compared
                .Where(c => c.Options.Hypernetwork.Gnn.Scheme == scheme)
                .Average(c => c.Ranking.Value(Correlation.Pearson));
        var difference = Mean(PropagationScheme.ForwardBackward) - Mean(PropagationScheme.Synchronous);
        Assert.Equal(
            difference.ToString("+0.000;−0.000", System.Globalization.CultureInfo.InvariantCulture) + " in r",
            claim.Difference
        );
    }

    [Fact]
    public void A_verdict_needs_a_small_p_after_Holm_in_one_direction()
    {
        Claim Of(double held, double contrary) => new("", "", "", held, contrary, Profile.Smoke);
        var judged = Claims.Judge([Of(0.01, 0.99), Of(0.03, 0.97), Of(0.999, 0.001), Of(0.6, 0.5)]);
        Assert.Equal(["reproduced", "not decided", "the contrary", "not decided"], judged.Select(j => j.Verdict));
        Assert.Equal([0.04, 0.09, 1, 1], judged.Select(j => Math.Round(j.For, 12)));
    }
}

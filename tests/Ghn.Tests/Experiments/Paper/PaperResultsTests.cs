using Ghn.Experiments;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Studies;
using Ghn.Gnn;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments.Paper;

/// <summary>What notebooks read, from the ledgers of the smoke profile that the project keeps.</summary>
public sealed class PaperResultsTests
{
    private static readonly NotebookSettings s_replay = NotebookSettings.Parse(null, "generated"); // workshop ledgers of these are not kept

    private static string Results => Path.Combine(Repository.Root, "notebooks", "results");

    [Fact]
    public void A_replay_without_complete_ledgers_shows_the_smoke_profile()
    {
        var evidence = new PaperResults(s_replay, Results, PaperExperiments.Table4);
        Assert.Equal((Profile.Smoke, "generated"), (evidence.Settings.Profile, evidence.Settings.Data.Name));
        Assert.Equal(["ground-truth", "table4"], evidence.Names);
        Assert.Equal(evidence.Scale.GroundTruth.Architectures, evidence.Truth().Architectures.Count);
        Assert.Equal(
            ["ghn", "one-shot", "flat hypernetwork", "operators only"],
            evidence.Rankings(PaperExperiments.Table4).Select(r => r.Name)
        );
        Assert.Equal(["parameters", "multiply-adds", "depth"], evidence.ZeroCostScores().Select(r => r.Name));
        Assert.All(evidence.Results(PaperExperiments.Table4, "ghn"), r => Assert.Equal(6, r.Scores.Count));
    }

    [Fact]
    public void Variants_stand_behind_the_hypernetwork_that_they_start_from()
    {
        var table5 = new PaperResults(s_replay, Results, PaperExperiments.Table4, "table5").Compared("table5");
        Assert.Equal(
            [(true, true), (false, false), (false, true), (true, false)],
            table5.Select(c => c.Options.Hypernetwork.Gnn).Select(g => (g.SharedParameters, g.PassEmbeddings))
        );
        var figure5b = new PaperResults(s_replay, Results, PaperExperiments.Table4, "fig5b").Compared("fig5b");
        Assert.Equal(
            8,
            figure5b
                .Select(c => (c.Options.Hypernetwork.Gnn.Scheme, c.Options.Hypernetwork.Gnn.Phases))
                .Distinct()
                .Count()
        );
        Assert.Equal(
            4,
            figure5b.Select(c => c.Options.Hypernetwork.Gnn.Scheme).Distinct().Count(Enum.IsDefined<PropagationScheme>)
        );
        var figure5a = new PaperResults(s_replay, Results, PaperExperiments.Table4, "fig5a").Compared("fig5a");
        Assert.Equal(
            ProfileSettings.Of(Profile.Smoke).TrainingNodes,
            figure5a.Select(c => c.Options.Training.Blocks.Nodes).Distinct().Order()
        );
    }

    [Fact]
    public void Equal_compute_is_equal()
    {
        var scale = ProfileSettings.Of(Profile.Workshop);
        Assert.Equal(6, scale.Figure5a().Count);
        var small = scale.Figure5a()["N = 3, equal compute"].Training.Steps;
        var large = scale.Figure5a()["N = 7, equal compute"].Training.Steps;
        Assert.True(small > scale.Ghn.Training.Steps && scale.Ghn.Training.Steps > large, $"{small}, {large}");
    }

    [Fact]
    public void A_name_that_is_not_there_is_one_sentence()
    {
        var surrogates = (Surrogates)PaperExperiments.Create("table5", s_replay, Results);
        Assert.Contains(
            "table5 has no surrogate 'ghn'",
            Assert.Throws<GhnException>(() => surrogates.Of("ghn")).Message
        );
    }
}

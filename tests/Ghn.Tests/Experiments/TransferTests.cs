using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Ranking;
using Ghn.Experiments.Transfer;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments;

/// <summary>The transfer experiment, and what is read from the ledger of its smoke profile.</summary>
public sealed class TransferTests
{
    private static readonly NotebookSettings s_smoke = new(Profile.Smoke, false, new DataOptions());

    private static string Kept => Path.Combine(Repository.Root, "notebooks", "results");

    [Theory]
    [InlineData(Profile.Smoke)]
    [InlineData(Profile.Workshop)]
    public void All_networks_cost_about_as_much_and_no_more_than_the_budget(Profile profile)
    {
        var options = TransferScale.Of(profile);
        foreach (var block in options.Truth.Sample().Take(options.Blocks))
        foreach (var resolution in options.Resolutions)
        {
            var solved = options.Solve(block, resolution);
            Assert.InRange(solved.MultiplyAdds, 0.6 * options.Budget, options.Budget);
            Assert.True(solved.NextMultiplyAdds > options.Budget);
            Assert.Equal(resolution, solved.Network.ImageSize);
        }
    }

    [Fact]
    public void Until_the_search_is_done_only_random_blocks_are_known()
    {
        using var folder = new TemporaryFolder();
        using var experiment = Make(null, folder.Path);
        Assert.Null(experiment.Blocks(BlockOrigin.Found));
        Assert.Equal((0, 4), (experiment.Status().Done, experiment.Status().Units));
        Assert.Contains(experiment.Describe(), row => row.Value.Contains("ghn experiment table1"));

        using var later = Make([.. TransferScale.Of(Profile.Smoke).Truth.Sample().Skip(3)], folder.Path);
        Assert.Equal(8, later.Status().Units);
        Assert.Equal(2, later.Blocks(BlockOrigin.Found)!.Count);
    }

    [Fact]
    public void A_result_of_another_search_is_refused()
    {
        using var folder = new TemporaryFolder();
        const string ledger = "transfer.smoke.generated.jsonl";
        File.Copy(Path.Combine(Kept, ledger), folder[ledger]);
        using var other = Make([.. TransferScale.Of(Profile.Smoke).Truth.Sample().Skip(3)], folder.Path);
        Assert.Contains(
            "was written with other options: block",
            Assert.Throws<GhnException>(() => other.Status()).Message,
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public void Evidence_is_what_the_ledger_says()
    {
        var evidence = new TransferEvidence(s_smoke with { Replay = true }, Kept);
        var rows = evidence.Rows();
        Assert.Equal(
            [(32, BlockOrigin.Found), (32, BlockOrigin.Random), (16, BlockOrigin.Found), (16, BlockOrigin.Random)],
            rows.Select(r => (r.Resolution, r.Origin))
        );
        using var experiment = (TransferExperiment)PaperExperiments.Create("transfer", s_smoke, Kept);
        var results = experiment.Results();
        Assert.Equal(results[new(BlockOrigin.Random, 1, 16, 0)].Trained.Test, rows[3].Test[1]);
        Assert.Equal(experiment.Blocks(BlockOrigin.Found)![1], results[new(BlockOrigin.Found, 1, 32, 0)].Trained.Block);
        Assert.InRange(Assert.Single(evidence.Agreements()).R, -1, 1);
    }

    [Fact]
    public void A_replay_without_complete_ledgers_shows_the_smoke_profile()
    {
        using var folder = new TemporaryFolder();
        var shown = new TransferEvidence(NotebookSettings.Parse(null, null), folder.Path);
        Assert.Equal(Profile.Smoke, Assert.Single(shown.Settings).Profile);
    }

    private static TransferExperiment Make(IReadOnlyList<Architecture>? found, string folder) =>
        new("transfer", TransferScale.Of(Profile.Smoke), () => found, s_smoke, folder);
}

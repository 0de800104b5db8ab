using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Ranking;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Transfer;
using Ghn.Graphs;
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
    public void All_networks_cost_as_much_as_whole_channels_allow(Profile profile)
    {
        var options = TransferScale.Of(profile);
        var blocks = options.Sample();
        Assert.Equal(options.RandomBlocks, blocks.Distinct().Count());
        Assert.Empty(blocks.Intersect(options.Truth.Sample()));
        foreach (var block in blocks)
        foreach (var resolution in options.Resolutions)
        {
            var network = options.Solve(block, resolution);
            long Off(int more) =>
                Math.Abs(
                    new ComputationGraph(block, network with { Channels = network.Channels + more }).MultiplyAdds
                        - options.Budget
                );
            Assert.True(Off(0) <= Off(1) && Off(0) <= Off(-1));
            Assert.Equal(resolution, network.ImageSize);
            if (profile == Profile.Workshop)
                Assert.InRange(Off(0), 0, 0.08 * options.Budget); // half a channel of a dozen
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
        var places = rows.GroupBy(r => r.Resolution).Select(g => g.SelectMany(r => r.Test).ToArray()).ToArray();
        Assert.Equal(Correlation.Pearson(places[0], places[1]), Assert.Single(evidence.Agreements()).R.Estimate, 12);
        var gap = evidence.Gaps()[1];
        Assert.Equal(16, gap.Resolution);
        Assert.Equal(rows[2].Test.Average() - rows[3].Test.Average(), gap.Gap.Difference.Estimate, 12);
        Assert.True(gap.Gap.Difference.Low < gap.Gap.Difference.High);
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

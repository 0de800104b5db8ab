using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Studies;
using Ghn.Graphs;
using Ghn.Tests.EnvironmentTests;
using static TorchSharp.torch;
using ArrayStatistics = MathNet.Numerics.Statistics.ArrayStatistics;

namespace Ghn.Tests.Experiments.Studies;

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
        var options = TransferOptions.Of(profile);
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
        Assert.Equal((0, 8), (experiment.Status().Done, experiment.Status().Units)); // two blocks and seeds, two resolutions
        Assert.Contains(experiment.Describe(), row => row.Value.Contains("ghn experiment table1"));

        using var later = Make([.. TransferOptions.Of(Profile.Smoke).Truth.Sample().Skip(3)], folder.Path);
        Assert.Equal(12, later.Status().Units);
        Assert.Equal(2, later.Blocks(BlockOrigin.Found)!.Count);
        Assert.Equal(
            [.. Enumerable.Repeat(false, 8), .. Enumerable.Repeat(true, 4)], // repeated ones when all others are done
            later.Missing().Select(unit => unit.Contains("\"seed\":1", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(Cifar10.Name)]
    [InlineData(FashionMnist.Name)]
    public void The_blocks_are_those_that_the_search_on_CIFAR_10_scored_best(string data)
    {
        using var experiment = (TransferExperiment)PaperExperiments.Create("transfer", Workshop(data), Kept);
        using var search = (SearchExperiment)PaperExperiments.Create("table1", Workshop(Cifar10.Name), Kept);
        var results = search.Results();
        var scores = search.Scores("ghn", results)!;
        var best = Enumerable.Range(0, 1_000).OrderByDescending(i => scores[i]).Take(10);
        Assert.Equal(best.Select(i => search.Candidates[i]), experiment.Blocks(BlockOrigin.Found)!);
        Assert.Equal(2 * (10 + 20 + 5), experiment.Status().Units);
    }

    [Fact]
    public void A_halved_image_is_the_mean_of_each_two_by_two_pixels()
    {
        using var scope = NewDisposeScope();
        byte[] slope = [.. Enumerable.Range(0, 16 * 3).Select(i => (byte)(4 * (i / 3) + i % 3))]; // 4 · place + colour
        byte[] dot = [3, .. new byte[16 * 3 - 1]];
        using var set = new ImageSet(
            "two",
            tensor([.. slope, .. dot]).view(2, 4, 4, 3),
            tensor(new long[] { 1, 0 }),
            ["a", "b"],
            new ChannelStatistics([0.1f, 0.2f, 0.3f], [1, 1, 1])
        );
        using var halved = HalvedData.Halve(set);
        Assert.Equal([2L, 2, 2, 3], halved.Images.shape);
        // Places 0, 1, 4 and 5 are 2.5 on average; and so on in steps of 2 and 8.
        byte[] means = [10, 11, 12, 18, 19, 20, 42, 43, 44, 50, 51, 52];
        Assert.Equal([.. means, 1, .. new byte[11]], halved.Images.data<byte>().ToArray()); // 3/4 is rounded
        Assert.Equal([1L, 0], halved.Labels.data<long>().ToArray());
        Assert.Equal(set.Statistics, halved.Statistics);
    }

    [Fact]
    public void The_better_half_is_that_of_the_first_place()
    {
        var evidence = new TransferResults(Workshop(Cifar10.Name) with { Replay = true }, Kept);
        var places = evidence
            .Rows()
            .GroupBy(r => (r.Data, r.Resolution))
            .Select(g => g.SelectMany(r => r.Test).ToArray())
            .ToArray();
        var median = places[0].Order().ElementAt(places[0].Length / 2);
        var better = places[0].Zip(places[1]).Where(p => p.First >= median).ToArray();
        Assert.Equal(15, better.Length); // no ties there
        Assert.Equal(
            Correlation.Pearson([.. better.Select(p => p.First)], [.. better.Select(p => p.Second)]),
            evidence.Agreements()[0].BetterHalf!.Value,
            12
        );
    }

    [Fact]
    public void A_result_of_another_search_is_refused()
    {
        using var folder = new TemporaryFolder();
        const string ledger = "transfer.smoke.generated.jsonl";
        File.Copy(Path.Combine(Kept, ledger), folder[ledger]);
        using var other = Make([.. TransferOptions.Of(Profile.Smoke).Truth.Sample().Skip(3)], folder.Path);
        Assert.Contains(
            "was written with other options: block",
            Assert.Throws<GhnException>(() => other.Status()).Message,
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public void Evidence_is_what_the_ledger_says()
    {
        var evidence = new TransferResults(s_smoke with { Replay = true }, Kept);
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
        var agreement = Assert.Single(evidence.Agreements());
        Assert.Equal(Correlation.Pearson(places[0], places[1]), agreement.R.Estimate, 12);
        var gaps = evidence.Gaps();
        Assert.Equal(16, gaps[1].Resolution);
        Assert.Equal(rows[2].Test.Average() - rows[3].Test.Average(), gaps[1].Difference.Estimate, 12);
        Assert.True(gaps[1].Difference.Low < gaps[1].Difference.High);
        Assert.Equal(Significance.TwoSampleTest(rows[2].Test, rows[3].Test).PValue, gaps[1].PValue);
        Assert.Equal(Significance.Holm([.. gaps.Select(g => g.PValue)]), gaps.Select(g => g.Holm));
        // Two trainings of each of two blocks: the variance of one is half the mean squared difference.
        double Again(int number) => results[new(BlockOrigin.Random, number, 32, 1)].Trained.Test;
        var noise = evidence.Noises()[0];
        var squares = Enumerable.Range(0, 2).Average(i => Math.Pow(Again(i) - rows[1].Test[i], 2));
        Assert.Equal(Math.Sqrt(squares / 2), noise.Trainings, 12);
        Assert.Equal(Enumerable.Range(0, 2).Max(i => Math.Abs(Again(i) - rows[1].Test[i])), noise.Largest, 12);
        Assert.Equal(
            results[new(BlockOrigin.Found, 1, 16, 0)].Trained.MultiplyAdds,
            rows[2].Networks[1].Trained.MultiplyAdds
        );
        Assert.Null(agreement.BetterHalf); // four blocks
        Assert.Equal((32, 2), (noise.Resolution, noise.Repeated));
        Assert.Equal(ArrayStatistics.StandardDeviation(places[0]), noise.Blocks, 12);
        Assert.Equal(Math.Sqrt(evidence.Noises().Aggregate(1.0, (r, n) => r * n.Reliability)), agreement.Most, 12);
    }

    [Fact]
    public void Reliability_is_the_share_of_the_variance_that_is_not_noise()
    {
        Assert.Equal(0.75, new TransferNoise("", 32, Blocks: 0.02, Trainings: 0.01, 5, 0).Reliability, 12);
        Assert.Equal(0, new TransferNoise("", 32, Blocks: 0.01, Trainings: 0.02, 5, 0).Reliability);
    }

    [Fact]
    public void A_replay_without_complete_ledgers_shows_the_smoke_profile()
    {
        using var folder = new TemporaryFolder();
        var shown = new TransferResults(NotebookSettings.Parse(null, null), folder.Path);
        Assert.Equal(Profile.Smoke, Assert.Single(shown.Settings).Profile);
    }

    private static NotebookSettings Workshop(string data) =>
        new(Profile.Workshop, false, new DataOptions { Name = data });

    private static TransferExperiment Make(IReadOnlyList<Architecture>? found, string folder) =>
        new(new("transfer", s_smoke, folder), TransferOptions.Of(Profile.Smoke), new FoundBlocks(() => found));
}

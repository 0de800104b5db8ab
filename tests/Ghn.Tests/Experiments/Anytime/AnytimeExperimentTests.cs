using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Anytime;
using Ghn.Experiments.Ranking;
using Ghn.Experiments.Statistics;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Tests.EnvironmentTests;
using Ghn.Training;

namespace Ghn.Tests.Experiments.Anytime;

/// <summary>The search for anytime networks, and what is read from the ledger of its smoke profile.</summary>
public sealed class AnytimeExperimentTests : IDisposable
{
    private static readonly NotebookSettings s_smoke = new(Profile.Smoke, false, new DataOptions());

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-anytime-").FullName;

    private static string Kept => Path.Combine(Repository.Root, "notebooks", "results");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Profile.Smoke)]
    [InlineData(Profile.Workshop)]
    [InlineData(Profile.Paper)]
    public void Networks_made_by_hand_reach_into_the_range_of_budgets(Profile profile)
    {
        var options = AnytimeScale.Of(profile);
        var (from, to) = options.Budgets;
        Assert.All(
            options.HandMade,
            entry =>
            {
                var graphs = entry.Value.Select(n => n.Build()).ToArray();
                var first = Cost.LazyToExits(graphs[0]).Min();
                Assert.True(first < (from + to) / 2, $"{entry.Key} answers from {first:N0} on");
                Assert.Equal(options.Network.ImageSize, graphs[0].ImageSize);
            }
        );
        var random = options.SampleRandom().Select(c => new ComputationGraph(c, options.Network)).ToArray();
        var late = random.Average(g => Cost.LazyToExits(g).Min() > to ? 1.0 : 0);
        Assert.InRange(late, 0, 0.1); // hardly a network answers beyond the range only
    }

    [Fact]
    public void Workshop_budgets_are_the_quartiles_of_random_networks()
    {
        var options = AnytimeScale.Of(Profile.Workshop);
        var costs = options
            .SampleCandidates()
            .Select(c => Cost.LazyToExits(new ComputationGraph(c, options.Network)))
            .ToArray();
        double Quantile(Func<IReadOnlyList<long>, long> of, double share) =>
            costs.Select(of).Order().ElementAt((int)(share * costs.Length));
        Assert.Equal(options.Budgets.From, Quantile(c => c.Min(), 0.25), 0.1e6);
        Assert.Equal(options.Budgets.To, Quantile(c => c.Max(), 0.75), 0.2e6);
    }

    [Fact]
    public void A_hypernetwork_that_is_missing_or_another_one_is_refused_by_name()
    {
        File.Copy(Ledger(Kept), Ledger(_folder));
        var lines = File.ReadAllLines(Ledger(_folder)).Where(l => !l.Contains("\"task\":\"Score\"")).ToArray();
        File.WriteAllLines(Ledger(_folder), lines);
        string Refused()
        {
            using var experiment = Open();
            return Assert
                .Throws<GhnException>(() => experiment.Run(1, null, TestContext.Current.CancellationToken))
                .Message;
        }
        Assert.Contains("There is no trained hypernetwork", Refused());
        var options = AnytimeScale.Of(Profile.Smoke);
        using (var other = new GraphHyperNetwork(options.Hypernetwork, 7, TorchSharp.torch.CPU))
            Checkpoint.Save(other, Path.Combine(_folder, "anytime.smoke.generated.ghn"));
        Assert.Contains("is not the hypernetwork that", Refused());
        Assert.Equal(lines.Length, File.ReadAllLines(Ledger(_folder)).Length); // nothing is lost
    }

    [Fact]
    public void Scores_of_two_hypernetworks_are_not_mixed()
    {
        var text = File.ReadAllText(Ledger(Kept));
        var at =
            text.IndexOf(
                "\"checksum\":\"",
                text.IndexOf("\"task\":\"Score\"", StringComparison.Ordinal),
                StringComparison.Ordinal
            ) + 12;
        File.WriteAllText(Ledger(_folder), text[..at] + (text[at] == '0' ? '1' : '0') + text[(at + 1)..]);
        using var experiment = Open();
        Assert.Contains(
            "was not done by the hypernetwork of ghn, seed 0",
            Assert.Throws<GhnException>(() => experiment.Status()).Message
        );
    }

    [Fact]
    public void Evidence_is_what_the_ledger_says()
    {
        var evidence = new AnytimeEvidence(s_smoke with { Replay = true }, Kept);
        var options = evidence.Options;
        Assert.Equal(options.Random, evidence.Random().Count);
        var scores = evidence.Scores();
        Assert.Equal(scores.OrderDescending().Take(options.Kept), evidence.Top().Select(t => t.Score));
        var (best, runs) = evidence.Best();
        Assert.Contains(best, evidence.Top().Select(t => t.Candidate));
        Assert.Equal(options.Seeds, runs.Count);
        Assert.All(runs, r => Assert.Equal(evidence.Top().First(t => t.Candidate == best).Trained.Cells, r.Cells));
        Assert.Equal(options.HandMade.Keys, evidence.HandMade().Keys);
        Assert.Contains(evidence.BestHandMade(), options.HandMade.Keys);
        Assert.InRange(evidence.Ranking().Value(Correlation.Pearson), -1, 1);
        Assert.All(
            evidence.Random(),
            t => Assert.Equal(AnytimeEvidence.Curve(t).Area(10e3, 200e3), evidence.TestArea(t))
        );
    }

    [Fact]
    public void A_budget_is_kept_on_validation_and_reported_on_test()
    {
        var trained = new AnytimeEvidence(s_smoke with { Replay = true }, Kept).Random()[0] with
        {
            Budgeted = [new(0.5, 10, 0.45, 11), new(0.7, 20, 0.6, 21), new(0.6, 25, 0.9, 19)],
        };
        double?[] Tests(params double[] budgets) =>
            [.. AnytimeEvidence.WithinBudgets(trained, budgets).Select(p => p?.Test)];
        Assert.Equal([null, 0.45, 0.6, 0.6], Tests(5, 10, 20, 30)); // the best on test images is not taken
    }

    private static string Ledger(string folder) => Path.Combine(folder, "anytime.smoke.generated.jsonl");

    private AnytimeExperiment Open() =>
        (AnytimeExperiment)PaperExperiments.Create(PaperExperiments.Anytime, s_smoke, _folder);
}

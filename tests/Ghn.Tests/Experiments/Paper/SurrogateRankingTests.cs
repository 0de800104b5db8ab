using Ghn.Data;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Studies;
using Ghn.Operators;

namespace Ghn.Tests.Experiments.Paper;

/// <summary>Rankings against a ground truth that is made up: 20 architectures, 2 seeds.</summary>
public sealed class SurrogateRankingTests : IDisposable
{
    private const int Resamples = 200;

    private static readonly NotebookSettings s_settings = new(Profile.Smoke, false, new DataOptions());

    private static readonly GroundTruthOptions s_options = ProfileSettings.Of(Profile.Smoke).GroundTruth with
    {
        Architectures = 20,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-ranking-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_truth_is_the_mean_of_the_seeds()
    {
        var table = Table();
        Assert.Equal(s_options.Sample(), table.Architectures);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => Truth(i, 0) / 2 + Truth(i, 1) / 2), table.Test, Close);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => Truth(i, 1)), table.TestOf(1));
        Assert.Contains("Step 3 was not measured", Assert.Throws<GhnException>(() => table.ValidationOf(0, 3)).Message);
    }

    [Fact]
    public void A_ledger_that_is_not_complete_says_how_to_complete_it()
    {
        var error = Assert.Throws<GhnException>(() => GroundTruthTable.Read(Experiment()));
        Assert.Contains("has 0 of 40 units", error.Message);
        Assert.Contains("ghn experiment ground-truth --profile smoke --data generated", error.Message);
    }

    [Fact]
    public void Statistics_are_means_over_seeds_of_the_surrogate_and_of_the_trainings()
    {
        var table = Table();
        double[] opposite = [.. table.TestOf(1).Select(t => -t)];
        var ranking = new SurrogateRanking("a", table.Tests, [table.TestOf(0), opposite]);
        var r = Correlation.Pearson(table.TestOf(0), table.TestOf(1));
        Assert.Equal([(1 + r) / 2, -(1 + r) / 2], ranking.PerSeed(Correlation.Pearson), Close);
        Assert.Equal(0, ranking.Value(Correlation.Pearson), 12);
        Assert.Equal(0, ranking.Mean(Correlation.Pearson, Resamples).Estimate, 12);
    }

    [Fact]
    public void An_interval_holds_the_spread_over_seeds()
    {
        var table = Table();
        var noise = new RandomStream(1, "noise").Normal(20).Select(v => (double)v).ToArray();
        Interval Of(params IReadOnlyList<double>[] scores) =>
            new SurrogateRanking("a", table.Tests, scores).Mean(Correlation.Pearson, Resamples);
        // A quarter of the resamples draws the good seed twice: over architectures alone, the mean of the two stays near 1/2.
        var mixed = Of(table.Test, noise);
        Assert.InRange(mixed.Estimate, 0.2, 0.8);
        Assert.True(mixed.High > 0.95);
    }

    [Fact]
    public void The_better_half_is_that_of_the_training_that_is_compared_with()
    {
        var table = Table();
        var scores = new RandomStream(2, "noise").Normal(20).Select(v => (double)v).ToArray();
        double Expected(int seed)
        {
            int[] best = [.. table.Rows.OrderByDescending(i => table.TestOf(seed)[i]).Take(10)];
            return Correlation.Pearson([.. best.Select(i => scores[i])], [.. best.Select(i => table.TestOf(seed)[i])]);
        }
        var ranking = new SurrogateRanking("a", table.Tests, [scores]);
        Assert.Equal((Expected(0) + Expected(1)) / 2, ranking.Value(TopK.AmongBest(0.5, Correlation.Pearson)), 12);
    }

    [Fact]
    public void Training_is_compared_with_the_truth_of_the_other_seed()
    {
        var table = Table();
        var expected = Correlation.Pearson(table.ValidationOf(0, 10), table.TestOf(1));
        Assert.Equal(expected, SurrogateRanking.OfSteps(10, table).PerSeed(Correlation.Pearson)[0], 12);
        var ceiling = SurrogateRanking.AnotherTraining(table).PerSeed(Correlation.Pearson);
        Assert.Equal(Correlation.Pearson(table.TestOf(0), table.TestOf(1)), ceiling[0], 12);
        Assert.Equal(ceiling[0], ceiling[1], 12);
    }

    [Fact]
    public void A_better_surrogate_is_told_from_a_worse_one()
    {
        var table = Table();
        var good = new SurrogateRanking("good", table.Tests, [table.Test]);
        var noise = new RandomStream(1, "noise").Normal(20).Select(v => (double)v).ToArray();
        var bad = new SurrogateRanking("bad", table.Tests, [noise]);
        var difference = good.Against(bad, Correlation.Pearson, Resamples);
        Assert.True(difference.Difference.Low > 0);
        var opposite = bad.Against(good, Correlation.Pearson, Resamples);
        Assert.Equal(-difference.Difference.Estimate, opposite.Difference.Estimate, 12);
        Assert.Equal(0, good.Against(good, Correlation.Pearson, Resamples).Difference.High, 12);
    }

    [Fact]
    public void Operator_counts_predict_a_truth_that_hangs_on_them()
    {
        var counts = s_options
            .Sample()
            .Select(a => a.Nodes.Count(n => n.Operator == Operator.SeparableConvolution3x3))
            .ToArray();
        var fitted = SurrogateRanking.OfOperatorCounts(Table((i, seed) => 0.5 + 0.02 * counts[i] + 0.001 * seed));
        Assert.InRange(fitted.Value(Correlation.Pearson), 0.9, 1);
        Assert.Equal(2, fitted.Seeds);
    }

    [Fact]
    public void Operator_counts_do_not_see_the_truth_that_they_predict()
    {
        var fitted = SurrogateRanking.OfOperatorCounts(Table((i, _) => i == 7 ? 0.9 : 0.5));
        Assert.Equal(0.5, fitted.ScoresOf(0)[7], 12);
        Assert.Contains(fitted.ScoresOf(0), s => s > 0.501); // others do
    }

    [Fact]
    public void Accuracies_are_means_over_the_architectures()
    {
        var table = Table();
        var ranking = new SurrogateRanking("a", table.Tests, [table.TestOf(0), table.TestOf(1)]);
        Assert.Equal([table.TestOf(0).Average(), table.TestOf(1).Average()], ranking.Accuracies, Close);
    }

    [Fact]
    public void A_missing_seed_is_named()
    {
        var profile = ProfileSettings.Of(Profile.Smoke) with { GroundTruth = s_options };
        var surrogates = new Surrogates(new("table4", s_settings, _folder), s => s.Table4(), profile: profile);
        var error = Assert.Throws<GhnException>(() => SurrogateRanking.Of(ProfileSettings.Base, Table(), surrogates));
        Assert.Contains("lacks ghn, seed 0", error.Message);
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static double Truth(int architecture, int seed) =>
        0.5 + 0.02 * architecture + 0.001 * (architecture * (seed + 3) % 7);

    private GroundTruth Experiment() => new(new("ground-truth", s_settings, _folder), s_options);

    private GroundTruthTable Table(Func<int, int, double>? truth = null)
    {
        truth ??= Truth;
        var experiment = Experiment();
        var architectures = s_options.Sample();
        var done = experiment.Ledger.Read().Count > 0;
        for (var i = 0; i < 20 && !done; i++)
        for (var seed = 0; seed < 2; seed++)
        {
            double[] validation = [0.1 + 0.01 * (i * (seed + 2) % 11), truth(i, seed)];
            var result = new TrueAccuracy(architectures[i], 100 + i, 1_000, [10, 20], validation, truth(i, seed), 1);
            var provenance = new Provenance(Profile.Smoke, "generated", "", "1", "", 1, 1);
            experiment.Ledger.Append(new(new TrainedArchitecture(i, seed), result, s_options, provenance));
        }
        return GroundTruthTable.Read(experiment);
    }
}

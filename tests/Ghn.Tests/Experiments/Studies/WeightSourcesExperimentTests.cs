using Ghn.Experiments.Studies;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments.Studies;

public sealed class WeightSourcesExperimentTests
{
    private static string Results => Path.Combine(Repository.Root, "notebooks", "results");

    [Fact]
    public void The_stored_result_is_replayed_whole()
    {
        using var experiment = new WeightSourcesExperiment(NotebookSettings.Parse(null, null), Results);
        Assert.True(experiment.IsReplay);
        var result = experiment.Run();
        Assert.Equal(experiment.Architectures, result.Architectures);
        Assert.Equal(Surrogates.Checksum(experiment.Trained()), result.TrainedChecksum);
        Assert.Contains(("learning rates", string.Join(", ", result.LearningRates)), experiment.Describe());
        Assert.Equal(20, result.Architectures.Distinct().Count());
        Assert.Equal(["random", "untrained GHN", "trained GHN"], result.Scores.Select(s => s.Source));
        Assert.All(result.Scores, s => Assert.Equal(20, s.Accuracies.Count));
        Assert.Equal(3 * 6 * 2, result.Runs.Count);
        foreach (var scores in result.Scores)
        foreach (var rate in experiment.LearningRates)
        {
            var runs = result.RunsOf(scores.Source, rate);
            Assert.Equal(scores.Accuracies.Take(6), runs.Select(r => r[0])); // both scored the weights as they came
        }
        Assert.All(result.Runs, r => Assert.Equal([0, .. result.Tuning.MeasureAt], r.Steps));
    }

    [Fact]
    public void The_stored_hypernetwork_is_the_trained_one_of_both_experiments()
    {
        using var sources = new WeightSourcesExperiment(NotebookSettings.Parse(null, null), Results);
        using var training = new TrainingExperiment(NotebookSettings.Parse(null, null), Results);
        var (a, b) = (sources.Trained(), (Ghn.Hypernetworks.GraphHyperNetwork)training.Trained!);
        Assert.Equal(training.Hypernetwork, a.Options);
        Assert.Equal(sources.Untrained.parameters().Count(), a.parameters().Count());
        Assert.Equal(Surrogates.Checksum(a), Surrogates.Checksum(b));
        Assert.NotEqual(Surrogates.Checksum(a), Surrogates.Checksum(sources.Untrained));
    }

    [Fact]
    public void A_replay_uses_the_hypernetwork_of_its_result_and_a_run_ones_own()
    {
        var folder = Directory.CreateTempSubdirectory("ghn-sources-").FullName;
        try
        {
            const string Name = "training.workshop.cifar10.ghn";
            foreach (var name in new[] { Name, "weight-sources.workshop.cifar10.jsonl" })
                File.Copy(Path.Combine(Results, name), Path.Combine(folder, name));
            string Trained(string? profile)
            {
                using var one = new WeightSourcesExperiment(NotebookSettings.Parse(profile, "cifar10"), folder);
                return Surrogates.Checksum(one.Trained());
            }
            var stored = Trained(null);
            Assert.Equal(stored, Trained("workshop")); // nothing of one's own yet
            Directory.CreateDirectory(Path.Combine(folder, "own"));
            string mine;
            using (var other = new WeightSourcesExperiment(NotebookSettings.Parse(null, "cifar10"), folder))
            {
                Ghn.Training.Checkpoint.Save(other.Untrained, Path.Combine(folder, "own", Name));
                mine = Surrogates.Checksum(other.Untrained);
            }

            Assert.Equal(stored, Trained(null));
            Assert.Equal(mine, Trained("workshop"));
            File.Delete(Path.Combine(folder, Name));
            Assert.Contains("another hypernetwork", Assert.Throws<GhnException>(() => Trained(null)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Without_a_trained_hypernetwork_the_way_to_one_is_named()
    {
        using var experiment = new WeightSourcesExperiment(NotebookSettings.Parse("workshop", "cifar10"), "no folder");
        var message = Assert.Throws<GhnException>(() => experiment.Run()).Message;
        Assert.Contains("training.workshop.cifar10.ghn", message);
        Assert.Contains("04-training-the-ghn.ipynb --profile workshop --data cifar10", message);
    }

    [Fact]
    public void Without_a_stored_result_a_replay_runs_the_smoke_profile()
    {
        using var experiment = new WeightSourcesExperiment(NotebookSettings.Parse(null, "fashion"), "no folder");
        Assert.False(experiment.IsReplay);
        Assert.Contains(("profile, data set", "smoke, generated"), experiment.Describe());
    }
}

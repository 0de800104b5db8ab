using Ghn.Data;
using Ghn.Experiments.Studies;
using Ghn.Tests.Data;
using Ghn.Tests.EnvironmentTests;
using Ghn.Training;

namespace Ghn.Tests.Experiments.Studies;

public sealed class TrainingExperimentTests
{
    private static string Results => Path.Combine(Repository.Root, "notebooks", "results");

    [Theory]
    [InlineData(null, null, Profile.Workshop, true, "cifar10")]
    [InlineData("smoke", null, Profile.Smoke, false, "generated")]
    [InlineData("Paper", "fashion", Profile.Paper, false, "fashion")]
    public void Settings_come_from_two_variables(
        string? profile,
        string? data,
        Profile expected,
        bool replay,
        string name
    )
    {
        var settings = NotebookSettings.Parse(profile, data);
        Assert.Equal((expected, replay, name), (settings.Profile, settings.Replay, settings.Data.Name));
    }

    [Theory]
    [InlineData("huge", null, "GHN_PROFILE = 'huge'")]
    [InlineData("7", null, "GHN_PROFILE = '7'")]
    [InlineData("smoke", "imagenet", "'imagenet' is unknown")]
    public void Impossible_settings_are_named(string profile, string? data, string named) =>
        Assert.Contains(named, Assert.Throws<GhnException>(() => NotebookSettings.Parse(profile, data)).Message);

    [Fact]
    public void The_device_is_the_cpu_or_the_one_of_the_variable()
    {
        Assert.Equal("cpu", NotebookSettings.Parse("smoke", null).Device);
        Assert.Equal("CPU:0", NotebookSettings.Parse("smoke", null, "CPU:0").Device);
        Assert.Contains(
            "Device 'tpu' is unknown",
            Assert.Throws<GhnException>(() => NotebookSettings.Parse("smoke", null, "tpu")).Message
        );
    }

    [Fact]
    public void A_profile_looks_at_no_more_validation_images_than_there_are()
    {
        using var data = NotebookSettings.Parse("paper", "generated").LoadData();
        int Images(Profile profile) => TrainingScale.Within(TrainingScale.Of(profile).Training, data).ValidationImages;
        Assert.Equal((250, 1_000), (Images(Profile.Smoke), Images(Profile.Paper))); // the generated set has 1,000
    }

    [Fact]
    public void A_stopped_workshop_training_goes_on_from_the_state_beside_its_ledger()
    {
        var folder = Directory.CreateTempSubdirectory("ghn-experiment-").FullName;
        try
        {
            using var cancel = new CancellationTokenSource();
            var heard = new List<int>();
            void Run(int stopAt)
            {
                using var experiment = new TrainingExperiment(NotebookSettings.Parse("workshop", null), folder);
                var progress = new DirectProgress<TrainingProgress>(p =>
                {
                    heard.Add(p.Step);
                    if (p.Step >= stopAt)
                        cancel.Cancel();
                });
                Assert.Throws<OperationCanceledException>(() => experiment.Train(progress, cancel.Token));
            }
            Run(stopAt: 1); // 35 steps, the first report
            var state = Path.Combine(folder, "own", "training.workshop.generated.checkpoint");
            var written = File.ReadAllBytes(state);
            Assert.NotEmpty(heard);
            var first = heard.ToArray();
            heard.Clear();
            Run(stopAt: 1); // cancelled already: hears of the steps before, and does no other
            Assert.Equal(first, heard);
            Assert.Equal(written, File.ReadAllBytes(state));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Ones_own_result_stands_beside_the_stored_one_and_replaces_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("ghn-experiment-").FullName;
        try
        {
            const string Name = "training.workshop.cifar10";
            foreach (var extension in new[] { ".jsonl", ".ghn" })
                File.Copy(Path.Combine(Results, Name + extension), Path.Combine(folder, Name + extension));
            var replay = NotebookSettings.Parse(null, null);
            using (var alone = new TrainingExperiment(replay, folder))
                Assert.Equal(["stored"], alone.Results.Select(r => r.Name));
            var stored = new Ledger<TrainingRecord>(Path.Combine(folder, Name + ".jsonl")).Read()[^1];
            using (var training = new TrainingExperiment(NotebookSettings.Parse("workshop", "cifar10"), folder))
                Assert.Equal(["stored"], training.Results.Select(r => r.Name)); // before it has trained

            new Ledger<TrainingRecord>(Path.Combine(folder, "own", Name + ".jsonl")).Append(
                stored with
                {
                    SkippedSteps = 7,
                }
            );
            using var both = new TrainingExperiment(replay, folder);
            using var fresh = new TrainingExperiment(NotebookSettings.Parse("workshop", "cifar10"), folder);

            Assert.Equal(["stored", "your own"], both.Results.Select(r => r.Name));
            Assert.Equal([stored.SkippedSteps, 7], both.Results.Select(r => r.Result.SkippedSteps));
            Assert.Equal(stored.Curve, both.Train());
            Assert.NotNull(both.Trained);
            Assert.Equal(["stored"], fresh.Results.Select(r => r.Name));
            File.Delete(Path.Combine(folder, Name + ".jsonl")); // as at a scale that the course has not stored
            using var own = new TrainingExperiment(replay, folder);
            Assert.True(own.IsReplay);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_stored_workshop_result_is_replayed_whole()
    {
        using var experiment = new TrainingExperiment(NotebookSettings.Parse(null, null), Results);
        Assert.True(experiment.IsReplay);
        Assert.Equal(100, experiment.Rank().Select(r => r.Architecture).Distinct().Count());
        Assert.Equal(
            experiment.Rank().Select(r => r.Accuracy).OrderDescending(),
            experiment.Rank().Select(r => r.Accuracy)
        );
        Assert.True(experiment.Rank().Average(r => r.Accuracy) >= 0.56, "what the README claims");
        Assert.Equal(experiment.Training.Steps, experiment.Train()[^1].Step);
        Assert.Equal(
            (16, 7, 3, 2),
            (
                experiment.Training.Network.Channels,
                experiment.Training.Blocks.Nodes,
                experiment.Training.Network.Blocks,
                experiment.Training.Network.StemStride
            )
        );
    }

    [Fact]
    public void The_stored_hypernetwork_gives_the_stored_accuracies_again()
    {
        var folder = RealCifar10Tests.Folder();
        Assert.SkipWhen(folder is null, "No CIFAR-10 here: set GHN_DATA to its folder.");
        using var data = Cifar10.Load(folder!);
        using var experiment = new TrainingExperiment(NotebookSettings.Parse(null, null), Results);
        using var workers = new WorkerThreads();
        var stored = experiment.Rank().Where((_, i) => i is 0 or 50 or 99).ToArray();
        var scores = Evaluation.Score(
            experiment.Trained!,
            stored.Select(s => s.Architecture).ToArray(),
            experiment.Training.Network,
            data.Validation,
            experiment.RankingImages,
            workers,
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.All(stored.Zip(scores), p => Assert.Equal(p.First.Accuracy, p.Second, 0.002)); // other kernels, other bits
    }

    [Fact]
    public void Without_a_stored_result_a_replay_runs_the_smoke_profile()
    {
        using var experiment = new TrainingExperiment(NotebookSettings.Parse(null, "fashion"), "no such folder");
        Assert.False(experiment.IsReplay);
        Assert.Equal((Profile.Smoke, "generated"), (experiment.Profile, experiment.DataSet));
        Assert.Contains("call Train", Assert.Throws<GhnException>(() => experiment.Rank()).Message);
    }
}

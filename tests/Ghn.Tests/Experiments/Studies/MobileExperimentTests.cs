using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Studies;
using Ghn.Tests.EnvironmentTests;
using Ghn.Tests.Images;
using SkiaSharp;

namespace Ghn.Tests.Experiments.Studies;

public sealed class MobileExperimentTests : IDisposable
{
    private const string NotKnown = "not known before the search has ended (ghn experiment table1)";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_its_search_it_names_what_to_compute()
    {
        using var experiment = PaperExperiments.Create(PaperExperiments.Table3, Paper(), _folder["results"]);
        var error = Assert.Throws<GhnException>(() => experiment.Run(1, null, TestContext.Current.CancellationToken));
        Assert.Contains("compute table4 and table1 with --profile paper --data cifar10 first", error.Message);
        Assert.False(Directory.Exists(_folder["results"]));
    }

    [Fact]
    public void Another_number_of_classes_is_not_ImageNet()
    {
        foreach (var place in new[] { "train/a", "train/b", "val/a" })
            Write($"{place}/0.png");
        var options = MobileOptions.Of(Profile.Paper);
        using var experiment = Make(options, Paper(), _folder.Path);
        var error = Assert.Throws<GhnException>(experiment.Probe);
        Assert.Contains("imagenet/train has 2 classes and ImageNet 1,000", error.Message);
    }

    [Fact]
    public void A_folder_that_is_too_small_for_the_norms_is_refused_before_the_training()
    {
        for (var i = 0; i < 249; i++)
            Write($"train/{"ab"[i % 2]}/{i}.png");
        Write("val/a/0.png");
        Write("val/b/0.png");
        var options = MobileOptions.Of(Profile.Workshop);
        using var experiment = Make(options, Settings(Profile.Workshop), _folder.Path);
        var error = Assert.Throws<GhnException>(experiment.Probe);
        Assert.Contains(
            "imagenet/train has 249 images, and a trained network's norms are measured on 250",
            error.Message
        );
        Write("train/b/249.png");
        experiment.Probe();
    }

    [Fact]
    public void A_validation_part_that_no_accuracy_could_come_of_is_refused_before_the_training()
    {
        for (var i = 0; i < 250; i++)
            Write($"train/{"ab"[i % 2]}/{i}.png");
        Write("val/a/0.png");
        void AssertRefused(Profile profile, int classes, string reason)
        {
            var options = MobileOptions.Of(profile);
            options = options with { Chain = options.Chain with { Classes = classes } };
            using var experiment = Make(options, Settings(profile), _folder.Path);
            Assert.Contains(reason, Assert.Throws<GhnException>(experiment.Probe).Message);
        }
        AssertRefused(Profile.Workshop, 1_000, "imagenet/val has 1 images of the 2 classes of imagenet/train");
        AssertRefused(Profile.Paper, 2, "imagenet/val has 1 images and ImageNet 50,000: give --data-folder");
    }

    [Fact]
    public void What_is_left_out_of_a_training_is_told_and_counted()
    {
        for (var i = 0; i < 250; i++)
            Write($"train/{"ab"[i % 2]}/{i}.png");
        foreach (var file in new[] { "val/a/0.png", "val/a/1.png", "val/b/0.png" })
            Write(file);
        File.WriteAllText(_folder["train/a/notes.txt"], "no image");
        File.WriteAllText(_folder["val/a/2.JPEG"], "no image");
        File.WriteAllText(_folder["val/a/notes.txt"], "no image, and not counted as one");
        File.WriteAllBytes(_folder["val/b/1.JPEG"], OddFiles.Filled(2, 2, SKColors.Red));
        var options = MobileOptions.Of(Profile.Smoke);
        using var experiment = Make(options, Settings(Profile.Smoke), _folder["results"]);
        var said = new List<string>();
        experiment.Logged += said.Add;
        experiment.Run(1, null, TestContext.Current.CancellationToken);
        Assert.All(
            experiment.Results().Values,
            result =>
            {
                Assert.Equal(3, result.Tested);
                Assert.Equal(1, result.SkippedTrain);
                Assert.Equal(3, result.SkippedValidation);
            }
        );
        Assert.Contains(
            said,
            s =>
                s.Contains(
                    "; 1 files and folders of imagenet/train so far are no usable images, the first",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(
            said,
            s =>
                s.Contains("3 files and folders of imagenet/val so far are no usable images", StringComparison.Ordinal)
                && s.Contains("2.JPEG: it cannot be decoded as an image", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("table1.workshop.cifar10.jsonl")] // and nothing that tells with which surrogate it searched
    [InlineData("table1.workshop.cifar10.jsonl", "table4.workshop.cifar10.jsonl")]
    public void What_it_needs_first_is_told_by_the_ledgers_that_are_there(params string[] ledgers)
    {
        foreach (var ledger in ledgers)
            File.Copy(Path.Combine(Repository.Root, "notebooks", "results", ledger), _folder[ledger]);
        using var experiment = PaperExperiments.Create("table3", Settings(Profile.Workshop), _folder.Path);
        var block = experiment.Describe().Single(row => row.Name == "block found").Value;
        Assert.Equal(ledgers.Length == 2 ? "the best of table1" : NotKnown, block);
        Assert.Equal(["table4", "table1"], PaperExperiments.Needs("table3", Profile.Workshop));
    }

    private static MobileExperiment Make(MobileOptions options, NotebookSettings settings, string results) =>
        new(new("table3", settings, results), options, new FoundBlocks(() => [options.Sample()[0]]));

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], OddFiles.Filled(16, 16, SKColors.Red));
    }

    private NotebookSettings Paper() => Settings(Profile.Paper);

    private NotebookSettings Settings(Profile profile) =>
        new(profile, false, new DataOptions { Name = Cifar10.Name, Folder = _folder.Path });
}

using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Mobile;
using Ghn.Tests.Images;
using SkiaSharp;

namespace Ghn.Tests.Experiments;

public sealed class MobileExperimentTests : IDisposable
{
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
        {
            Directory.CreateDirectory(_folder[place]);
            File.WriteAllBytes(_folder[$"{place}/0.png"], OddFiles.Filled(16, 16, SKColors.Red));
        }
        var options = MobileScale.Of(Profile.Paper);
        using var experiment = new MobileExperiment(
            "table3",
            options,
            () => options.Sample()[0],
            Paper(),
            _folder.Path
        );
        var error = Assert.Throws<GhnException>(experiment.Probe);
        Assert.Contains("imagenet/train has 2 classes and ImageNet 1,000", error.Message);
    }

    private NotebookSettings Paper() =>
        new(Profile.Paper, false, new DataOptions { Name = Cifar10.Name, Folder = _folder.Path });
}

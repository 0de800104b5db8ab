using Ghn.Data;
using Ghn.Experiments.Studies;
using SkiaSharp;

namespace Ghn.Tests.Experiments.Studies;

/// <summary>Notebooks 03 and 04 in the smoke profile, and the training of both commands, on a folder with three classes.</summary>
public sealed class OwnImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OwnImagesTests()
    {
        foreach (var (name, color) in new[] { ("b", SKColors.Blue), ("g", SKColors.Green), ("r", SKColors.Red) })
        {
            var place = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
            using var bitmap = new SKBitmap(40, 36);
            bitmap.Erase(color);
            using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            for (var i = 0; i < 20; i++)
                File.WriteAllBytes(Path.Combine(place, $"{i}.png"), png.ToArray());
        }
    }

    private NotebookSettings Settings =>
        new(Profile.Smoke, false, new DataOptions { Name = DataOptions.FolderPrefix + _folder.Path });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_hypernetwork_trains_on_three_classes_and_ranks_unseen_networks()
    {
        using var experiment = new TrainingExperiment(Settings, "no folder");
        Assert.Equal(3, experiment.Training.Network.Classes);
        Assert.Equal(experiment.Training.Steps, experiment.Train()[^1].Step);
        Assert.Equal(100, experiment.Rank().Count);
    }

    [Fact]
    public void Weights_from_several_sources_are_compared_on_three_classes()
    {
        using var experiment = new WeightSourcesExperiment(Settings, "no folder");
        Assert.Equal(3, experiment.Network.Classes);
        var result = experiment.Run();
        Assert.Equal(6, result.Images); // a tenth of sixty
        Assert.All(result.Scores, s => Assert.All(s.Accuracies, a => Assert.InRange(a, 0, 1)));
        Assert.Equal(60, result.Runs[0].Steps[^1]);
    }
}

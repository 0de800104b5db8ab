using Ghn.Experiments;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Studies;
using Ghn.Tests.EnvironmentTests;
using static System.FormattableString;

namespace Ghn.Tests.Experiments.Studies;

public sealed class GroundTruthTests
{
    private static readonly NotebookSettings s_smoke = NotebookSettings.Parse("smoke", "generated");

    private static string Results => Path.Combine(Repository.Root, "notebooks", "results");

    [Fact]
    public void It_concludes_how_far_the_truth_can_be_trusted()
    {
        using var experiment = (GroundTruth)PaperExperiments.Create(PaperExperiments.Truth, s_smoke, Results);
        var table = GroundTruthTable.Read(experiment);
        var (a, b) = (table.TestOf(0), table.TestOf(1));
        var settled = table.Seeds.Average(s =>
            Correlation.Kendall(table.ValidationOf(s, 12), table.ValidationOf(s, 20))
        );

        var rows = experiment.Summarise().ToDictionary(r => r.Name, r => r.Value);

        Assert.Equal("6", rows["architectures trained with every seed"]);
        Assert.Equal(Invariant($"{100 * table.Test.Average():F1} %"), rows["test accuracy, mean of the seeds"]);
        Assert.Equal(Invariant($"{Correlation.Pearson(a, b):F2}"), rows["r between the seeds"]);
        Assert.Equal(Invariant($"{settled:F2}"), rows["τ between 60 % and 100 % of a training, validation"]);
    }

    [Fact]
    public void Of_a_few_units_nothing_is_concluded()
    {
        using var folder = new TemporaryFolder();
        var few = Path.Combine(folder.Path, "ground-truth.smoke.generated.jsonl");
        File.WriteAllLines(few, File.ReadLines(Path.Combine(Results, Path.GetFileName(few))).Take(4));
        using var experiment = PaperExperiments.Create(PaperExperiments.Truth, s_smoke, folder.Path);
        Assert.Empty(experiment.Summarise());
    }
}

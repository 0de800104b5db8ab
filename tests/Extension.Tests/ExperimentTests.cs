using Ghn;
using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Framework;

namespace Extension.Tests;

/// <summary>An experiment that an outsider wrote: registered, run on threads, killed and resumed.</summary>
public sealed class ExperimentTests : IDisposable
{
    private static readonly NotebookSettings s_smoke = new(Profile.Smoke, false, new DataOptions());

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-extension-").FullName;

    static ExperimentTests() =>
        PaperExperiments.Register(new(LearningRateStudy.Named, c => new LearningRateStudy(c), PaperExperiments.Truth));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_found_by_its_name_which_nobody_else_can_take()
    {
        Assert.Equal(LearningRateStudy.Named, PaperExperiments.Names[^1]);
        Assert.Equal([PaperExperiments.Truth], PaperExperiments.Needs(LearningRateStudy.Named, Profile.Workshop));
        using var made = Make("one");
        Assert.IsType<LearningRateStudy>(made);
        Assert.True(made.Price()!.MultiplyAdds > 0);
        var again = new ExperimentEntry(PaperExperiments.Truth, c => new LearningRateStudy(c));
        Assert.Contains("'ground-truth' already", Error(() => PaperExperiments.Register(again)));
        Assert.Contains("leave the number of seeds out", Error(() => Make("one", seeds: 3)));
    }

    [Fact]
    public void Threads_share_its_units_and_a_run_that_was_killed_goes_on_to_the_same_results()
    {
        using var whole = Make("whole");
        whole.Run(2, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((4, 4), (whole.Status().Done, whole.Status().Units));

        using var kill = new CancellationTokenSource();
        using (var first = Make("killed"))
        {
            first.Logged += sentence =>
            {
                if (sentence == "architecture 1 at 0.003: step 12")
                    kill.Cancel();
            };
            Assert.Throws<OperationCanceledException>(() => first.Run(1, cancellation: kill.Token));
            Assert.Equal(2, first.Status().Done);
        }
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "killed"), "*.checkpoint"));
        using var second = Make("killed");
        second.Run(1, cancellation: TestContext.Current.CancellationToken);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "killed"))); // the ledger alone
        var results = ((LearningRateStudy)second).Results();
        Assert.All(((LearningRateStudy)whole).Results(), r => Assert.Equal(r.Value, results[r.Key]));
        Assert.Equal(2, second.Summarise().Count);
    }

    private UnitExperiment Make(string folder, int? seeds = null) =>
        PaperExperiments.Create(LearningRateStudy.Named, s_smoke, Path.Combine(_folder, folder), seeds);

    private static string Error(Action action) => Assert.Throws<GhnException>(action).Message;
}

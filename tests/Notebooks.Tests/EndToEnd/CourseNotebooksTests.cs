using System.Text.Json.Nodes;
using Notebooks.Tests.Document;

namespace Notebooks.Tests.EndToEnd;

/// <summary>Every notebook of the course keeps the rules and runs, with the solutions of its exercises.</summary>
[Collection<SmokeSiteTests>]
public sealed class CourseNotebooksTests(SmokeSite site)
{
    public static TheoryData<string> Notebooks => new(SmokeSite.Names);

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void KeepsTheRules(string name)
    {
        var notebook = SmokeSite.Load(name);
        Assert.Empty(NotebookLint.Check(notebook));
        Assert.All(notebook.Cells.Where(cell => cell.IsCode), cell => Assert.NotNull(cell.Json["execution_count"]));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void AsksAQuestionAndShowsItsAnswer(string name)
    {
        var notebook = SmokeSite.Load(name);

        Assert.EndsWith("?", notebook.Question?.Split(" (")[0]);
        var answers = notebook.Cells.Where(cell =>
            cell.Outputs.OfType<JsonObject>().Any(output => output.ToJsonString().Contains("ghn-answer"))
        );
        Assert.Single(answers);
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void SaysHowToDoExercisesWithoutCifar10(string name)
    {
        var notebook = SmokeSite.Load(name);
        var exercises = notebook.Cells.Single(cell => cell.Source.Contains("## Exercises"));

        if (exercises.Source.Contains("DataSource.Load(settings.Data)"))
            Assert.Contains("SetEnvironmentVariable(\"GHN_PROFILE\", \"smoke\")", exercises.Source);
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void RunsWithItsSolutionsInTheSmokeProfileOnGeneratedData(string name)
    {
        Assert.True(File.Exists(Path.Combine(site.Folder, name + ".html")), site.Log);
        Assert.DoesNotContain($"{name} failed", site.Log);
    }
}

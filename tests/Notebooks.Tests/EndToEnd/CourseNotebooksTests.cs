using Ghn.Tool.Notebooks.Document;

namespace Notebooks.Tests.EndToEnd;

/// <summary>Every notebook of the course keeps the rules and runs; a fixture stands in while there are none.</summary>
public sealed class CourseNotebooksTests
{
    public static TheoryData<string> Notebooks
    {
        get
        {
            var folder = Path.Combine(ToolAssemblies.Repository, "notebooks");
            var found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.ipynb") : [];
            return found.Length == 0
                ? new TheoryData<string>("fixture")
                : new TheoryData<string>(found.Order(StringComparer.Ordinal).Select(path => Path.GetFileName(path)));
        }
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void KeepsTheRules(string name)
    {
        using var work = new Workspace();
        Assert.Empty(NotebookLint.Check(NotebookFile.Load(Locate(name, work))));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void RunsInTheSmokeProfileOnGeneratedData(string name)
    {
        using var work = new Workspace();
        var run = work.Run(Locate(name, work), "--profile", "smoke", "--data", "generated", "--timeout", "600");
        Assert.True(run.ExitCode == 0, run.Text);
    }

    private static string Locate(string name, Workspace work)
    {
        if (name != "fixture")
            return Path.Combine(ToolAssemblies.Repository, "notebooks", name);
        var path = work.Notebook(
            "fixture",
            "md:# Fixture",
            "var profile = Environment.GetEnvironmentVariable(\"GHN_PROFILE\");"
        );
        NotebookFile.Load(path).Save(path);
        return path;
    }
}

using Ghn.Tool.Notebooks.Document;

namespace Notebooks.Tests.EndToEnd;

/// <summary>Every notebook of the course keeps the rules and runs.</summary>
public sealed class CourseNotebooksTests
{
    private static string Folder => Path.Combine(ToolAssemblies.Repository, "notebooks");

    public static TheoryData<string> Notebooks =>
        new(Directory.GetFiles(Folder, "*.ipynb").Order(StringComparer.Ordinal).Select(path => Path.GetFileName(path)));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void KeepsTheRules(string name)
    {
        Assert.Empty(NotebookLint.Check(NotebookFile.Load(Path.Combine(Folder, name))));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void RunsInTheSmokeProfileOnGeneratedData(string name)
    {
        using var work = new Workspace();
        var run = work.Run(Path.Combine(Folder, name), "--profile", "smoke", "--data", "generated", "--timeout", "600");
        Assert.True(run.ExitCode == 0, run.Text);
    }
}

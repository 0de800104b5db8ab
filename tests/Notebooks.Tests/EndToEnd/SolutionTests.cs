using System.Text.RegularExpressions;
using Ghn.Kernel.Document;

namespace Notebooks.Tests.EndToEnd;

/// <summary>The solutions of exercises run, one after the other, in a cell each at the end of their notebook.</summary>
public sealed partial class SolutionTests
{
    public static TheoryData<string> Notebooks => new(SmokeSite.Names.Where(name => Solutions(name).Length > 0));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Run(string name)
    {
        using var work = new Workspace();
        var folder = Directory.CreateDirectory(Path.Combine(work.Folder, "notebooks")).FullName;
        Directory.CreateDirectory(Path.Combine(work.Folder, "artifacts"));
        Directory.CreateSymbolicLink(Path.Combine(work.Folder, "artifacts", "ghn"), Workspace.Artifacts);
        Directory.CreateSymbolicLink(Path.Combine(folder, "results"), Path.Combine(SmokeSite.Notebooks, "results"));
        File.Copy(Path.Combine(SmokeSite.Notebooks, "setup.dib"), Path.Combine(folder, "setup.dib"));
        var code = Load(name).Cells.Where(cell => cell.IsCode).Select(cell => cell.Source);
        work.Notebook($"notebooks/{name}", [.. code, .. Solutions(name)]);

        var run = work.Run($"notebooks/{name}.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
    }

    private static NotebookFile Load(string name) =>
        NotebookFile.Load(Path.Combine(SmokeSite.Notebooks, name + ".ipynb"));

    // In an item of a list, so each line begins with the item's indentation.
    private static string[] Solutions(string name) =>
        [
            .. Load(name)
                .Cells.Where(cell => !cell.IsCode)
                .SelectMany(cell => CodeBlock().Matches(cell.Source))
                .Select(block => block.Groups[2].Value.Replace("\n" + block.Groups[1].Value, "\n")),
        ];

    [GeneratedRegex(@"^( *)```csharp\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}

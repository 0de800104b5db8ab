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
        Directory.CreateSymbolicLink(
            Path.Combine(work.Folder, "results"),
            Path.Combine(SmokeSite.Notebooks, "results")
        );
        var code = Load(name).Cells.Where(cell => cell.IsCode).Select(cell => cell.Source).Skip(1);
        var setup = $"#!import \"{SmokeSite.Notebooks.Replace('\\', '/')}/setup.dib\"";
        work.Notebook(name, [setup, .. code, .. Solutions(name)]);

        var run = work.Run(name + ".ipynb");

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

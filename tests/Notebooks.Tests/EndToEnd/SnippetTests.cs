using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Notebooks.Tests.EndToEnd;

/// <summary>The C# that README.md and the library's documentation show runs in a cell, as a reader pastes it.</summary>
public sealed partial class SnippetTests
{
    private static readonly string s_setup =
        $"#!import \"{ToolAssemblies.Repository.Replace('\\', '/')}/notebooks/setup.dib\"";

    [Fact]
    public void EverySnippetRunsAsACellAndOnceMoreAndItsVariablesLiveOn()
    {
        using var work = new Workspace();
        var snippets = Readme().Concat(Documentation()).ToArray();
        Assert.NotEmpty(snippets);
        string[] cells = [s_setup, .. snippets, .. snippets, "logits.shape[0]"];
        work.Notebook("snippets", cells);

        var run = work.Run("snippets.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("2", work.Outputs("snippets", cells.Length - 1));
    }

    [Fact]
    public void AProgramOutsideTheRepositoryRunsWithTheProjectFileOfTheReadme()
    {
        using var work = new Workspace();
        var readme = File.ReadAllText(Path.Combine(ToolAssemblies.Repository, "lib", "README.md"));
        var project = Regex.Match(readme, "```xml\n(<Project.*?)```", RegexOptions.Singleline).Groups[1].Value;
        work.File(
            "app.csproj",
            project.Replace("../GhnNotebooks", ToolAssemblies.Repository, StringComparison.Ordinal)
        );
        var usings = Regex.Match(readme, "^using Ghn.*$", RegexOptions.Multiline).Value;
        work.File("Program.cs", $"{usings}\n{Readme().First()}Console.WriteLine(logits.shape[1]);");

        var start = new ProcessStartInfo("dotnet", ["run", "--project", work.Folder]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        Assert.Equal("10", process.StandardOutput.ReadToEnd().Trim());
    }

    private static IEnumerable<string> Readme() =>
        CSharpBlock()
            .Matches(File.ReadAllText(Path.Combine(ToolAssemblies.Repository, "README.md")))
            .Select(block => block.Groups[1].Value);

    private static IEnumerable<string> Documentation() =>
        Directory
            .EnumerateFiles(Path.Combine(ToolAssemblies.Repository, "lib"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .SelectMany(file => CodeElement().Matches(File.ReadAllText(file)))
            .Select(element => WebUtility.HtmlDecode(CommentMark().Replace(element.Groups[1].Value, "")));

    [GeneratedRegex("^```csharp\\r?\\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    // <code lang="text"> holds equations.
    [GeneratedRegex("^\\s*/// <code>(.*?)</code>", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeElement();

    [GeneratedRegex("^\\s*/// ?", RegexOptions.Multiline)]
    private static partial Regex CommentMark();
}

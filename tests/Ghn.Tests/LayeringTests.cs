using System.Text.RegularExpressions;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests;

/// <summary>Data flows one way through the folders of the library, and the library has neither clock nor console.</summary>
public sealed partial class LayeringTests
{
    private static readonly string[] s_flow =
    [
        "Operators",
        "Architectures",
        "Graphs",
        "Spaces",
        "Weights",
        "Kernels",
        "Gnn",
        "Hypernetworks",
        "Networks",
        "Data",
        "Training",
        "Anytime",
        "Search",
        "Benchmarks",
    ];

    private static string Library => Path.Combine(Repository.Root, "lib");

    [Fact]
    public void No_file_refers_to_a_later_folder() =>
        Assert.Empty(
            Sources(Path.Combine(Library, "Ghn"))
                .SelectMany(s => BackwardUses(FolderOf(s.Path), s.Text).Select(use => $"{s.Path} uses {use}"))
        );

    [Fact]
    public void Every_folder_has_its_place_in_the_flow() =>
        Assert.Empty(
            Directory
                .GetDirectories(Path.Combine(Library, "Ghn"))
                .Select(d => Path.GetFileName(d))
                .Except([.. s_flow, "bin", "obj"])
        );

    [Fact]
    public void No_library_has_a_clock_a_console_or_a_sleep() =>
        Assert.Empty(Sources(Library).Where(s => Outside().IsMatch(s.Text)).Select(s => s.Path));

    [Theory]
    [InlineData("Graphs", "using Ghn.Search;", "Ghn.Search")]
    [InlineData("Graphs", "var x = Ghn.Data.DataSource.Find(null);", "Ghn.Data")]
    [InlineData("Data", "using Ghn.Graphs;", "Ghn.Graphs")]
    [InlineData("", "using static Ghn.Gnn.Schemes;", "Ghn.Gnn")]
    public void The_rule_finds_a_backward_use(string folder, string text, string use) =>
        Assert.Equal([use], BackwardUses(folder, text));

    [Theory]
    [InlineData("Training", "using Ghn.Data; using Ghn.Networks; namespace Ghn.Training;")]
    [InlineData("Search", "using Ghn.Data;")]
    [InlineData("Weights", "using Ghn.Graphs; // unlike Ghn.Search")]
    public void The_rule_allows_a_forward_use(string folder, string text) => Assert.Empty(BackwardUses(folder, text));

    [Theory]
    [InlineData("Console.WriteLine();", true)]
    [InlineData("var t = DateTime.UtcNow;", true)]
    [InlineData("var t = DateTimeOffset.Now;", true)]
    [InlineData("Thread.Sleep(1);", true)]
    [InlineData("var p = new Progress();", false)]
    public void The_rule_finds_clock_console_and_sleep(string text, bool found) =>
        Assert.Equal(found, Outside().IsMatch(text));

    private static IEnumerable<string> BackwardUses(string folder, string text) =>
        Namespace()
            .Matches(WithoutComments(text))
            .Select(m => m.Groups[1].Value)
            .Where(used => s_flow.Contains(used) && !MayUse(folder, used))
            .Select(used => "Ghn." + used)
            .Distinct();

    private static bool MayUse(string folder, string used) =>
        folder == used
        || folder switch
        {
            "Training" or "Anytime" or "Search" or "Benchmarks" => Array.IndexOf(s_flow, used)
                < Array.IndexOf(s_flow, folder),
            "Data" => false,
            _ => used != "Data" && Array.IndexOf(s_flow, used) < Array.IndexOf(s_flow, folder),
        };

    private static string FolderOf(string path) =>
        Path.GetRelativePath(Path.Combine(Library, "Ghn"), path).Split(Path.DirectorySeparatorChar)
            is [var folder, _, ..]
            ? folder
            : ""; // files beside the folders serve them all and use none

    private static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Select(f => (f, WithoutComments(File.ReadAllText(f))));

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"\bGhn\.([A-Z]\w*)")]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"(?<![\w.])(System\.)?(Console\.|DateTime(Offset)?\.(Utc)?Now\b|(System\.)?(Threading\.)?Thread\.Sleep\b)"
    )]
    private static partial Regex Outside();

    [GeneratedRegex(@"(?<!:)//.*")]
    private static partial Regex Comment();
}

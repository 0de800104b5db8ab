using System.Text.RegularExpressions;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests;

/// <summary>The text of the library and of these tests, for rules that the compiler does not know.</summary>
internal static partial class LibrarySources
{
    /// <summary>The files of a project in lib, with their paths in it.</summary>
    public static IEnumerable<(string Name, string Text)> In(string project) =>
        Files(Path.Combine(Repository.Root, "lib", project));

    /// <summary>The files of these tests.</summary>
    public static IEnumerable<(string Name, string Text)> Tests() =>
        Files(Path.Combine(Repository.Root, "tests", "Ghn.Tests"));

    private static IEnumerable<(string Name, string Text)> Files(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(f => (Name: Path.GetRelativePath(folder, f).Replace('\\', '/'), File: f))
            .Where(f => f.Name.Split('/')[0] is not ("bin" or "obj"))
            .Select(f => (f.Name, File.ReadAllText(f.File)));

    /// <summary>The calls whose beginning, up to the bracket, is found: each to its closing bracket, no comments.</summary>
    public static IEnumerable<string> Calls(string text, Regex beginning)
    {
        text = WithoutComments(text);
        return beginning.Matches(text).Select(call => text[call.Index..End(text, call.Index + call.Length)]);
    }

    /// <summary>The text with comments left out.</summary>
    public static string WithoutComments(string text) => Comment().Replace(text, "");

    /// <summary>Where the bracket closes that was opened just before <paramref name="start"/>.</summary>
    public static int End(string text, int start)
    {
        for (var depth = 1; depth > 0 && start < text.Length; start++)
            depth +=
                text[start] == '(' ? 1
                : text[start] == ')' ? -1
                : 0;
        return start;
    }

    [GeneratedRegex(@"(?<!:)//.*")]
    private static partial Regex Comment();
}

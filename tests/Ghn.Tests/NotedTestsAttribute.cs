using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

[assembly: Ghn.Tests.NotedTests]

namespace Ghn.Tests;

/// <summary>
/// Notes when tests begin ("+ seconds name") and end ("- seconds name") in a file of the folder GHN_TEST_NOTES, where that is
/// set: of a process that dies it is known then in which tests, and of one that is slow, why.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class NotedTestsAttribute : BeforeAfterTestAttribute
{
    private static readonly Lock s_turn = new();
    private static readonly Stopwatch s_clock = Stopwatch.StartNew();
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("GHN_TEST_NOTES");

    /// <summary>Crash reports are for this process: the tests' own ones read what theirs print, also when they crash.</summary>
    static NotedTestsAttribute() => Environment.SetEnvironmentVariable("DOTNET_DbgEnableMiniDump", null);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Note('+', test);

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Note('-', test);

    private static void Note(char what, IXunitTest test)
    {
        if (s_folder is null)
            return;
        lock (s_turn)
            File.AppendAllText(
                Path.Combine(s_folder, $"{Environment.ProcessId}.tests"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} {s_clock.Elapsed.TotalSeconds:F1} {test.TestDisplayName}\n"
                )
            );
    }
}

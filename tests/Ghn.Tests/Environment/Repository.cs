using System.Diagnostics;

namespace Ghn.Tests.EnvironmentTests;

/// <summary>The clone that the tests were built in, and commands run in it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Runs a program in the root; output is standard output and standard error together.</summary>
    public static (int ExitCode, string Output) Run(
        string program,
        IEnumerable<string> arguments,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // `dotnet test` hands down where its own MSBuild lies.
        foreach (
            var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
        )
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GhnNotebooks.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must lie inside a clone.");
        return folder.FullName;
    }
}

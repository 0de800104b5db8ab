using System.Diagnostics;

namespace Notebooks.Tests.EndToEnd;

/// <summary>The script <c>environment/ghn</c> in a fresh clone, with a <c>dotnet</c> that only writes down what it is asked.</summary>
public sealed class FirstBuildTests : IDisposable
{
    private readonly Workspace _clone = new();

    public void Dispose() => _clone.Dispose();

    [Fact]
    public void BuildsTheToolAloneAndSaysHowLongThatTakes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has ghn.cmd.");
        foreach (var folder in new[] { "environment", "lib", "artifacts/ghn", "bin" })
            Directory.CreateDirectory(Path.Combine(_clone.Folder, folder));
        _clone.File("Directory.Build.props", "");
        Program("environment/ghn", File.ReadAllText(Path.Combine(ToolAssemblies.Repository, "environment/ghn")));
        Program("bin/dotnet", "#!/bin/sh\necho \"dotnet $*\"\n");
        Program("artifacts/ghn/ghn", "#!/bin/sh\necho \"ran $*\"\n");
        var start = new ProcessStartInfo(Path.Combine(_clone.Folder, "environment/ghn"), ["check"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] =
            Path.Combine(_clone.Folder, "bin") + ":" + Environment.GetEnvironmentVariable("PATH");

        using var process = Process.Start(start)!;
        var (said, ran) = (process.StandardError.ReadToEnd(), process.StandardOutput.ReadToEnd());

        Assert.Contains("about three minutes", said);
        Assert.Contains($"dotnet build {_clone.Folder}/environment/Ghn.Tool", said); // not the tests: their packages may be missing
        Assert.Contains("-v minimal", said); // a quiet build of minutes looks dead
        Assert.Equal("ran check\n", ran);
    }

    [Fact]
    public void PackagesInTheCacheNeedNoNetwork()
    {
        const string Project = "lib/Ghn/Ghn.csproj";
        Directory.CreateDirectory(Path.Combine(_clone.Folder, "lib/Ghn"));
        var shared = Directory.GetFiles(ToolAssemblies.Repository, "Directory.*").Select(Path.GetFileName);
        foreach (var file in shared.Append(Project))
            File.Copy(Path.Combine(ToolAssemblies.Repository, file!), Path.Combine(_clone.Folder, file!));
        _clone.File(
            "nuget.config",
            "<configuration><packageSources><clear /><add key=\"unreachable\" value=\"http://127.0.0.1:9/index.json\" "
                + "allowInsecureConnections=\"true\" /></packageSources></configuration>"
        );
        var start = new ProcessStartInfo("dotnet", ["restore", Project])
        {
            WorkingDirectory = _clone.Folder,
            RedirectStandardOutput = true,
        };

        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0, said);
    }

    private void Program(string name, string text)
    {
        var path = _clone.File(name, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

using System.Text.Json;

namespace Ghn.Tool.Checks;

// Runs the checks that load libtorch in a child process: a damaged native library or an unsuitable processor ends the
// process instead of throwing, and that must become a row.
internal static class LibraryProbe
{
    // The hidden option of `ghn check` that makes it the child.
    public const string Option = "--library-rows";

    private static readonly string[] s_libraries =
    [
        "libc10.so",
        "libtorch_cpu.so",
        "libtorch.so",
        "libLibTorchSharp.so",
    ];
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<CheckRow> Rows(string? dataFolder)
    {
        // Without them TorchSharp would gather half a gigabyte from the package cache before it gives up.
        if (
            OperatingSystem.IsLinux()
            && s_libraries.FirstOrDefault(f => !File.Exists(Path.Combine(Installation.Folder, f))) is { } missing
        )
            return [Failure($"{missing} is missing")];
        using var child = Process.Start(Child(dataFolder))!;
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        if (!child.WaitForExit(s_limit))
        {
            child.Kill();
            return [Failure($"no answer within {s_limit.TotalMinutes} minutes")];
        }
        if (child.ExitCode == 0) // the rows are the last line: TorchSharp reports a failed load on standard output, too
            return JsonSerializer.Deserialize<List<CheckRow>>(LastLine(output.Result), CheckReport.Json)!;
        var end = child.ExitCode > 128 ? $"signal {child.ExitCode - 128}" : $"code {child.ExitCode}";
        return [Failure($"loading it ended the process with {end} {LastLine(errors.Result)}".TrimEnd())];
    }

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];

    private static CheckRow Failure(string finding) =>
        CheckRow.Failed(
            "libtorch",
            finding,
            $"Delete {Installation.Folder} and run '{Installation.BuildCommand}' to copy the native libraries again."
        );

    private static ProcessStartInfo Child(string? dataFolder)
    {
        string[] folder = dataFolder is null ? [] : ["--data-folder", dataFolder];
        return new ProcessStartInfo(Environment.ProcessPath!, ["check", Option, .. folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}

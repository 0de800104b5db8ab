using System.ComponentModel;
using System.Diagnostics;

namespace Ghn.Experiments.Slurm;

internal static class SlurmCommand
{
    /// <summary>What a command printed. Throws <see cref="GhnException"/> with its words if it failed or is not there.</summary>
    public static string Run(string command, params string[] arguments) =>
        TryRun(command, out var text, arguments)
            ? text
            : throw new GhnException(
                $"{command} failed: {(text.Length > 0 ? text.ReplaceLineEndings(" ") : "no reason given")}"
            );

    public static bool IsThere(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, command)));

    public static bool TryRun(string command, out string text, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(command, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var filter in start.Environment.Keys.Where(k => k.StartsWith("SQUEUE_", StringComparison.Ordinal)))
                start.Environment.Remove(filter); // a user's own taste must hide no task
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            text = (process.ExitCode == 0 ? output : errors.Result).Trim();
            return process.ExitCode == 0;
        }
        catch (Win32Exception e)
        {
            throw new GhnException(
                $"{command} is not there: submit on a login node of a Slurm cluster, or compute here with --engine local.",
                e
            );
        }
    }
}

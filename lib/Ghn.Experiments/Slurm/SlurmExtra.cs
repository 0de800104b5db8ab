using System.Text.RegularExpressions;

namespace Ghn.Experiments.Slurm;

/// <summary>Options of sbatch that are passed through: refused where they undo or break the script. Slurm judges the rest.</summary>
internal static partial class SlurmExtra
{
    private const string Flags = "HkOQsvW"; // short options without a value: another one may follow in the same word

    private static readonly Reserved[] s_reserved =
    [
        new("array", 'a', "numbers the tasks; to limit how many run at once, use --max-running"),
        new("job-name", 'J', "names the job by which its tasks are found again"),
        new("output", 'o', "names the logs that --status reads"),
        new("error", 'e', "would take what fails out of the logs that --status reads"),
        new("open-mode", null, "keeps the log of a task that is queued again"),
        new("signal", null, "asks a task to end before its time limit; use --grace"),
        new("requeue", null, "is set already"),
        new("no-requeue", null, "would lose the units of a task that makes room for another job"),
        new("cpus-per-task", 'c', "is set by --cpus"),
        new("gres", null, "is set by --gres"),
        new("time", 't', "is set by --time"),
        new("partition", 'p', "is set by --partition"),
        new("wrap", null, "would replace the script"),
        new("parsable", null, "is set already"),
        new("test-only", null, "submits nothing; use --dry-run"),
        new("help", 'h', "submits nothing"),
        new("usage", null, "submits nothing"),
        new("version", 'V', "submits nothing"),
        new("clusters", 'M', "is not supported: submit on a login node of that cluster"),
    ];

    public static void Check(IEnumerable<string> options)
    {
        foreach (var option in options)
        {
            if (Apart().Match(option) is { Success: true } apart)
                throw new GhnException(
                    $"'{option}' is two words: write --sbatch={apart.Groups["name"]}"
                        + $"{(option.StartsWith("--", StringComparison.Ordinal) ? "=" : "")}{apart.Groups["value"]}."
                );
            if (!Form().IsMatch(option))
                throw new GhnException(
                    $"'{option}' is no option of sbatch: --sbatch takes one, as in --sbatch=--account=physics."
                );
            if (Find(option) is { } one)
                throw new GhnException($"'{option}' cannot be passed to sbatch: --{one.Name} {one.Why}.");
        }
    }

    private static Reserved? Find(string option)
    {
        if (option.StartsWith("--", StringComparison.Ordinal))
        {
            var name = option[2..].Split('=')[0]; // Slurm takes a beginning for the whole name
            return s_reserved.FirstOrDefault(one => one.Name.StartsWith(name, StringComparison.Ordinal));
        }
        foreach (var letter in option[1..])
            if (s_reserved.FirstOrDefault(one => one.Letter == letter) is { } found)
                return found;
            else if (!Flags.Contains(letter))
                return null; // the rest is its value
        return null;
    }

    [GeneratedRegex(@"^(--[a-z][a-z-]*(=[^\r\n]*)?|-[A-Za-z][^\s]*)\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"^(?<name>--[a-z][a-z-]*|-[A-Za-z])[ \t]+(?<value>[^\s]+)\z")]
    private static partial Regex Apart();

    private sealed record Reserved(string Name, char? Letter, string Why);
}

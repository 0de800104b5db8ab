using System.Globalization;
using Ghn.Experiments.Units;

namespace Ghn.Experiments.Slurm;

/// <summary>The tasks of an experiment on a cluster, by unit.</summary>
/// <param name="Waiting">Units of tasks that have not begun.</param>
/// <param name="Running">Units of running tasks that are not done yet.</param>
/// <param name="Done">Units of all plans that are done.</param>
/// <param name="Failed">Units of tasks that ended without them: the next call plans them again.</param>
/// <param name="Left">Estimate of what is left, from the time that units took; null: none is done, or nothing runs.</param>
/// <param name="Problems">A line for each task, up to twenty, that ended without its units: its last words and its log.</param>
public sealed record SlurmStatus(
    int Waiting,
    int Running,
    int Done,
    int Failed,
    TimeSpan? Left,
    IReadOnlyList<string> Problems
);

/// <summary>The tasks of an experiment that Slurm was given, whoever submitted them: how far they are.</summary>
/// <param name="ledger">The ledger's file.</param>
public sealed class SlurmTasks(string ledger)
{
    private const int ToldProblems = 20;

    private static readonly string[] s_waiting = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "SUSPENDED"];

    private readonly LedgerParts _parts = new(Path.GetFullPath(ledger));

    /// <summary>The tasks of an experiment.</summary>
    public SlurmTasks(UnitExperiment experiment)
        : this(experiment.LedgerPath) { }

    /// <summary>How far the tasks are; null: none were ever submitted.</summary>
    public SlurmStatus? Status()
    {
        // The queue first: what ends in between is then seen as done, not as lost.
        var plans = SlurmPlan.In(_parts.Folder).Select(p => (Plan: p, States: States(p))).ToArray();
        if (plans.Length == 0)
            return null;
        var lines = _parts.Read([]);
        var inLedger = lines.Select(l => l.Unit).ToHashSet(StringComparer.Ordinal);
        var (waiting, running, done, failed) = (0, 0, 0, 0);
        var problems = new List<string>();
        var planned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (plan, states) in Enumerable.Reverse(plans)) // a later plan has the last word about a unit
        {
            var units = UnitsOf(plan);
            if (
                !states.ContainsKey(0)
                && LastWords(plan, 0) is { } looked
                && !looked.StartsWith("Ready", StringComparison.Ordinal)
            )
                problems.Add($"task {plan.Job}_0, which looks at its machine: {looked} ({plan.LogOf(0)})");
            for (var task = 1; task <= plan.Tasks; task++)
            {
                var own = units
                    .Skip((task - 1) * plan.UnitsPerTask)
                    .Take(plan.UnitsPerTask)
                    .Where(planned.Add)
                    .ToArray();
                var open = own.Count(u => !inLedger.Contains(u));
                done += own.Length - open;
                if (!states.TryGetValue(task, out var state))
                {
                    failed += open;
                    if (open > 0 && problems.Count < ToldProblems)
                        problems.Add(Problem(plan, task));
                }
                else if (s_waiting.Contains(state))
                    waiting += open;
                else
                    running += open;
            }
        }
        var atOnce = plans.Sum(p => p.Plan.Cpus * p.States.Count(s => s.Key > 0 && !s_waiting.Contains(s.Value)));
        var seconds = lines.Select(l => l.Seconds).OfType<double>().ToArray();
        TimeSpan? left =
            atOnce == 0 || seconds.Length == 0
                ? null
                : TimeSpan.FromSeconds(seconds.Average() * (waiting + running) / atOnce);
        return new SlurmStatus(waiting, running, done, failed, left, problems);
    }

    /// <summary>Cancels all tasks; what they have done stays. The number of jobs.</summary>
    public int Cancel()
    {
        var jobs = SlurmPlan.In(_parts.Folder).Where(p => States(p).Count > 0).Select(p => p.Job).ToArray();
        if (jobs.Length > 0)
            SlurmCommand.Run("scancel", jobs);
        return jobs.Length;
    }

    /// <summary>The units of tasks that wait or run, as JSON. Slurm is asked only if there is a plan.</summary>
    public IReadOnlySet<string> InFlight() =>
        SlurmPlan.In(_parts.Folder).SelectMany(InFlight).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> InFlight(SlurmPlan plan)
    {
        var states = States(plan);
        return UnitsOf(plan).Where((_, i) => states.ContainsKey(1 + i / plan.UnitsPerTask));
    }

    private static string[] UnitsOf(SlurmPlan plan) => [.. SlurmPlan.UnitsOf(plan.UnitsFile, 1, int.MaxValue)];

    /// <summary>The state of each task that waits or runs.</summary>
    private static Dictionary<int, string> States(SlurmPlan plan)
    {
        string[] arguments = ["--noheader", "--array", "--jobs", plan.Job, "--format", "%K|%T"];
        // A job that ended long ago is unknown to the queue: none of its tasks waits or runs.
        if (!SlurmCommand.TryRun("squeue", out var text, arguments))
            return text.Contains("Invalid job id", StringComparison.Ordinal)
                ? []
                : throw new GhnException($"squeue failed: {text.ReplaceLineEndings(" ")}");
        var states = new Dictionary<int, string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('|');
            if (int.TryParse(parts[0], CultureInfo.InvariantCulture, out var task))
                states[task] = parts[1].Trim();
        }
        return states;
    }

    /// <summary>Why a task ended without its units: what Slurm says, if it keeps accounts, and the task's last words.</summary>
    private static string Problem(SlurmPlan plan, int task)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{plan.Job}_{task}");
        string[] arguments = ["--noheader", "--parsable2", "--allocations", "--jobs", id, "--format", "State"];
        var state =
            SlurmCommand.IsThere("sacct") && SlurmCommand.TryRun("sacct", out var text, arguments) && text.Length > 0
                ? $", {text.Split('\n')[^1]}"
                : "";
        return $"task {id}{state}: {LastWords(plan, task) ?? "it never began"} ({plan.LogOf(task)})";
    }

    private static string? LastWords(SlurmPlan plan, int task) =>
        File.Exists(plan.LogOf(task))
            ? File.ReadLines(plan.LogOf(task)).LastOrDefault(l => l.Trim().Length > 0)?.Trim()
            : null;
}

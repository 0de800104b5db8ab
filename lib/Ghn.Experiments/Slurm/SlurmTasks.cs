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
/// <param name="experiment">The experiment.</param>
public sealed class SlurmTasks(UnitExperiment experiment)
{
    private const int ToldProblems = 20;

    private static readonly string[] s_waiting = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "SUSPENDED"];

    private readonly string _folder = Path.GetFullPath(new LedgerParts(experiment.LedgerPath).Folder);

    /// <summary>How far the tasks are; null: none were ever submitted.</summary>
    public SlurmStatus? Status()
    {
        var plans = SlurmPlan.In(_folder);
        if (plans.Count == 0)
            return null;
        var missing = experiment.Missing().ToHashSet(StringComparer.Ordinal);
        var (waiting, running, done, failed) = (0, 0, 0, 0);
        var problems = new List<string>();
        var planned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plan in plans.Reverse()) // a later plan has the last word about a unit
        {
            var states = States(plan);
            var units = File.ReadAllLines(plan.UnitsFile);
            for (var task = 1; task <= plan.Tasks; task++)
            {
                var own = units
                    .Skip((task - 1) * plan.UnitsPerTask)
                    .Take(plan.UnitsPerTask)
                    .Where(planned.Add)
                    .ToArray();
                var open = own.Count(missing.Contains);
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
        return new SlurmStatus(waiting, running, done, failed, Left(plans, waiting + running), problems);
    }

    /// <summary>Cancels all tasks; what they have done stays. The number of jobs.</summary>
    public int Cancel()
    {
        var jobs = SlurmPlan.In(_folder).Where(p => States(p).Count > 0).Select(p => p.Job).ToArray();
        if (jobs.Length > 0)
            SlurmCommand.Run("scancel", jobs);
        return jobs.Length;
    }

    /// <summary>The units of tasks that wait or run.</summary>
    internal HashSet<string> InFlight() => SlurmPlan.In(_folder).SelectMany(UnitsIn).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> UnitsIn(SlurmPlan plan)
    {
        var states = States(plan);
        return File.ReadLines(plan.UnitsFile).Where((_, i) => states.ContainsKey(1 + i / plan.UnitsPerTask));
    }

    /// <summary>The state of each task that waits or runs.</summary>
    private static Dictionary<int, string> States(SlurmPlan plan)
    {
        // A job that ended long ago is unknown to the queue: none of its tasks waits or runs.
        if (
            !SlurmCommand.TryRun(
                "squeue",
                out var text,
                "--noheader",
                "--array",
                "--jobs",
                plan.Job,
                "--format",
                "%K|%T"
            )
        )
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
        var log = plan.LogOf(task);
        var words = File.Exists(log) ? File.ReadLines(log).LastOrDefault(l => l.Trim().Length > 0) : null;
        var id = string.Create(CultureInfo.InvariantCulture, $"{plan.Job}_{task}");
        var state =
            SlurmCommand.TryRun(
                "sacct",
                out var text,
                "--noheader",
                "--parsable2",
                "--allocations",
                "--jobs",
                id,
                "--format",
                "State"
            )
            && text.Length > 0
                ? $", {text.Split('\n')[^1]}"
                : "";
        return $"task {id}{state}: {words?.Trim() ?? "it never began"} ({log})";
    }

    private TimeSpan? Left(IReadOnlyList<SlurmPlan> plans, int open)
    {
        var atOnce = plans.SelectMany(p => States(p).Where(s => s.Key > 0 && !s_waiting.Contains(s.Value))).Count();
        var seconds = experiment.UnitSeconds();
        return atOnce == 0 || seconds.Count == 0 ? null : TimeSpan.FromSeconds(seconds.Average() * open / atOnce);
    }
}

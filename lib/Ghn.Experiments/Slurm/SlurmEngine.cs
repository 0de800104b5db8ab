using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
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

/// <summary>
/// Hands the units that a ledger lacks to Slurm, as a job array. Slurm does the scheduling; whatever ends a task leaves missing
/// units, which the next call plans again.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="options">What each task asks for.</param>
/// <param name="command">The program with all arguments that name the experiment, as a shell reads them.</param>
/// <param name="check">The command with which task 0 looks at its machine.</param>
public sealed partial class SlurmEngine(UnitExperiment experiment, SlurmOptions options, string command, string check)
{
    private const int ToldProblems = 20;

    private static readonly string[] s_waiting = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "SUSPENDED"];

    private readonly string _folder = Path.GetFullPath(new LedgerParts(experiment.LedgerPath).Folder);

    /// <summary>Whether tasks of the experiment were ever submitted; asks Slurm nothing.</summary>
    public bool HasPlans => SlurmPlan.In(_folder).Count > 0;

    /// <summary>The batch script of a plan.</summary>
    public string Script(SlurmPlan plan)
    {
        var text = new StringBuilder("#!/bin/bash\n");
        void Option(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                text.Append(CultureInfo.InvariantCulture, $"#SBATCH --{name}={value}\n");
        }
        Option("job-name", $"ghn-{experiment.Name}");
        Option("array", string.Create(CultureInfo.InvariantCulture, $"0-{plan.Tasks}"));
        Option("cpus-per-task", options.Cpus.ToString(CultureInfo.InvariantCulture));
        Option("gres", options.Gres);
        Option("time", options.Time);
        Option("partition", options.Partition);
        Option("output", plan.LogOf(0).Replace("-0.log", "-%a.log", StringComparison.Ordinal));
        Option("open-mode", "append");
        if (options.Grace > 0)
            Option("signal", string.Create(CultureInfo.InvariantCulture, $"B:TERM@{options.Grace}"));
        text.Append("#SBATCH --requeue\n");
        foreach (var extra in options.Extra)
            text.Append(CultureInfo.InvariantCulture, $"#SBATCH {extra}\n");
        text.Append("# A task runs by hand, too: set SLURM_ARRAY_TASK_ID. exec: signals reach the program itself.\n");
        text.Append("if [ \"$SLURM_ARRAY_TASK_ID\" = 0 ]; then\n");
        text.Append(CultureInfo.InvariantCulture, $"  exec {check}\n");
        text.Append("fi\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"exec {command} --workers {options.Cpus} --plan {Quoted(plan.UnitsFile)} --units-per-task {plan.UnitsPerTask} --task \"$SLURM_ARRAY_TASK_ID\"\n"
        );
        return text.ToString();
    }

    /// <summary>
    /// The plan of all units that are missing and that no task has, not submitted: how many units, and the array. Throws
    /// <see cref="GhnException"/> if more tasks would be needed than Slurm takes in one array.
    /// </summary>
    public (SlurmPlan Plan, IReadOnlyList<string> Units) Draft()
    {
        var inFlight = SlurmPlan.In(_folder).SelectMany(InFlight).ToHashSet(StringComparer.Ordinal);
        var units = experiment.Missing().Where(u => !inFlight.Contains(u)).ToArray();
        var most = MaxArraySize() - 1; // task 0 is one of them, and numbers stay below the size
        var each =
            options.UnitsPerTask > 0
                ? options.UnitsPerTask
                : Math.Max(1, (int)Math.Ceiling((double)units.Length / most));
        var tasks = (units.Length + each - 1) / each;
        if (tasks > most)
            throw new GhnException(
                $"{units.Length:N0} units are {tasks:N0} tasks of {each}, and this cluster takes {most:N0} in an array: use "
                    + $"--units-per-task {(units.Length + most - 1) / most} or more."
            );
        var name = Directory.Exists(_folder) ? SlurmPlan.NextName(_folder) : "plan-0001";
        return (new SlurmPlan(name, _folder, "", tasks, each), units);
    }

    /// <summary>Submits what is missing as one job; null: nothing is.</summary>
    public SlurmPlan? Submit()
    {
        var (plan, units) = Draft();
        if (units.Count == 0)
            return null;
        Directory.CreateDirectory(_folder);
        File.WriteAllLines(plan.UnitsFile, units);
        File.WriteAllText(plan.ScriptFile, Script(plan));
        try
        {
            plan = plan with { Job = SlurmCommand.Run("sbatch", "--parsable", plan.ScriptFile).Split(';')[0] };
        }
        catch (GhnException)
        {
            File.Delete(plan.UnitsFile);
            File.Delete(plan.ScriptFile);
            throw;
        }
        plan.Save();
        return plan;
    }

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

    /// <summary>Shell words for a command and its arguments.</summary>
    public static string CommandLine(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) =>
        Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex("^[A-Za-z0-9_./:=,+-]+$")]
    private static partial Regex Plain();

    private static int MaxArraySize() =>
        SlurmCommand
            .Run("scontrol", "show", "config")
            .Split('\n')
            .Where(l => l.StartsWith("MaxArraySize", StringComparison.Ordinal))
            .Select(l => int.Parse(l.Split('=')[1].Trim(), CultureInfo.InvariantCulture))
            .FirstOrDefault(1_001);

    private static IEnumerable<string> InFlight(SlurmPlan plan) =>
        States(plan).Keys.Where(t => t > 0).SelectMany(t => SlurmPlan.UnitsOf(plan.UnitsFile, t, plan.UnitsPerTask));

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
        return atOnce == 0 || seconds.Count == 0
            ? null
            : TimeSpan.FromSeconds(seconds.Average() * open / (atOnce * options.Cpus));
    }
}

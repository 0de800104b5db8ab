using System.Globalization;

namespace Ghn.Experiments.Slurm;

/// <summary>The tasks of an experiment on a cluster, by unit.</summary>
/// <param name="Waiting">Units of tasks that have not begun.</param>
/// <param name="Running">Units of running tasks that are not done yet.</param>
/// <param name="Done">Units of all plans that are done.</param>
/// <param name="Failed">Units of tasks that ended without them: the next call plans them again.</param>
/// <param name="Left">Estimate of what is left, from the time that units took; null: none is done, or nothing runs.</param>
/// <param name="Problems">
/// A line for each reason for which tasks wait other than that others are before them, and for each task, up to twenty, that
/// ended without its units: its last words and its log.
/// </param>
public sealed record SlurmStatus(
    int Waiting,
    int Running,
    int Done,
    int Failed,
    TimeSpan? Left,
    IReadOnlyList<string> Problems
)
{
    /// <summary>The counts and the estimate in a sentence.</summary>
    public override string ToString()
    {
        var left = Left is { } time ? Invariant($"; about {time.TotalMinutes:F0} min left") : "";
        return Invariant(
            $"{Waiting} units wait, {Running} run, {Done} are done, {Failed} ended without a result{left}"
        );
    }
}

/// <summary>The tasks of an experiment that Slurm was given, whoever submitted them: how far they are.</summary>
/// <param name="ledger">The ledger's file.</param>
public sealed class SlurmTasks(string ledger)
{
    private const int ToldProblems = 20;

    private static readonly string[] s_waiting = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "SUSPENDED"];
    private static readonly string[] s_inTurn =
    [
        "None",
        "Resources",
        "Priority",
        "BeginTime",
        "Cleaning",
        "Prolog",
        "JobArrayTaskLimit",
    ];

    private readonly LedgerParts _parts = new(Path.GetFullPath(ledger));

    /// <summary>The tasks of an experiment.</summary>
    public SlurmTasks(UnitExperiment experiment)
        : this(experiment.LedgerPath) { }

    /// <summary>
    /// How far the tasks are; null: none were ever submitted. Throws <see cref="GhnException"/> if Slurm cannot be asked.
    /// </summary>
    public SlurmStatus? Status()
    {
        // The queue first: what ends in between is then seen as done, not as lost.
        var plans = Plans();
        if (plans.Count == 0)
            return null;
        var lines = _parts.Read([]);
        var inLedger = lines.Select(l => l.Unit).ToHashSet(StringComparer.Ordinal);
        var (waiting, running, done, failed) = (0, 0, 0, 0);
        var problems = new List<string>();
        var planned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (plan, states) in Enumerable.Reverse(plans)) // a later plan has the last word about a unit
        {
            var units = UnitsOf(plan);
            problems.AddRange(NotInTurn(plan, states));
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
                else if (state.Waits)
                    waiting += open;
                else
                    running += open;
            }
        }
        var atOnce = plans.Sum(p => p.Plan.Workers * p.States.Count(s => s.Key > 0 && !s.Value.Waits));
        var seconds = lines.Select(l => l.Seconds).OfType<double>().ToArray();
        TimeSpan? left =
            atOnce == 0 || seconds.Length == 0
                ? null
                : TimeSpan.FromSeconds(seconds.Average() * (waiting + running) / atOnce);
        return new SlurmStatus(waiting, running, done, failed, left, problems);
    }

    /// <summary>The status in sentences, or why it is not known here; none: nothing was ever submitted.</summary>
    public IReadOnlyList<string> Describe()
    {
        try
        {
            if (Status() is not { } status)
                return [];
            string[] again = status.Failed > 0 ? ["Submit again to compute what is missing."] : [];
            return [$"{status}", .. status.Problems, .. again];
        }
        catch (GhnException e) // the ledger is there all the same
        {
            return [$"not known here ({e.Message})"];
        }
    }

    /// <summary>Cancels all tasks; what they have done stays. The number of jobs.</summary>
    public int Cancel()
    {
        var jobs = Plans().Where(p => p.States.Count > 0).Select(p => p.Plan.JobName).ToArray();
        if (jobs.Length > 0)
            SlurmCommand.Run("scancel", "--name", string.Join(',', jobs));
        return jobs.Length;
    }

    /// <summary>
    /// The units of tasks that wait or run, as JSON. Slurm is asked only if there is a plan. Throws <see cref="GhnException"/>
    /// if it cannot be.
    /// </summary>
    public IReadOnlySet<string> InFlight() =>
        Plans()
            .SelectMany(p => UnitsOf(p.Plan).Where((_, i) => p.States.ContainsKey(1 + i / p.Plan.UnitsPerTask)))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether Slurm says that it has no such job.</summary>
    internal static bool IsUnknown(SlurmPlan plan) => TryQueue([plan], out var states, out _) && states.Count == 0;

    private List<(SlurmPlan Plan, IReadOnlyDictionary<int, TaskState> States)> Plans()
    {
        var plans = SlurmPlan.In(_parts.Folder);
        if (plans.Count == 0)
            return [];
        if (!SlurmCommand.IsThere("squeue"))
            throw new GhnException(
                $"There is no Slurm here to ask whether the tasks of {_parts.Folder} still run: if none does, call "
                    + "'ghn ledger merge' and remove that folder."
            );
        return TryQueue(plans, out var states, out var why)
            ? [.. plans.Select(p => (p, states.GetValueOrDefault(p.JobName) ?? new Dictionary<int, TaskState>()))]
            : throw new GhnException($"squeue failed: {why.ReplaceLineEndings(" ")}");
    }

    private static bool TryQueue(
        IReadOnlyList<SlurmPlan> plans,
        out Dictionary<string, IReadOnlyDictionary<int, TaskState>> states,
        out string text
    )
    {
        var names = string.Join(',', plans.Select(p => p.JobName));
        string[] arguments = ["--noheader", "--array", "--name", names, "--format", "%j|%K|%T|%r"];
        var answered = SlurmCommand.TryRun("squeue", out text, arguments);
        states = !answered
            ? []
            : text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|', 4))
                .Where(words => words.Length == 4 && int.TryParse(words[1], CultureInfo.InvariantCulture, out _))
                .GroupBy(words => words[0])
                .ToDictionary(
                    job => job.Key,
                    job =>
                        (IReadOnlyDictionary<int, TaskState>)
                            job.DistinctBy(words => words[1])
                                .ToDictionary(
                                    words => int.Parse(words[1], CultureInfo.InvariantCulture),
                                    words => new TaskState(s_waiting.Contains(words[2].Trim()), words[3].Trim())
                                )
                );
        return answered;
    }

    private static string[] UnitsOf(SlurmPlan plan) => [.. SlurmPlan.UnitsOf(plan.UnitsFile, 1, int.MaxValue)];

    private static IEnumerable<string> NotInTurn(SlurmPlan plan, IReadOnlyDictionary<int, TaskState> states) =>
        from state in states.Values
        where state.Waits && !s_inTurn.Contains(state.Reason)
        group state by state.Reason into same
        select $"job {plan.Job}, {same.Count()} tasks wait: {same.Key}; if that does not end, --cancel and submit again";

    /// <summary>Why a task ended without its units: what Slurm says, if it keeps accounts, and the task's last words.</summary>
    private static string Problem(SlurmPlan plan, int task)
    {
        var id = Invariant($"{plan.Job}_{task}");
        string[] arguments = ["--noheader", "--parsable2", "--allocations", "--jobs", id, "--format", "State"];
        var state =
            plan.Job.Length > 0
            && SlurmCommand.IsThere("sacct")
            && SlurmCommand.TryRun("sacct", out var text, arguments)
            && text.Length > 0
                ? $", {text.Split('\n')[^1]}"
                : "";
        return $"task {id}{state}: {LastWords(plan, task) ?? "it never began"} ({plan.LogOf(task)})";
    }

    /// <summary>The last line of a task's log, but for the places that an exception names.</summary>
    private static string? LastWords(SlurmPlan plan, int task) =>
        File.Exists(plan.LogOf(task))
            ? File.ReadLines(plan.LogOf(task))
                .LastOrDefault(l => l.Trim().Length > 0 && !l.StartsWith("   at ", StringComparison.Ordinal))
                ?.Trim()
            : null;

    private sealed record TaskState(bool Waits, string Reason);
}

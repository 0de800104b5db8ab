using Ghn.Experiments.Framework;
using Ghn.Experiments.Slurm;

namespace Ghn.Tool.Commands;

// The part of `ghn experiment` that hands units to a cluster.
internal static class SlurmArguments
{
    private static readonly Option<string?> Engine = RunCommand.Choice(
        "--engine",
        "Where to compute: local (the default), or slurm, as a job array.",
        ["local", "slurm"]
    );

    private static readonly Option<int> Cpus = new("--cpus")
    {
        Description = "Slurm: processors per task; without --workers a task computes this many units at the same time.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> Gres = new("--gres")
    {
        Description = "Slurm: generic resources per task, such as gpu:1.",
    };

    private static readonly Option<string?> Time = new("--time")
    {
        Description = "Slurm: time limit per task, such as 4:00:00.",
    };

    private static readonly Option<string?> Partition = new("--partition") { Description = "Slurm: the partition." };

    private static readonly Option<string[]> Extra = new("--sbatch")
    {
        Description = "Slurm: an option to pass to sbatch, such as --sbatch=--account=physics; may be repeated.",
    };

    private static readonly Option<int> UnitsPerTask = new("--units-per-task")
    {
        Description = "Slurm: units per task; default: as few as the limit on array sizes allows.",
    };

    private static readonly Option<int> MaxRunning = new("--max-running")
    {
        Description = "Slurm: maximum number of tasks that run at the same time; default: the limit of Slurm.",
    };

    private static readonly Option<int> Grace = new("--grace")
    {
        Description = "Slurm: seconds before the time limit at which a task is stopped gracefully.",
        DefaultValueFactory = _ => new SlurmOptions().Grace,
    };

    private static readonly Option<bool> Cancel = new("--cancel")
    {
        Description = "Slurm: cancel the tasks of this experiment; their finished units are kept.",
    };

    private static readonly Option<FileInfo?> Plan = new("--plan")
    {
        Description = "For batch scripts: the file with the units of the array.",
    };

    private static readonly Option<int> Task = new("--task")
    {
        Description = "For batch scripts: the number of the task, from 1.",
    };

    public static IReadOnlyList<Option> All { get; } =
    [Engine, Cpus, Gres, Time, Partition, Extra, UnitsPerTask, MaxRunning, Grace, Cancel, Plan, Task];

    // Whether this run is one task of an array: its units, and the part of the ledger that it appends to.
    public static (IReadOnlyList<string> Units, string Part)? TaskOf(ParseResult parsed)
    {
        if (parsed.GetValue(Plan) is not { } plan)
            return parsed.GetValue(Task) == 0
                ? null
                : throw new GhnException("--task needs --plan: use the command in its batch script.");
        var (task, each) = (parsed.GetValue(Task), parsed.GetValue(UnitsPerTask));
        if (task < 1 || each < 1)
            throw new GhnException(
                "--plan needs --task and --units-per-task, both 1 or more: use the command in its batch script."
            );
        SlurmPlan.RefuseOtherVersion(plan.FullName);
        return (
            SlurmPlan.UnitsOf(plan.FullName, task, each),
            SlurmPlan.PartOf(plan.FullName, task, Environment.GetEnvironmentVariable("SLURM_RESTART_COUNT"))
        );
    }

    // Processors of a task on Slurm; null: Slurm computes nothing of this.
    public static int? CpusOf(ParseResult parsed) => IsSlurm(parsed) ? parsed.GetValue(Cpus) : null;

    public static bool IsSlurm(ParseResult parsed) => parsed.GetValue(Engine) == "slurm";

    // Submits, cancels or prints the script; false if none of it is asked for. The words name the experiment on another
    // machine; those of the check look at one.
    public static bool Run(
        ParseResult parsed,
        UnitExperiment experiment,
        IReadOnlyList<string> words,
        IReadOnlyList<string> check,
        int workers,
        bool dryRun
    )
    {
        if (!IsSlurm(parsed) && !parsed.GetValue(Cancel))
            return false;
        var engine = new SlurmEngine(
            experiment,
            new SlurmOptions
            {
                Cpus = parsed.GetValue(Cpus),
                Workers = workers,
                Gres = parsed.GetValue(Gres),
                Time = parsed.GetValue(Time),
                Partition = parsed.GetValue(Partition),
                Extra = parsed.GetValue(Extra) ?? [],
                UnitsPerTask = parsed.GetValue(UnitsPerTask),
                MaxRunning = parsed.GetValue(MaxRunning),
                Grace = parsed.GetValue(Grace),
            },
            SlurmEngine.CommandLine(words),
            SlurmEngine.CommandLine(check)
        );
        if (parsed.GetValue(Cancel))
            Console.WriteLine(
                dryRun ? "Nothing is cancelled." : $"Cancelled jobs: {new SlurmTasks(experiment).Cancel()}"
            );
        else if (dryRun)
            Console.Write(engine.Script(engine.Draft().Plan));
        else if (engine.Submit() is { } plan)
            Console.WriteLine(
                $"Job {plan.Job}: {plan.Tasks:N0} tasks of up to {plan.UnitsPerTask} units; use the same command with --status to see progress."
            );
        else
            Console.WriteLine("All missing units are already assigned to tasks.");
        return true;
    }

    public static void RefuseIfInFlight(UnitExperiment experiment)
    {
        if (new SlurmTasks(experiment).InFlight().Count is > 0 and var units)
            throw new GhnException(
                $"{units} units of {experiment.Name} are assigned to Slurm tasks: wait for them (--status), or --cancel them first."
            );
    }

    public static void TellStatus(UnitExperiment experiment)
    {
        foreach (var sentence in new SlurmTasks(experiment).Describe())
            Console.WriteLine($"on Slurm: {sentence}");
    }
}

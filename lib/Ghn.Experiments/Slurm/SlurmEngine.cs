using System.Globalization;
using System.Text.RegularExpressions;

namespace Ghn.Experiments.Slurm;

/// <summary>
/// Hands the units that a ledger lacks to Slurm, as a job array. Slurm does the scheduling; whatever ends a task leaves missing
/// units, which the next call plans again.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="options">What each task asks for.</param>
/// <param name="command">The program with all arguments that name the experiment, as a shell reads them.</param>
/// <param name="check">The command with which task 0 looks at its machine, before it looks for device and images.</param>
public sealed partial class SlurmEngine(UnitExperiment experiment, SlurmOptions options, string command, string check)
{
    private readonly string _folder = Path.GetFullPath(new LedgerParts(experiment.LedgerPath).Folder);

    /// <summary>The <c>ghn</c> program beside the libraries; what runs now may be dotnet or a notebook's kernel.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "ghn");

    /// <summary>The batch script of a plan.</summary>
    public string Script(SlurmPlan plan)
    {
        var directives = Options(plan).Select(option => $"#SBATCH {Directive(option)}");
        var units = $"--plan {Quoted(plan.UnitsFile)} --units-per-task {plan.UnitsPerTask}";
        return $"""
            #!/bin/bash
            {string.Join('\n', directives)}
            export DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1 # a part has one writer: no lock over the network
            # A task runs by hand, too: set SLURM_ARRAY_TASK_ID. exec: signals reach the program itself.
            if [ "$SLURM_ARRAY_TASK_ID" = 0 ]; then
              {check} && exec {command} --probe
              exit 1
            fi
            exec {command} --workers {options.Workers} {units} --task "$SLURM_ARRAY_TASK_ID"

            """;
    }

    /// <summary>What sbatch is told. Not by the script alone: there, variables such as SBATCH_OUTPUT would have the last word.</summary>
    private IEnumerable<string> Options(SlurmPlan plan)
    {
        yield return $"--job-name={plan.JobName}";
        yield return Invariant($"--array=0-{plan.Tasks}")
            + (options.MaxRunning > 0 ? Invariant($"%{options.MaxRunning}") : "");
        yield return Invariant($"--cpus-per-task={options.Cpus}");
        if (!string.IsNullOrWhiteSpace(options.Gres))
            yield return $"--gres={options.Gres}";
        if (!string.IsNullOrWhiteSpace(options.Time))
            yield return $"--time={options.Time}";
        if (!string.IsNullOrWhiteSpace(options.Partition))
            yield return $"--partition={options.Partition}";
        yield return $"--output={plan.LogOf(0)[..^"0.log".Length].Replace("%", "%%", StringComparison.Ordinal)}%a.log";
        yield return "--open-mode=append";
        if (options.Grace > 0)
            yield return Invariant($"--signal=B:TERM@{options.Grace}");
        yield return "--requeue";
        foreach (var extra in options.Extra)
            yield return extra;
    }

    /// <summary>
    /// What would be submitted: the units that are missing and that no task has, and the array; its plan has no name yet.
    /// Throws <see cref="GhnException"/> if units are being computed here, or if more tasks would be needed than Slurm takes
    /// in one array.
    /// </summary>
    public (SlurmPlan Plan, IReadOnlyList<string> Units) Draft()
    {
        if (experiment.IsAtWork)
            throw new GhnException(
                $"Units of {experiment.Name} are being computed with this ledger: stop that first, or wait for it."
            );
        var inFlight = new SlurmTasks(experiment).InFlight();
        var units = experiment.Missing().Where(u => !inFlight.Contains(u)).ToArray();
        var most = MaxArraySize() - 1; // task 0 is one of them, and numbers stay below the size
        var each =
            options.UnitsPerTask > 0
                ? options.UnitsPerTask
                : Math.Max(options.Workers, (int)Math.Ceiling((double)units.Length / most));
        var tasks = (units.Length + each - 1) / each;
        if (tasks > most)
            throw new GhnException(
                $"{units.Length:N0} units are {tasks:N0} tasks of {each}, and this cluster takes {most:N0} in an array: use "
                    + $"--units-per-task {(units.Length + most - 1) / most} or more."
            );
        var name = $"ghn-{experiment.Name}";
        var plan = new SlurmPlan(name, "", tasks, each, options.Workers, Provenance.CodeVersion) { Folder = _folder };
        return (plan, units);
    }

    /// <summary>
    /// Submits what is missing as one job; null: nothing is. Throws <see cref="GhnException"/> as <see cref="Draft"/> does, or
    /// with Slurm's words.
    /// </summary>
    public SlurmPlan? Submit()
    {
        var (draft, units) = Draft();
        if (units.Count == 0)
            return null;
        try
        {
            // The plan is there before the job, and the job is known by its name: Slurm may take it and not say so.
            var plan = SlurmPlan.Reserve(draft, units);
            File.WriteAllText(plan.ScriptFile, Script(plan));
            if (!SlurmCommand.TryRun("sbatch", out var said, ["--parsable", .. Options(plan), plan.ScriptFile]))
            {
                if (SlurmTasks.IsUnknown(plan))
                    plan.Forget();
                throw new GhnException($"sbatch failed: {said.ReplaceLineEndings(" ")}");
            }
            plan = plan with { Job = Number().Match(said.Split('\n')[^1]).Value };
            plan.Save();
            return plan;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GhnException($"The plan could not be written to {_folder} ({e.Message}); make room there.", e);
        }
    }

    /// <summary>Shell words for a command and its arguments.</summary>
    public static string CommandLine(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Directive(string option) =>
        Special().IsMatch(option)
            ? $"\"{option.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : option;

    private static string Quoted(string word) =>
        Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex("^[A-Za-z0-9_./:=,+-]+$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"[\s'""\\#]")]
    private static partial Regex Special();

    [GeneratedRegex("^[0-9]+")]
    private static partial Regex Number();

    private static int MaxArraySize() =>
        SlurmCommand
            .Run("scontrol", "show", "config")
            .Split('\n')
            .Where(l => l.StartsWith("MaxArraySize", StringComparison.Ordinal))
            .Select(l => int.Parse(l.Split('=')[1].Trim(), CultureInfo.InvariantCulture))
            .FirstOrDefault(1_001);
}

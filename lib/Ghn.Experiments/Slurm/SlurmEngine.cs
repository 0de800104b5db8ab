using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ghn.Experiments.Units;

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
        var log = plan.LogOf(0)[..^"0.log".Length].Replace("%", "%%", StringComparison.Ordinal) + "%a.log";
        Option("output", log.Contains(' ', StringComparison.Ordinal) ? $"\"{log}\"" : log);
        Option("open-mode", "append");
        if (options.Grace > 0)
            Option("signal", string.Create(CultureInfo.InvariantCulture, $"B:TERM@{options.Grace}"));
        text.Append("#SBATCH --requeue\n");
        foreach (var extra in options.Extra)
            text.Append(CultureInfo.InvariantCulture, $"#SBATCH {extra}\n");
        text.Append("export DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1 # a part has one writer: no lock over the network\n");
        text.Append("# A task runs by hand, too: set SLURM_ARRAY_TASK_ID. exec: signals reach the program itself.\n");
        text.Append("if [ \"$SLURM_ARRAY_TASK_ID\" = 0 ]; then\n");
        text.Append(CultureInfo.InvariantCulture, $"  {check} && exec {command} --probe\n");
        text.Append("  exit 1\n");
        text.Append("fi\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"exec {command} --workers {options.Cpus} --plan {Quoted(plan.UnitsFile)} --units-per-task {plan.UnitsPerTask} --task \"$SLURM_ARRAY_TASK_ID\"\n"
        );
        return text.ToString();
    }

    /// <summary>
    /// What would be submitted: the units that are missing and that no task has, and the array; its plan has no name yet.
    /// Throws <see cref="GhnException"/> if more tasks would be needed than Slurm takes in one array.
    /// </summary>
    public (SlurmPlan Plan, IReadOnlyList<string> Units) Draft()
    {
        var inFlight = new SlurmTasks(experiment).InFlight();
        var units = experiment.Missing().Where(u => !inFlight.Contains(u)).ToArray();
        var most = MaxArraySize() - 1; // task 0 is one of them, and numbers stay below the size
        var each =
            options.UnitsPerTask > 0
                ? options.UnitsPerTask
                : Math.Max(options.Cpus, (int)Math.Ceiling((double)units.Length / most));
        var tasks = (units.Length + each - 1) / each;
        if (tasks > most)
            throw new GhnException(
                $"{units.Length:N0} units are {tasks:N0} tasks of {each}, and this cluster takes {most:N0} in an array: use "
                    + $"--units-per-task {(units.Length + most - 1) / most} or more."
            );
        return (new SlurmPlan("plan-NNNN", _folder, "", tasks, each, options.Cpus), units);
    }

    /// <summary>Submits what is missing as one job; null: nothing is.</summary>
    public SlurmPlan? Submit()
    {
        var (draft, units) = Draft();
        if (units.Count == 0)
            return null;
        // A name is never used again, even if submitting fails: Slurm may have taken the job all the same.
        var plan = SlurmPlan.Reserve(_folder, units, draft.Tasks, draft.UnitsPerTask, draft.Cpus);
        File.WriteAllText(plan.ScriptFile, Script(plan));
        plan = plan with { Job = SlurmCommand.Run("sbatch", "--parsable", plan.ScriptFile).Split(';')[0] };
        plan.Save();
        return plan;
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
}

using System.Globalization;
using Ghn.Experiments;
using Ghn.Experiments.Slurm;
using static System.FormattableString;

namespace Ghn.Bench;

// The same short units as processes here and as tasks on the cluster: what handing them over costs. The account, the
// partition and such come from Slurm's own variables, such as `SBATCH_PARTITION`.
internal static class ClusterBenchmark
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(500);

    public static BenchmarkTable Run(BenchmarkOptions options)
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(options.SharedFolder ?? Directory.GetCurrentDirectory(), $"ghn-cluster-{Guid.NewGuid():N}")
        );
        try
        {
            var here = Environment.ProcessorCount;
            var there = IdleProcessors();
            var rows = new List<IReadOnlyList<string>>();
            var (local, units) = Here(options.ClusterExperiment, Path.Combine(folder.FullName, "here"));
            rows.Add(["here", $"{here}", "1", Seconds(local), Seconds(local * here / units), ""]);
            foreach (var each in options.UnitsPerTask)
            {
                var (seconds, tasks) = There(
                    options.ClusterExperiment,
                    Path.Combine(folder.FullName, Invariant($"{each}")),
                    each,
                    options.Cancellation
                );
                var used = Math.Min(there, tasks);
                rows.Add([
                    $"on the cluster, {each} a task",
                    $"{used}",
                    $"{tasks}",
                    Seconds(seconds),
                    Seconds(seconds * used / units),
                    Cell.Percent(local * here / (seconds * used)),
                ]);
            }
            return new(
                $"{options.ClusterExperiment}, smoke profile, {units} units, one thread each; tasks of one processor",
                ["", "processors", "processes", "s in all", "processor seconds a unit", "efficiency beside here"],
                rows
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (double Seconds, int Units) Here(string name, string results)
    {
        var start = Stopwatch.GetTimestamp();
        Tool(name, results);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, Done(name, results));
    }

    private static (double Seconds, int Tasks) There(
        string name,
        string results,
        int unitsPerTask,
        CancellationToken cancellation
    )
    {
        var start = Stopwatch.GetTimestamp();
        Tool(name, results, "--engine", "slurm", "--units-per-task", Invariant($"{unitsPerTask}"));
        using var experiment = Experiment(name, results);
        var tasks = new SlurmTasks(experiment);
        try
        {
            while (tasks.InFlight().Count > 0 && !cancellation.WaitHandle.WaitOne(s_poll)) { }
            cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            tasks.Cancel(); // their folder goes
        }
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Done(name, results);
        return (seconds, SlurmPlan.In(new LedgerParts(experiment.LedgerPath).Folder)[0].Tasks);
    }

    // The number of units, all of which must have been computed.
    private static int Done(string name, string results)
    {
        using var experiment = Experiment(name, results);
        var (done, units, _) = experiment.Status();
        if (done == units)
            return units;
        var why = new SlurmTasks(experiment).Status() is { Problems: [var first, ..] } ? first : "no reason given";
        throw new GhnException($"{units - done} of {units} units of {name} were not computed: {why}");
    }

    private static UnitExperiment Experiment(string name, string results) =>
        PaperExperiments.Create(
            name,
            new NotebookSettings(Profile.Smoke, false, new DataOptions { Name = GeneratedImages.Name }, "cpu"),
            results
        );

    private static void Tool(string name, string results, params string[] more)
    {
        string[] words = ["experiment", name, "--profile", "smoke", "--data", "generated", "--device", "cpu"];
        SlurmCommand.Run(SlurmEngine.Program, [.. words, "--results", results, .. more]);
    }

    // Of the partition that SBATCH_PARTITION names, else of all.
    private static int IdleProcessors()
    {
        var partition = Environment.GetEnvironmentVariable("SBATCH_PARTITION");
        string[] only = string.IsNullOrEmpty(partition) ? [] : ["--partition", partition];
        var counts = SlurmCommand.Run("sinfo", ["--noheader", "--format", "%C", .. only]); // allocated/idle/other/total
        return int.Parse(counts.Split('/')[1], CultureInfo.InvariantCulture);
    }

    private static string Seconds(double value) => Invariant($"{value:0.0}");
}

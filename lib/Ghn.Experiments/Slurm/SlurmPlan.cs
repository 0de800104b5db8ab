using System.Globalization;
using System.Text.Json;

namespace Ghn.Experiments.Slurm;

/// <summary>
/// One job array: the units that it computes, and which of them each task does. Task 0 only looks at its machine; task k has
/// the k-th <see cref="UnitsPerTask"/> units.
/// </summary>
/// <param name="Name">Its name, such as plan-0001; all its files begin with it.</param>
/// <param name="Folder">The folder of the ledger's parts.</param>
/// <param name="Job">Slurm's number of the job.</param>
/// <param name="Tasks">Tasks besides task 0.</param>
/// <param name="UnitsPerTask">Units that a task computes.</param>
public sealed record SlurmPlan(string Name, string Folder, string Job, int Tasks, int UnitsPerTask)
{
    /// <summary>The file with one unit a line.</summary>
    public string UnitsFile => FileOf(".units");

    /// <summary>The batch script.</summary>
    public string ScriptFile => FileOf(".sh");

    /// <summary>The plans of a ledger that were submitted, oldest first.</summary>
    public static IReadOnlyList<SlurmPlan> In(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .GetFiles(folder, "plan-*.json")
                    .Order(StringComparer.Ordinal)
                    .Select(f =>
                        JsonSerializer
                            .Deserialize<Stored>(File.ReadAllText(f), LedgerJson.Options)!
                            .In(Path.GetFileNameWithoutExtension(f), folder)
                    ),
            ]
            : [];

    /// <summary>The name of the next plan in a folder.</summary>
    internal static string NextName(string folder)
    {
        var last = Directory
            .GetFiles(folder, "plan-*.units")
            .Select(f => int.Parse(Path.GetFileNameWithoutExtension(f)["plan-".Length..], CultureInfo.InvariantCulture))
            .DefaultIfEmpty(0)
            .Max();
        return string.Create(CultureInfo.InvariantCulture, $"plan-{last + 1:0000}");
    }

    /// <summary>
    /// The units of a task, as JSON. Throws <see cref="GhnException"/> if the file is missing.
    /// </summary>
    /// <param name="file">The file with the units.</param>
    /// <param name="task">The task, from 1.</param>
    /// <param name="unitsPerTask">Units of each.</param>
    public static IReadOnlyList<string> UnitsOf(string file, int task, int unitsPerTask) =>
        File.Exists(file)
            ? [.. File.ReadLines(file).Skip((task - 1) * unitsPerTask).Take(unitsPerTask)]
            : throw new GhnException($"There is no plan {file}: submit again.");

    /// <summary>The part of the ledger to which a task of a plan appends.</summary>
    public static string PartOf(string unitsFile, int task) =>
        Path.ChangeExtension(unitsFile, null) + Suffix(task, "jsonl");

    /// <summary>What a task printed.</summary>
    public string LogOf(int task) => FileOf(Suffix(task, "log"));

    internal void Save() =>
        File.WriteAllText(
            FileOf(".json"),
            JsonSerializer.Serialize(new Stored(Job, Tasks, UnitsPerTask), LedgerJson.Options)
        );

    private static string Suffix(int task, string extension) =>
        string.Create(CultureInfo.InvariantCulture, $"-{task}.{extension}");

    private string FileOf(string suffix) => Path.Combine(Folder, Name + suffix);

    private sealed record Stored(string Job, int Tasks, int UnitsPerTask)
    {
        public SlurmPlan In(string name, string folder) => new(name, folder, Job, Tasks, UnitsPerTask);
    }
}

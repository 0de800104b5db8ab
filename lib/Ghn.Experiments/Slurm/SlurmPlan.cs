using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ghn.Experiments.Slurm;

/// <summary>
/// One job array: the units that it computes, and which of them each task does. Task 0 only looks at its machine; task k has
/// the k-th <see cref="UnitsPerTask"/> units.
/// </summary>
/// <param name="JobName">Name of the job, which no other has.</param>
/// <param name="Job">Slurm's number of the job; empty if Slurm has not told it.</param>
/// <param name="Tasks">Tasks besides task 0.</param>
/// <param name="UnitsPerTask">Units that a task computes.</param>
/// <param name="Workers">Units that it computes at the same time.</param>
/// <param name="Version">Version of the code that made it; null: an early one.</param>
public sealed record SlurmPlan(string JobName, string Job, int Tasks, int UnitsPerTask, int Workers, string? Version)
{
    private const string Prefix = "plan-";

    /// <summary>Its name, such as plan-0001; all its files begin with it.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "plan-NNNN";

    /// <summary>The folder of the ledger's parts.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>The file with one unit a line.</summary>
    [JsonIgnore]
    public string UnitsFile => FileOf(".units");

    /// <summary>The batch script.</summary>
    [JsonIgnore]
    public string ScriptFile => FileOf(".sh");

    /// <summary>
    /// The plans of a ledger, oldest first. Throws <see cref="GhnException"/> naming a damaged file.
    /// </summary>
    public static IReadOnlyList<SlurmPlan> In(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, Prefix + "*.json").Order(StringComparer.Ordinal).Select(Read)]
            : [];

    /// <summary>
    /// The units of a task, as JSON. Throws <see cref="GhnException"/> if the file is missing.
    /// </summary>
    /// <param name="file">The file with the units.</param>
    /// <param name="task">The task, from 1.</param>
    /// <param name="unitsPerTask">Units of each.</param>
    public static IReadOnlyList<string> UnitsOf(string file, int task, int unitsPerTask) =>
        File.Exists(file)
            ? [.. File.ReadLines(file).Skip((task - 1) * unitsPerTask).Take(unitsPerTask)]
            : throw new GhnException(
                $"The plan {file} is missing: delete {Path.ChangeExtension(file, ".json")}, too, and submit again."
            );

    /// <summary>
    /// Throws <see cref="GhnException"/> if the plan of this file was made by another version of the code than this one, which
    /// might compute other numbers.
    /// </summary>
    public static void RefuseOtherVersion(string unitsFile)
    {
        var file = Path.ChangeExtension(unitsFile, ".json");
        if (File.Exists(file) && Read(file).Version is { } version && version != Provenance.CodeVersion)
            throw new GhnException(
                $"The plan {unitsFile} was made by version {version} and this is {Provenance.CodeVersion}: cancel it and submit again."
            );
    }

    /// <summary>
    /// The part of the ledger to which a task of a plan appends. One that Slurm has started again gets another, because the
    /// first may still be at work on a node that was taken for lost.
    /// </summary>
    public static string PartOf(string unitsFile, int task, string? restart) =>
        Path.ChangeExtension(unitsFile, null)
        + Suffix(task, string.IsNullOrEmpty(restart) || restart == "0" ? "jsonl" : $"restart-{restart}.jsonl");

    /// <summary>What a task printed.</summary>
    public string LogOf(int task) => FileOf(Suffix(task, "log"));

    /// <summary>Writes a plan under the next name that nobody has.</summary>
    internal static SlurmPlan Reserve(SlurmPlan draft, IReadOnlyList<string> units)
    {
        Directory.CreateDirectory(draft.Folder);
        for (var number = 1; ; number++)
        {
            var plan = draft with
            {
                Name = Invariant($"{Prefix}{number:0000}"),
                JobName = $"{draft.JobName}-{Guid.NewGuid():N}"[..^24],
            };
            if (TryCreate(plan.UnitsFile) is not { } file)
                continue; // somebody else was faster
            using (var writer = new StreamWriter(file))
                foreach (var unit in units)
                    writer.Write(unit + "\n");
            plan.Save();
            return plan;
        }

        static FileStream? TryCreate(string name)
        {
            try
            {
                return new FileStream(name, FileMode.CreateNew);
            }
            catch (IOException) when (File.Exists(name))
            {
                return null;
            }
        }
    }

    internal void Save()
    {
        File.WriteAllText(FileOf(".json.new"), LedgerJson.Text(this));
        File.Move(FileOf(".json.new"), FileOf(".json"), overwrite: true);
    }

    internal void Forget() => File.Delete(FileOf(".json"));

    private static SlurmPlan Read(string file)
    {
        try
        {
            if (
                JsonSerializer.Deserialize<SlurmPlan>(File.ReadAllText(file), LedgerJson.Options) is
                { Job: not null, JobName.Length: > 0 } plan
            )
                return plan with
                {
                    Name = Path.GetFileNameWithoutExtension(file),
                    Folder = Path.GetDirectoryName(file)!,
                    UnitsPerTask = Math.Max(1, plan.UnitsPerTask),
                    Workers = Math.Max(1, plan.Workers),
                };
        }
        catch (JsonException) { } // the same sentence
        throw new GhnException($"The plan {file} is damaged: delete it; what its tasks have done is in their parts.");
    }

    private static string Suffix(int task, string extension) => Invariant($"-{task}.{extension}");

    private string FileOf(string suffix) => Path.Combine(Folder, Name + suffix);
}

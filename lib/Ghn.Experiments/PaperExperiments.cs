using Ghn.Experiments.Studies;

namespace Ghn.Experiments;

/// <summary>
/// The experiments by name: those behind the paper's tables and figures, and any that is registered. A new one is its file
/// and one line here.
/// </summary>
public static class PaperExperiments
{
    /// <summary>Name of the ground truth.</summary>
    public const string Truth = "ground-truth";

    /// <summary>Name of the surrogates of table 4, of which the others start.</summary>
    public const string Table4 = "table4";

    /// <summary>Name of the search of tables 1 and 2.</summary>
    public const string Table1 = "table1";

    /// <summary>Name of the measured costs of tables 1, 2 and 4.</summary>
    public const string Costs = "costs";

    /// <summary>Name of the edge ablation beside figure 5b: a hypernetwork that reads other edges.</summary>
    public const string EdgeAblation = "wiring";

    /// <summary>Name of the search for anytime networks of figures 3 and 4.</summary>
    public const string Anytime = "anytime";

    /// <summary>Name of the transfer of found blocks to other images, the scaled counterpart of table 3.</summary>
    public const string Transfer = "transfer";

    /// <summary>Name of the training of the found block on ImageNet.</summary>
    public const string Table3 = "table3";

    private static readonly object s_lock = new();

    private static readonly List<ExperimentEntry> s_entries =
    [
        new(Truth, c => new GroundTruth(c, GroundTruthOptions.Of(c.Settings.Profile))),
        new(Table4, c => new Surrogates(c, s => s.Table4(), [ProfileSettings.Base, ProfileSettings.OneShot]))
        {
            HasSeeds = true,
        },
        new(Table1, c => new SearchExperiment(c), Table4),
        new(Costs, c => new Costs(c)),
        new("table5", c => new Surrogates(c, s => s.Table5())) { HasSeeds = true },
        new("fig5a", c => new Surrogates(c, s => s.Figure5a())) { HasSeeds = true },
        new("fig5b", c => new Surrogates(c, s => s.Figure5b())) { HasSeeds = true },
        new("schedule", c => new Surrogates(c, s => s.Schedule())) { HasSeeds = true },
        new(EdgeAblation, c => new EdgeAblation(c), Table4),
        new(Anytime, c => new AnytimeExperiment(c)),
        new(Transfer, c => new TransferExperiment(c), Table4, Table1),
        new(Table3, c => new MobileExperiment(c), Table4, Table1),
        .. GroundTruthOptions.Pilots.Select(p => new ExperimentEntry(p.Key, c => new GroundTruth(c, p.Value))),
    ];

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names
    {
        get
        {
            lock (s_lock)
                return [.. s_entries.Select(e => e.Name)];
        }
    }

    /// <summary>
    /// Adds an experiment of one's own, in this process. Throws <see cref="GhnException"/> if there is one of that name.
    /// </summary>
    public static void Register(ExperimentEntry entry)
    {
        lock (s_lock)
            if (s_entries.Any(e => e.Name == entry.Name))
                throw new GhnException($"There is an experiment '{entry.Name}' already: choose another name.");
            else
                s_entries.Add(entry);
    }

    /// <summary>
    /// The experiments whose results one begins with, in the order of computing; none in the smoke profile, where it computes
    /// what it needs itself.
    /// </summary>
    public static IReadOnlyList<string> Needs(string name, Profile profile) =>
        profile == Profile.Smoke ? [] : Find(name).Needs;

    /// <summary>
    /// An experiment whose ledger lies in a folder, with the profile's number of seeds or another one. Throws
    /// <see cref="GhnException"/> if there is none of that name, or if it has no seeds to choose.
    /// </summary>
    public static UnitExperiment Create(string name, NotebookSettings settings, string resultsFolder, int? seeds = null)
    {
        var entry = Find(name);
        return seeds is null || entry.HasSeeds
            ? entry.Create(new ExperimentContext(name, settings, resultsFolder, seeds))
            : throw new GhnException($"The seeds of {name} are part of it: leave the number of seeds out.");
    }

    private static ExperimentEntry Find(string name)
    {
        lock (s_lock)
            return s_entries.Find(e => e.Name == name)
                ?? throw new GhnException(
                    $"There is no experiment '{name}'; the experiments are {string.Join(", ", s_entries.Select(e => e.Name))}."
                );
    }
}

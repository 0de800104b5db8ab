namespace Ghn.Experiments.Framework;

/// <summary>Which experiment is asked for, at which scale, and where its ledger lies.</summary>
/// <param name="Name">Name of the experiment and of its ledger.</param>
/// <param name="Settings">Profile, data and device.</param>
/// <param name="ResultsFolder">The folder of the ledger.</param>
/// <param name="Seeds">Seeds that are asked for; null: as many as the profile has.</param>
public sealed record ExperimentContext(string Name, NotebookSettings Settings, string ResultsFolder, int? Seeds = null);

/// <summary>An experiment in the registry.</summary>
/// <param name="Name">Its name, in lower case, such as "ground-truth".</param>
/// <param name="Create">Makes it; nothing is read or computed yet.</param>
/// <param name="Needs">
/// Experiments whose results it begins with, in the order of computing. In the smoke profile it computes what it needs itself.
/// </param>
public sealed record ExperimentEntry(
    string Name,
    Func<ExperimentContext, UnitExperiment> Create,
    params IReadOnlyList<string> Needs
)
{
    /// <summary>Whether the number of seeds can be chosen; else they are a part of the experiment.</summary>
    public bool HasSeeds { get; init; }
}

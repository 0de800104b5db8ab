using Ghn.Experiments.Units;

namespace Ghn.Experiments;

/// <summary>The experiments behind the paper's tables and figures, by name.</summary>
public static class PaperExperiments
{
    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ground-truth", .. EvidenceScale.Pilots.Keys];

    /// <summary>
    /// An experiment whose ledger lies in a folder. Throws <see cref="GhnException"/> if there is none of that name.
    /// </summary>
    public static UnitExperiment Create(string name, NotebookSettings settings, string resultsFolder)
    {
        if (EvidenceScale.Pilots.TryGetValue(name, out var pilot))
            return new GroundTruth(name, pilot, settings, resultsFolder);
        var scale = EvidenceScale.Of(settings.Profile);
        return name switch
        {
            "ground-truth" => new GroundTruth(name, scale.GroundTruth, settings, resultsFolder),
            _ => throw new GhnException(
                $"There is no experiment '{name}'; the experiments are {string.Join(", ", Names)}."
            ),
        };
    }
}

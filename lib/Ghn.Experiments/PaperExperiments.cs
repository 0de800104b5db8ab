using Ghn.Experiments.Units;

namespace Ghn.Experiments;

/// <summary>The experiments behind the paper's tables and figures, by name.</summary>
public static class PaperExperiments
{
    private const string Truth = "ground-truth";

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [Truth, "table4", "table5", "fig5b", .. EvidenceScale.Pilots.Keys];

    /// <summary>
    /// An experiment whose ledger lies in a folder, with the profile's number of seeds or another one. Throws
    /// <see cref="GhnException"/> if there is none of that name, or if it has no seeds to choose.
    /// </summary>
    public static UnitExperiment Create(string name, NotebookSettings settings, string resultsFolder, int? seeds = null)
    {
        var scale = EvidenceScale.Of(settings.Profile);
        if (EvidenceScale.Pilots.TryGetValue(name, out var pilot))
            return TrueAccuracies(pilot);
        return name switch
        {
            Truth => TrueAccuracies(scale.GroundTruth),
            "table4" => Surrogates(scale.Table4()),
            "table5" => Surrogates(scale.Table5()),
            "fig5b" => Surrogates(scale.Figure5b()),
            _ => throw new GhnException(
                $"There is no experiment '{name}'; the experiments are {string.Join(", ", Names)}."
            ),
        };

        GroundTruth TrueAccuracies(GroundTruthOptions options) =>
            seeds is null
                ? new GroundTruth(name, options, settings, resultsFolder)
                : throw new GhnException(
                    $"The seeds of {name} are part of it, {options.Seeds} of them: name no other number."
                );

        Surrogates Surrogates(IReadOnlyDictionary<string, SurrogateOptions> variants) =>
            new(name, variants, seeds ?? scale.Seeds, scale.GroundTruth, settings, resultsFolder, Kept);

        // One of each kind is kept: what notebooks start from.
        string? Kept(TrainedSurrogate unit) =>
            unit is { Seed: 0, Variant: EvidenceScale.Base or EvidenceScale.OneShot }
            && settings.Profile != Profile.Smoke
                ? ResultFile.Path(resultsFolder, unit.Variant, settings, ".ghn")
                : null;
    }
}

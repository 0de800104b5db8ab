using Ghn.Experiments.Framework;

namespace Ghn.Experiments.Studies;

/// <summary>What the ledger of <see cref="MobileExperiment"/> says.</summary>
public static class MobileEvidence
{
    /// <summary>
    /// The found block trained on ImageNet at a profile's size, one result a seed; none: nobody has trained it, or the search
    /// that found it is not here.
    /// </summary>
    /// <param name="settings">Profile, and the data set on which the block was found.</param>
    /// <param name="resultsFolder">The folder of the ledgers.</param>
    public static IReadOnlyList<MobileResult> Found(NotebookSettings settings, string resultsFolder)
    {
        using var table3 = (MobileExperiment)PaperExperiments.Create(PaperExperiments.Table3, settings, resultsFolder);
        return table3.HasLedger && table3.KnowsFoundBlock
            ? [.. table3.Results().Where(r => r.Key.Origin == BlockOrigin.Found).Select(r => r.Value)]
            : [];
    }
}

using Ghn.Experiments.Transfer;

namespace Ghn.Experiments.Mobile;

/// <summary>What the ledger of <see cref="MobileExperiment"/> says.</summary>
public static class MobileEvidence
{
    /// <summary>
    /// Top-1 accuracy (%) of the found block at a profile's size, mean over its trainings; null: nobody has trained it.
    /// </summary>
    /// <param name="settings">Profile, and the data set on which the block was found.</param>
    /// <param name="resultsFolder">The folder of the ledgers.</param>
    public static Reported? Accuracy(NotebookSettings settings, string resultsFolder)
    {
        using var table3 = (MobileExperiment)PaperExperiments.Create(PaperExperiments.Table3, settings, resultsFolder);
        if (!table3.HasLedger)
            return null;
        var found = table3
            .Results()
            .Where(r => r.Key.Origin == BlockOrigin.Found)
            .Select(r => 100 * r.Value.Accuracy)
            .ToArray();
        return found.Length == 0 ? null : Reported.Of(found);
    }
}

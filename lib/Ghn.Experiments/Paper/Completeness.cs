using Ghn.Experiments.Framework;

namespace Ghn.Experiments.Paper;

internal static class Completeness
{
    public static bool IsComplete(this UnitExperiment experiment) =>
        experiment.HasLedger && experiment.Status() is var (done, units, _) && done == units;

    /// <summary>Throws <see cref="GhnException"/> if units are missing, naming the command that computes them.</summary>
    public static void RequireComplete(this UnitExperiment experiment, string how = "")
    {
        if (experiment.Status() is var (done, units, _) && done < units)
            throw experiment.Incomplete(how);
    }

    /// <summary>What to say of a ledger that lacks units, of which some may not be known yet.</summary>
    public static GhnException Incomplete(this UnitExperiment experiment, string how = "") =>
        experiment.Status() switch
        {
            var (done, units, _) => new(
                $"{experiment.LedgerPath} has {done} of {units} units that are known; compute the others first{how}: "
                    + experiment.Command()
            ),
        };

    public static string Command(this UnitExperiment experiment) =>
        $"ghn experiment {experiment.Name} {experiment.Settings.Arguments}.";
}

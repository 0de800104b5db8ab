using Ghn.Experiments.Framework;

namespace Ghn.Experiments.Paper;

/// <summary>Whether a ledger has all units, and the sentence that says how to complete it.</summary>
internal static class Completeness
{
    /// <summary>Whether there is a ledger, and it lacks no unit.</summary>
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

    /// <summary>The command that computes an experiment, with the full stop.</summary>
    public static string Command(this UnitExperiment experiment) =>
        $"ghn experiment {experiment.Name} {experiment.Settings.Arguments}.";
}

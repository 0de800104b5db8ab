using Ghn.Experiments.Framework;
using Ghn.Training;

namespace Ghn.Experiments.Studies;

/// <summary>How large the transfer experiment is in each profile.</summary>
public static class TransferScale
{
    private const double Rounding = 1_000; // of the budget

    /// <summary>The options of a profile.</summary>
    public static TransferOptions Of(Profile profile)
    {
        var truth = EvidenceScale.Of(profile).GroundTruth;
        var options = new TransferOptions
        {
            Truth = truth with { Training = truth.Training with { MeasureAt = [], MeasureEveryEpoch = false } },
            // What the networks of the ground truth cost on average.
            Budget = (long)(
                Math.Round(
                    EvidenceScale.MeanCost(new GhnTrainingOptions { Space = truth.Space, Network = truth.Network })
                        / Rounding
                ) * Rounding
            ),
        };
        return profile == Profile.Smoke ? options with { FoundBlocks = 2, RandomBlocks = 2, Repeated = 2 } : options;
    }
}

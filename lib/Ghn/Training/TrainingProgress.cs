namespace Ghn.Training;

/// <summary>What a trainer reports after a step.</summary>
/// <param name="Step">Steps so far.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean training cross-entropy (nats) of this step.</param>
/// <param name="Accuracy">
/// On the steps that measure it, accuracy (0 … 1): of a hypernetwork, mean validation accuracy of unseen architectures
/// with generated weights; of one network, its own on the images that were given for it.
/// </param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, double? Accuracy)
{
    /// <summary>
    /// Whether this is told again: an earlier run, whose checkpoint this one goes on from, did the step. A trace does not tell.
    /// </summary>
    public bool IsEarlier { get; init; }
}

/// <summary>The record of one training.</summary>
/// <param name="Points">One entry a step, those before a resumed training's start too.</param>
/// <param name="SkippedSteps">Steps whose loss or gradient was not finite: they changed nothing.</param>
public sealed record TrainingTrace(IReadOnlyList<TrainingProgress> Points, int SkippedSteps);

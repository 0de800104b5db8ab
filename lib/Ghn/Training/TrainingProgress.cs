namespace Ghn.Training;

/// <summary>The report of a trainer after one step.</summary>
/// <param name="Step">Steps so far.</param>
/// <param name="Steps">Total number of steps.</param>
/// <param name="Loss">Mean training cross-entropy (nats) of this step.</param>
/// <param name="Accuracy">
/// Accuracy (0 … 1) if this step measured it. For a hypernetwork: mean validation accuracy of unseen architectures with
/// generated weights. For one network: its accuracy on the images for measurement.
/// </param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, double? Accuracy)
{
    /// <summary>
    /// Whether the step was done by the earlier run from whose checkpoint this one resumed. Not set in a trace.
    /// </summary>
    public bool IsEarlier { get; init; }
}

/// <summary>The record of one training.</summary>
/// <param name="Points">One entry per step, including the steps before a training was resumed.</param>
/// <param name="SkippedSteps">Number of steps with a non-finite loss or gradient; they changed nothing.</param>
public sealed record TrainingTrace(IReadOnlyList<TrainingProgress> Points, int SkippedSteps);

namespace Ghn.Training;

/// <summary>What the trainer reports after an update.</summary>
/// <param name="Step">Updates so far.</param>
/// <param name="Steps">Updates in all.</param>
/// <param name="Loss">Mean training cross-entropy (nats) of this step's networks with generated weights.</param>
/// <param name="UnseenAccuracy">
/// Mean validation accuracy (0 … 1) of unseen architectures with generated weights, on the steps that validate.
/// </param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, double? UnseenAccuracy);

/// <summary>The record of one training.</summary>
/// <param name="Points">One entry a step.</param>
/// <param name="SkippedSteps">Steps whose loss or gradient was not finite: they changed nothing.</param>
public sealed record TrainingTrace(IReadOnlyList<TrainingProgress> Points, int SkippedSteps);

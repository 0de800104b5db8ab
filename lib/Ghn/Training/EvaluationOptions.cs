using Ghn.Data;
using Ghn.Networks;

namespace Ghn.Training;

/// <summary>
/// Batch-norm statistics measured on the first images of a training set, not augmented, with the weights that are
/// evaluated.
/// </summary>
public sealed record Recalibration
{
    /// <summary>Where the images come from.</summary>
    public required IImageSource Images { get; init; }

    /// <summary>Batches of <see cref="Evaluation.BatchSize"/> images.</summary>
    public int Batches
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 4;
}

/// <summary>How networks are run when their accuracy is measured.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Where norms stand; the same as in training.</summary>
    public ExecutionOptions Execution { get; init; } = new();

    /// <summary>Where the statistics of batch norms come from; null: from each evaluation batch, as in training.</summary>
    public Recalibration? Recalibration { get; init; }
}

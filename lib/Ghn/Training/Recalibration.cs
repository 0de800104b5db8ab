using Ghn.Data;

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

using Ghn.Data;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Anytime;

/// <summary>
/// Measures the exits of one network, in one pass over the images, in the batches and with the norms of
/// <see cref="Evaluation"/>.
/// </summary>
public static class AnytimeEvaluation
{
    /// <summary>
    /// Confidence and correctness of every exit on each of the first <paramref name="images"/> images of a set, at least
    /// one. <paramref name="recalibration"/>: as in <see cref="Evaluation.Accuracy"/>.
    /// </summary>
    public static ExitPredictions Predictions(
        WeightSet weights,
        ImageSet set,
        int images,
        Recalibration? recalibration = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        var logits = Evaluation.ExitLogits(weights, set, images, recalibration, cancellation); // [exits, images, classes]
        return ExitPredictions.Of(
            logits.argmax(2),
            softmax(logits, 2).amax([2]),
            set.Labels.narrow(0, 0, images).cpu()
        );
    }
}

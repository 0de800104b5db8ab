using Ghn.Data;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Anytime;

/// <summary>
/// The predictions of a network's exits for a set of images: confidence and correctness. An early-exit rule needs
/// nothing else (<see cref="BudgetedBatch"/>).
/// </summary>
public sealed class ExitPredictions
{
    /// <summary>
    /// Creates predictions from both arrays, [exits][images], not empty. Throws <see cref="GhnException"/> if their
    /// shapes differ or a confidence is not within 0 … 1.
    /// </summary>
    public ExitPredictions(IReadOnlyList<IReadOnlyList<float>> confidence, IReadOnlyList<IReadOnlyList<bool>> correct)
    {
        var images = confidence.Count > 0 ? confidence[0].Count : 0;
        var agree =
            confidence.Count == correct.Count
            && confidence.All(c => c.Count == images)
            && correct.All(c => c.Count == images);
        if (images == 0 || !agree)
            throw new GhnException(
                $"Confidences of [{string.Join(", ", confidence.Select(c => c.Count))}] images and answers on "
                    + $"[{string.Join(", ", correct.Select(c => c.Count))}] do not match: give one of each for every exit and "
                    + "image."
            );
        for (var k = 0; k < confidence.Count; k++)
        for (var i = 0; i < images; i++)
            if (confidence[k][i] is not (>= 0 and <= 1))
                throw new GhnException(
                    $"Exit {k} has confidence {confidence[k][i]} on image {i}: it must be within 0 … 1; check that the "
                        + "logits are finite."
                );
        (Confidence, Correct) = (confidence, correct);
    }

    /// <summary>Number of exits.</summary>
    public int Exits => Confidence.Count;

    /// <summary>Number of images.</summary>
    public int Images => Confidence[0].Count;

    /// <summary>The largest softmax value of each exit on each image, [exits][images], 0 … 1.</summary>
    public IReadOnlyList<IReadOnlyList<float>> Confidence { get; }

    /// <summary>Whether the predicted class is correct, [exits][images].</summary>
    public IReadOnlyList<IReadOnlyList<bool>> Correct { get; }

    /// <summary>Accuracy (0 … 1) of each exit on all images.</summary>
    public IReadOnlyList<double> Accuracies => Correct.Select(c => c.Count(right => right) / (double)Images).ToArray();

    /// <summary>The predictions of some exits, from 0, in this order, as if the network had no others.</summary>
    public ExitPredictions Of(IReadOnlyList<int> exits) =>
        new([.. exits.Select(e => Confidence[e])], [.. exits.Select(e => Correct[e])]);

    /// <summary>
    /// From tensors on the CPU: <paramref name="answers"/> int64 [exits, images], <paramref name="confidence"/> float32
    /// [exits, images], <paramref name="labels"/> int64 [images].
    /// </summary>
    internal static ExitPredictions Of(Tensor answers, Tensor confidence, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var images = (int)labels.shape[0];
        return new(
            confidence.contiguous().data<float>().ToArray().Chunk(images).ToArray(),
            answers.eq(labels).data<bool>().ToArray().Chunk(images).ToArray()
        );
    }
}

/// <summary>
/// Measures the exits of one network in one pass over the images, with the batches and norms of
/// <see cref="Evaluation"/>.
/// </summary>
public static class AnytimeEvaluation
{
    /// <summary>
    /// Confidence and correctness of every exit on each of the first <paramref name="images"/> images of a set, at
    /// least one. <paramref name="recalibration"/> is as in <see cref="Evaluation.Accuracy"/>.
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

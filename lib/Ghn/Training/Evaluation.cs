using Ghn.Architectures;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;

namespace Ghn.Training;

/// <summary>Accuracy of networks with weights from any source.</summary>
public static class Evaluation
{
    /// <summary>
    /// Images in an evaluation batch. Batch norm uses the statistics of the batch, so this number affects the result.
    /// </summary>
    public const int BatchSize = 250;

    /// <summary>
    /// Accuracy (0 … 1) of one network on the first <paramref name="images"/> images of a set, at least one.
    /// <paramref name="recalibration"/> measures the batch-norm statistics; null: those of each batch, as in training.
    /// </summary>
    public static double Accuracy(
        WeightSet weights,
        IImageSource set,
        int images,
        Recalibration? recalibration = null,
        CancellationToken cancellation = default
    ) => ExitAccuracies(weights, set, images, recalibration, cancellation)[^1];

    /// <summary>
    /// As <see cref="Accuracy"/>, for every exit, in the order of <see cref="ComputationGraph.Exits"/>.
    /// </summary>
    public static IReadOnlyList<double> ExitAccuracies(
        WeightSet weights,
        IImageSource set,
        int images,
        Recalibration? recalibration = null,
        CancellationToken cancellation = default
    )
    {
        var correct = new long[weights.Graph.Exits.Count];
        long read = 0; // files that cannot be read are left out
        foreach (var (logits, labels) in Batches(weights, set, images, recalibration, cancellation))
        {
            var right = logits.argmax(2).eq(labels).sum(1).data<long>(); // [exits]
            for (var exit = 0; exit < correct.Length; exit++)
                correct[exit] += right[exit];
            read += labels.shape[0];
        }
        return correct.Select(c => c / (double)read).ToArray();
    }

    /// <summary>
    /// Logits of every exit on the first <paramref name="images"/> images of a set, at least one: float32 [exits, images,
    /// classes] on the CPU, without gradients, in the caller's dispose scope. Arguments as in <see cref="Accuracy"/>.
    /// </summary>
    public static Tensor ExitLogits(
        WeightSet weights,
        IImageSource set,
        int images,
        Recalibration? recalibration = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        var batches = new List<Tensor>();
        foreach (var (logits, _) in Batches(weights, set, images, recalibration, cancellation))
            batches.Add(logits.MoveToOuterDisposeScope());
        return cat(batches, 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Batch by batch, logits of every exit, [exits, B, classes], and labels, [B], on the CPU and without gradients; both are
    /// disposed before the next batch, unless they are moved out.
    /// </summary>
    private static IEnumerable<(Tensor Logits, Tensor Labels)> Batches(
        WeightSet weights,
        IImageSource set,
        int images,
        Recalibration? recalibration,
        CancellationToken cancellation
    )
    {
        CheckCount(images, set);
        using var noGradient = no_grad();
        using var statistics = recalibration is null ? null : Statistics(weights, recalibration, cancellation);
        foreach (var indices in EpochOrder.Sequential(images, BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var batch = set.Gather(indices, weights.Device);
            var exits = Executor.RunExits(weights, batch.Images, statistics); // [B, classes] each
            yield return (stack(exits).cpu(), batch.Labels.cpu());
        }
    }

    /// <summary>
    /// Validation accuracy (0 … 1) of every architecture with generated weights: the score of the search (section 3).
    /// Results are in the order of <paramref name="architectures"/>.
    /// </summary>
    /// <remarks>
    /// <paramref name="progress"/> receives the number of finished architectures. The worker threads call it, possibly
    /// at the same time and not always in order.
    /// </remarks>
    public static IReadOnlyList<double> Score(
        IWeightSource source,
        IReadOnlyList<Architecture> architectures,
        NetworkOptions network,
        IImageSource set,
        int images,
        WorkerThreads workers,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    ) =>
        Score(
            source,
            architectures.Select(a => new ComputationGraph(a, network)).ToArray(),
            set,
            images,
            workers,
            progress,
            cancellation
        );

    /// <summary>The same for any networks.</summary>
    public static IReadOnlyList<double> Score(
        IWeightSource source,
        IReadOnlyList<ComputationGraph> networks,
        IImageSource set,
        int images,
        WorkerThreads workers,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    ) => [.. ScoreExits(source, networks, set, images, workers, progress, cancellation).Select(exits => exits[^1])];

    /// <summary>
    /// The same for every exit of each network, in the order of <see cref="ComputationGraph.Exits"/>.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<double>> ScoreExits(
        IWeightSource source,
        IReadOnlyList<ComputationGraph> networks,
        IImageSource set,
        int images,
        WorkerThreads workers,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        CheckCount(images, set);
        var done = 0;
        return OfEach(
            source,
            networks,
            workers,
            weights =>
            {
                var accuracies = ExitAccuracies(weights, set, images, null, cancellation);
                progress?.Report(Interlocked.Increment(ref done));
                return accuracies;
            },
            cancellation
        );
    }

    /// <summary>
    /// Mean cross-entropy of the last exit of each network with generated weights, on the first
    /// <paramref name="images"/> images of a set; the other arguments and the order as in <see cref="ScoreExits"/>.
    /// </summary>
    public static IReadOnlyList<double> Losses(
        IWeightSource source,
        IReadOnlyList<ComputationGraph> networks,
        IImageSource set,
        int images,
        WorkerThreads workers,
        CancellationToken cancellation = default
    )
    {
        CheckCount(images, set);
        return OfEach(source, networks, workers, Loss, cancellation);

        double Loss(WeightSet weights)
        {
            var (sum, read) = (0.0, 0L);
            foreach (var (logits, labels) in Batches(weights, set, images, null, cancellation))
            {
                var loss = nn.functional.cross_entropy(logits[-1], labels, reduction: nn.Reduction.Sum);
                (sum, read) = (sum + loss.item<float>(), read + labels.shape[0]);
            }
            return sum / read;
        }
    }

    private static T[] OfEach<T>(
        IWeightSource source,
        IReadOnlyList<ComputationGraph> networks,
        WorkerThreads workers,
        Func<WeightSet, T> measure,
        CancellationToken cancellation
    ) =>
        workers.Map(
            networks.Count,
            i =>
            {
                using var noGradient = no_grad();
                using var scope = NewDisposeScope();
                using var batch = new GraphBatch([networks[i]], source.Device);
                using var weights = source.Generate(batch)[0];
                return measure(weights);
            },
            cancellation
        );

    private static void CheckCount(int images, IImageSource set)
    {
        if (images < 1 || images > set.Count)
            throw new GhnException(
                $"images = {images} is impossible: {set.Name} has {set.Count}; use 1 to {set.Count}."
            );
    }

    private static NormStatistics Statistics(
        WeightSet weights,
        Recalibration recalibration,
        CancellationToken cancellation
    )
    {
        var set = recalibration.Images;
        var images = recalibration.Batches * BatchSize;
        if (images > set.Count)
            throw new GhnException(
                $"Batches = {recalibration.Batches} is impossible: {set.Name} has {set.Count} images, "
                    + $"{set.Count / BatchSize} batches of {BatchSize}."
            );
        return NormStatistics.Measure(weights, Batches());

        IEnumerable<Tensor> Batches()
        {
            foreach (var indices in EpochOrder.Sequential(images, BatchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                using var batch = set.Gather(indices, weights.Device);
                yield return batch.Images;
            }
        }
    }
}

/// <summary>
/// Measures batch-norm statistics on the first images of a training set, without augmentation, with the evaluated
/// weights.
/// </summary>
public sealed record Recalibration
{
    /// <summary>The training images.</summary>
    public required IImageSource Images { get; init; }

    /// <summary>Batches of <see cref="Evaluation.BatchSize"/> images.</summary>
    public int Batches
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 4;
}

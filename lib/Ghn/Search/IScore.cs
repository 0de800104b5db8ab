using Ghn.Data;
using Ghn.Graphs;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Search;

/// <summary>A training-free estimate of how good networks are; a search maximises it.</summary>
public interface IScore
{
    /// <summary>One score per network, in order; higher is better.</summary>
    IReadOnlyList<double> Of(IReadOnlyList<ComputationGraph> networks, CancellationToken cancellation = default);
}

/// <summary>
/// Validation accuracy (0 … 1) with generated weights: the score of the paper's search (section 3). Or the loss.
/// </summary>
/// <param name="source">A graph hypernetwork, or any other source.</param>
/// <param name="images">Validation images; the first <paramref name="count"/> are used.</param>
/// <param name="count">Number of images.</param>
/// <param name="workers">The worker threads.</param>
public sealed class GeneratedWeightsScore(IWeightSource source, IImageSource images, int count, WorkerThreads workers)
    : IScore
{
    /// <summary>
    /// Whether the score is minus the mean cross-entropy (nats) instead of the accuracy.
    /// </summary>
    public bool UseLoss { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(
        IReadOnlyList<ComputationGraph> networks,
        CancellationToken cancellation = default
    ) =>
        UseLoss
            ? [.. Evaluation.Losses(source, networks, images, count, workers, cancellation).Select(loss => -loss)]
            : Evaluation.Score(source, networks, images, count, workers, cancellation: cancellation);
}

/// <summary>A score from a function of one network, such as one of the zero-cost scores.</summary>
/// <param name="score">Called for each network; with <paramref name="workers"/>, on several threads at once.</param>
/// <param name="workers">The worker threads; null: one network after the other, on the caller's thread.</param>
public sealed class FunctionScore(Func<ComputationGraph, double> score, WorkerThreads? workers = null) : IScore
{
    /// <inheritdoc/>
    public IReadOnlyList<double> Of(IReadOnlyList<ComputationGraph> networks, CancellationToken cancellation = default)
    {
        if (workers is not null)
            return workers.Map(networks.Count, i => score(networks[i]), cancellation);
        var scores = new List<double>();
        foreach (var network in networks)
        {
            cancellation.ThrowIfCancellationRequested();
            scores.Add(score(network));
        }
        return scores;
    }
}

using Ghn.Data;
using Ghn.Graphs;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Search;

/// <summary>How good networks seem, without training them: what a search maximises.</summary>
public interface IScore
{
    /// <summary>A number for each network, in their order; a higher one is better.</summary>
    IReadOnlyList<double> Of(IReadOnlyList<ComputationGraph> networks, CancellationToken cancellation = default);
}

/// <summary>Validation accuracy (0 … 1) with the weights that a source generates: the score of the paper's search (section 3).</summary>
/// <param name="source">A graph hypernetwork, or any other source.</param>
/// <param name="images">Validation images; the first <paramref name="count"/> are looked at.</param>
/// <param name="count">How many of them.</param>
/// <param name="workers">The threads.</param>
public sealed class GeneratedWeightsScore(IWeightSource source, IImageSource images, int count, WorkerThreads workers)
    : IScore
{
    /// <inheritdoc/>
    public IReadOnlyList<double> Of(
        IReadOnlyList<ComputationGraph> networks,
        CancellationToken cancellation = default
    ) => Evaluation.Score(source, networks, images, count, workers, cancellation: cancellation);
}

/// <summary>A function of one network as a score, such as one of the zero-cost scores.</summary>
/// <param name="score">Called for each network, one after the other.</param>
public sealed class FunctionScore(Func<ComputationGraph, double> score) : IScore
{
    /// <inheritdoc/>
    public IReadOnlyList<double> Of(IReadOnlyList<ComputationGraph> networks, CancellationToken cancellation = default)
    {
        var scores = new List<double>();
        foreach (var network in networks)
        {
            cancellation.ThrowIfCancellationRequested();
            scores.Add(score(network));
        }
        return scores;
    }
}

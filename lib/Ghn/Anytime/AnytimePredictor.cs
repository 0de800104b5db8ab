using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;

namespace Ghn.Anytime;

/// <summary>
/// Runs a network until its budget of multiply-adds is spent, its time is up or it is cancelled, and gives the answer of
/// the best exit that it reached by then. It goes from exit to exit, always to the one that is cheapest given what has been
/// run (<see cref="Steps"/>), runs only the nodes which that one needs, each at most once, and stops between nodes.
/// </summary>
/// <remarks>
/// The logits are exactly those of <see cref="Executor.RunExits"/>. It works without gradients, and a feature map is let go
/// after its last reader. Weights and statistics stay the caller's.
/// </remarks>
public sealed class AnytimePredictor
{
    private readonly WeightSet _weights;
    private readonly NormStatistics? _statistics;
    private readonly IReadOnlyList<int> _exits;
    private readonly IReadOnlyList<double>? _accuracies;

    /// <summary>
    /// Prepares the order of the exits. Throws <see cref="GhnException"/> if the exits or their accuracies do not fit the
    /// network.
    /// </summary>
    /// <param name="weights">The network and its weights.</param>
    /// <param name="statistics">
    /// Statistics that the norms use; null: those of the batch, which then needs to be large.
    /// </param>
    /// <param name="exits">Which of <see cref="ComputationGraph.Exits"/> are wanted, from 0; null: all.</param>
    /// <param name="accuracies">
    /// Accuracy of each of <see cref="ComputationGraph.Exits"/>, measured on images that stand in for those to come: exits
    /// that are no better than one before are passed over. Null: an exit that is reached later is taken to be better.
    /// </param>
    public AnytimePredictor(
        WeightSet weights,
        NormStatistics? statistics = null,
        IReadOnlyList<int>? exits = null,
        IReadOnlyList<double>? accuracies = null
    )
    {
        var count = weights.Graph.Exits.Count;
        exits ??= Enumerable.Range(0, count).ToArray();
        if (exits.Count == 0 || exits.Distinct().Count() < exits.Count || exits.Any(e => e < 0 || e >= count))
            throw new GhnException(
                $"exits = [{string.Join(", ", exits)}] is impossible: name at least one, each once, within 0 … {count - 1}."
            );
        if (accuracies is not null && (accuracies.Count != count || accuracies.Any(a => a is not (>= 0 and <= 1))))
            throw new GhnException(
                $"accuracies = [{string.Join(", ", accuracies)}] is impossible: give one within 0 … 1 for each of the {count} exits."
            );
        (_weights, _statistics, _accuracies) = (weights, statistics, accuracies);
        (_exits, Steps) = (exits, AnytimeStep.Order(weights.Graph, exits, accuracies));
    }

    /// <summary>The wanted exits that are worth it, in the order in which they are reached, with what is run for each.</summary>
    public IReadOnlyList<AnytimeStep> Steps { get; }

    /// <summary>
    /// Runs to the last exit, or until <paramref name="cancellation"/> is asked for, which is no error: the answer is what
    /// there was. <paramref name="images"/>: [B, 3, H, W] as for <see cref="Executor.Run"/>. The caller disposes the answer;
    /// its logits are in the caller's dispose scope.
    /// </summary>
    public AnytimeAnswer Predict(Tensor images, CancellationToken cancellation = default) =>
        Run(images, Steps, () => false, cancellation);

    /// <summary>
    /// Runs within <paramref name="budget"/> multiply-adds an image (at least 0). A budget is known beforehand, so
    /// where accuracies are known, too, the best exit that it pays for is run, and nothing else: the accuracy is then that
    /// of <see cref="AnytimeCurve.Lazy"/>. Else the exits come in their order; one that would exceed the budget is not begun.
    /// </summary>
    public AnytimeAnswer Predict(Tensor images, long budget, CancellationToken cancellation = default) =>
        budget < 0
            ? throw new GhnException(
                $"budget = {budget} is impossible: give the multiply-adds that may be spent, from 0."
            )
            : Run(images, Within(budget), () => false, cancellation);

    /// <summary>
    /// Runs until <paramref name="time"/> (at least 0) has passed on <paramref name="clock"/> since the call.
    /// A node that has begun is finished, so it may take that much longer. On a GPU the clock sees when nodes are handed to
    /// it, not when they are done.
    /// </summary>
    public AnytimeAnswer Predict(
        Tensor images,
        TimeSpan time,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        if (time < TimeSpan.Zero)
            throw new GhnException($"time = {time} is impossible: give the time that may pass, from 0.");
        var start = clock.GetTimestamp();
        return Run(images, Steps, () => clock.GetElapsedTime(start) >= time, cancellation);
    }

    private AnytimeAnswer Run(
        Tensor images,
        IReadOnlyList<AnytimeStep> steps,
        Func<bool> timeIsUp,
        CancellationToken cancellation
    )
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var pass = Executor.Pass(_weights, images, _statistics);
        pass.Begin(steps.SelectMany(s => s.Nodes));
        var answer = new AnytimeAnswer(null, [], 0);
        var nodes = new List<int>();
        var multiplyAdds = 0L;
        foreach (var (step, node) in steps.SelectMany(s => s.Nodes.Select(n => (s, n))))
        {
            if (cancellation.IsCancellationRequested || timeIsUp())
                break;
            var output = pass.Run(node);
            nodes.Add(node.Index);
            multiplyAdds += Cost.MultiplyAdds(node);
            if (node == step.Nodes[^1])
                answer = answer with { Logits = output, Exit = step.Exit };
        }
        if (answer.HasAnswer)
            answer.Logits.MoveToOuterDisposeScope();
        return answer with { Nodes = nodes, MultiplyAdds = multiplyAdds };
    }

    private IReadOnlyList<AnytimeStep> Within(long budget)
    {
        if (_accuracies is null)
            return [.. Steps.TakeWhile(s => s.Total <= budget)];
        var costs = Cost.LazyToExits(_weights.Graph);
        var best = _exits.Where(e => costs[e] <= budget).OrderByDescending(e => _accuracies[e]).ThenBy(e => costs[e]);
        return AnytimeStep.Order(_weights.Graph, best.Take(1));
    }
}

using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;

namespace Ghn.Anytime;

/// <summary>
/// Runs a network until its budget of multiply-adds is spent, its time is over or it is cancelled. Returns the answer
/// of the best exit reached by then. The next exit is always the one with the lowest additional cost
/// (<see cref="Steps"/>). Only the nodes needed for it are run, each at most once; a run stops between nodes.
/// </summary>
/// <remarks>
/// The logits are exactly those of <see cref="Executor.RunExits"/>. There are no gradients, and a feature map is freed
/// after its last reader. The caller keeps ownership of weights and statistics.
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
    /// <param name="statistics">Statistics for the norms; null: those of the batch, which then must be large.</param>
    /// <param name="exits">The exits to use, as indices into <see cref="ComputationGraph.Exits"/>; null: all.</param>
    /// <param name="accuracies">
    /// Accuracy of each of <see cref="ComputationGraph.Exits"/> on held-out images. Exits that are not better than an
    /// earlier one are skipped. Null: a later exit counts as better.
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
                $"exits = [{string.Join(", ", exits)}] is impossible: give at least one, each once, within 0 … {count - 1}."
            );
        if (accuracies is not null && (accuracies.Count != count || accuracies.Any(a => a is not (>= 0 and <= 1))))
            throw new GhnException(
                $"accuracies = [{string.Join(", ", accuracies)}] is impossible: give one within 0 … 1 for each of the {count} exits."
            );
        (_weights, _statistics, _accuracies) = (weights, statistics, accuracies);
        (_exits, Steps) = (exits, AnytimeStep.Order(weights.Graph, exits, accuracies));
    }

    /// <summary>
    /// The exits to run, in order, with the nodes that are run for each; exits that are not better than an earlier one
    /// are skipped.
    /// </summary>
    public IReadOnlyList<AnytimeStep> Steps { get; }

    /// <summary>
    /// Runs to the last exit, or until <paramref name="cancellation"/> is requested. Cancellation is not an error: the
    /// answer is that of the best exit so far. <paramref name="images"/>: [B, 3, H, W] as for
    /// <see cref="Executor.Run"/>. The caller disposes the answer; its logits are in the caller's dispose scope.
    /// </summary>
    public AnytimeAnswer Predict(Tensor images, CancellationToken cancellation = default) =>
        Run(images, Steps, () => false, cancellation);

    /// <summary>
    /// Runs within <paramref name="budget"/> multiply-adds per image (at least 0). If accuracies are known, only the
    /// best affordable exit is run, and the accuracy is that of <see cref="AnytimeCurve.Lazy"/>. Otherwise the exits
    /// are run in order; one that would exceed the budget is not started.
    /// </summary>
    public AnytimeAnswer Predict(Tensor images, long budget, CancellationToken cancellation = default) =>
        budget < 0
            ? throw new GhnException($"budget = {budget} is impossible: give a number of multiply-adds, at least 0.")
            : Run(images, Within(budget), () => false, cancellation);

    /// <summary>
    /// Runs until <paramref name="time"/> (at least 0) has passed on <paramref name="clock"/> since the call.
    /// A started node is finished, so a run may take longer by one node. On a GPU the clock measures when nodes are
    /// queued, not when they are done.
    /// </summary>
    public AnytimeAnswer Predict(
        Tensor images,
        TimeSpan time,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        if (time < TimeSpan.Zero)
            throw new GhnException($"time = {time} is impossible: give a duration, at least 0.");
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

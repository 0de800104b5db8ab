using Ghn.Graphs;

namespace Ghn.Anytime;

/// <summary>
/// Accuracy of an anytime network against its budget (figures 3 and 4). A step curve: at every budget it uses the best
/// affordable exit, chosen on the same or on other images. Immutable.
/// </summary>
public sealed class AnytimeCurve
{
    /// <summary>
    /// Creates the curve from one cost and one accuracy per exit, in any order. Throws <see cref="GhnException"/> if
    /// there are no exits, if the numbers of values differ, if a cost is not positive and finite, or if an accuracy is
    /// not within 0 … 1.
    /// </summary>
    /// <param name="costs">Multiply-adds to each exit.</param>
    /// <param name="accuracies">Accuracy of each exit, 0 … 1.</param>
    /// <param name="chosenBy">
    /// Accuracy of each exit on the images for choosing the best exit, 0 … 1; null: <paramref name="accuracies"/>. If
    /// these are other images, such as validation images, the curve may fall.
    /// </param>
    public AnytimeCurve(
        IReadOnlyList<double> costs,
        IReadOnlyList<double> accuracies,
        IReadOnlyList<double>? chosenBy = null
    )
    {
        chosenBy ??= accuracies;
        if (costs.Count == 0 || costs.Count != accuracies.Count || costs.Count != chosenBy.Count)
            throw new GhnException(
                $"{costs.Count} costs, {accuracies.Count} accuracies and {chosenBy.Count} values of chosenBy do not match: give one of each for every exit."
            );
        for (var i = 0; i < costs.Count; i++)
        {
            if (!double.IsFinite(costs[i]) || costs[i] <= 0)
                throw new GhnException(
                    $"Cost {costs[i]} of exit {i} is impossible: it must be a finite number above 0."
                );
            foreach (var accuracy in new[] { accuracies[i], chosenBy[i] })
                if (accuracy is not (>= 0 and <= 1))
                    throw new GhnException($"Accuracy {accuracy} of exit {i} is impossible: it must be within 0 … 1.");
        }
        var best = 0.0;
        var steps = new List<(double Cost, double Accuracy)>();
        var byCost = costs.Zip(accuracies, chosenBy).OrderBy(p => p.First).ThenByDescending(p => p.Third);
        foreach (var (cost, accuracy, known) in byCost)
            if (known > best)
            {
                steps.Add((cost, accuracy));
                best = known;
            }
        Steps = steps;
    }

    /// <summary>
    /// The curve of a network that computes only the nodes needed for an exit. <paramref name="accuracies"/> are in the
    /// order of <see cref="ComputationGraph.Exits"/>.
    /// </summary>
    public static AnytimeCurve Lazy(ComputationGraph graph, IReadOnlyList<double> accuracies) =>
        new(Cost.LazyToExits(graph).Select(c => (double)c).ToArray(), accuracies);

    /// <summary>
    /// The steps of the curve: exits that are better than every cheaper one, in order of cost, without exits of
    /// accuracy 0.
    /// </summary>
    public IReadOnlyList<(double Cost, double Accuracy)> Steps { get; }

    /// <summary>Accuracy of the best exit that costs at most <paramref name="budget"/> multiply-adds; 0 before the first.</summary>
    public double At(double budget) =>
        double.IsNaN(budget)
            ? throw new GhnException("budget = NaN is impossible: give a number of multiply-adds.")
            : Steps.LastOrDefault(s => s.Cost <= budget).Accuracy;

    /// <summary>
    /// The area under the curve over the budgets <paramref name="from"/> … <paramref name="to"/>, divided by the length
    /// of that range. This is the mean accuracy, 0 … 1, if all budgets in the range are equally likely.
    /// </summary>
    /// <remarks>
    /// The paper selects by this area, but states neither range nor axis. Here the axis is linear in multiply-adds;
    /// compare areas only over the same range. Throws <see cref="GhnException"/> if the range is not finite or is
    /// empty.
    /// </remarks>
    public double Area(double from, double to)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || from >= to)
            throw new GhnException(
                $"The budgets {from} … {to} are not a range: give finite numbers, the smaller one first."
            );
        var area = 0.0;
        for (var i = 0; i < Steps.Count; i++)
        {
            var end = i + 1 < Steps.Count ? Math.Min(to, Steps[i + 1].Cost) : to;
            area += Math.Max(0, end - Math.Max(from, Steps[i].Cost)) * Steps[i].Accuracy;
        }
        return area / (to - from);
    }
}

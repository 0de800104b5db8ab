namespace Ghn.Anytime;

/// <summary>The result of a batch of images under an early-exit rule.</summary>
/// <param name="Accuracy">Share of the images with a correct answer, 0 … 1.</param>
/// <param name="MeanMultiplyAdds">Mean multiply-adds of an image.</param>
/// <param name="Left">Number of images that left at each exit.</param>
public sealed record BudgetedResult(double Accuracy, double MeanMultiplyAdds, IReadOnlyList<int> Left);

/// <summary>
/// Budgeted batch classification (Huang et al. 2018): a batch of images shares one budget, so easy images leave at
/// early exits. An image leaves at the first exit whose confidence reaches a threshold. The thresholds are set on
/// validation images.
/// </summary>
/// <remarks>
/// Differs: their code rounds the number of images down at every exit separately. Here the cumulative number up to an
/// exit is rounded, so that each number is within one image of its share, and rounding does not favour the last exit.
/// </remarks>
public static class BudgetedBatch
{
    /// <summary>
    /// The 39 ratios p between the fractions of neighbouring exits, from cheap to expensive: i / 20, i = 1 … 39.
    /// </summary>
    public static IReadOnlyList<double> Ratios { get; } = Enumerable.Range(1, 39).Select(i => i / 20.0).ToArray();

    /// <summary>Shares of the images that leave at exits k = 1 … K, proportional to p^k; their sum is 1.</summary>
    /// <param name="exits">K, at least 1.</param>
    /// <param name="ratio">p, above 0.</param>
    public static IReadOnlyList<double> Fractions(int exits, double ratio)
    {
        Require.AtLeast(1, exits, nameof(exits));
        Require.Number(ratio, positive: true, nameof(ratio));
        var powers = new double[exits]; // by products, not by Pow: the same bits everywhere
        powers[0] = 1;
        for (var k = 1; k < exits; k++)
            powers[k] = powers[k - 1] * ratio;
        var sum = powers.Sum();
        return double.IsFinite(sum)
            ? powers.Select(p => p / sum).ToArray()
            : throw new GhnException($"ratio = {ratio} is too large for {exits} exits: use one below 2.");
    }

    /// <summary>
    /// The confidence threshold of each exit for which the given shares of these images leave there. The last one is 0,
    /// so that all remaining images leave. For a share of 0 it is infinite.
    /// </summary>
    /// <remarks>
    /// Images of equal confidence leave together. More images may therefore leave at an exit, and fewer at the next
    /// ones.
    /// </remarks>
    /// <param name="validation">Images on which the thresholds are set.</param>
    /// <param name="fractions">The share of each exit, at least 0; their sum is 1.</param>
    public static IReadOnlyList<float> Thresholds(ExitPredictions validation, IReadOnlyList<double> fractions)
    {
        CheckCount(fractions.Count, validation.Exits, nameof(fractions));
        if (fractions.Any(f => f is not (>= 0 and <= 1)) || Math.Abs(fractions.Sum() - 1) > 1e-9)
            throw new GhnException(
                $"fractions = [{string.Join(", ", fractions)}] is impossible: they must be within 0 … 1, and their sum 1."
            );
        var thresholds = new float[fractions.Count]; // that of the last exit stays 0
        var left = Enumerable.Range(0, validation.Images).ToArray();
        var wanted = 0.0;
        for (var k = 0; k < fractions.Count - 1; k++)
        {
            wanted += fractions[k];
            var gone = validation.Images - left.Length;
            var leaving = (int)Math.Round(validation.Images * wanted, MidpointRounding.AwayFromZero) - gone;
            var confidence = validation.Confidence[k];
            thresholds[k] =
                leaving > 0
                    ? left.Select(i => confidence[i]).OrderDescending().ElementAt(leaving - 1)
                    : float.PositiveInfinity;
            left = left.Where(i => confidence[i] < thresholds[k]).ToArray();
        }
        return thresholds;
    }

    /// <summary>Classifies images: each leaves at the first exit with a confidence of at least the threshold.</summary>
    /// <param name="predictions">The images.</param>
    /// <param name="thresholds">One for each exit; at the last one every image leaves.</param>
    /// <param name="costs">
    /// Multiply-adds up to each exit, including earlier exits. Use <see cref="AnytimeStep.Total"/> of the exits in the
    /// order of <see cref="AnytimeStep.Order"/>, or <see cref="Graphs.Cost.EagerToExits"/> to count as the published
    /// code of MSDNet does. For an ensemble use <see cref="Ensemble.MultiplyAdds"/>.
    /// </param>
    public static BudgetedResult Apply(
        ExitPredictions predictions,
        IReadOnlyList<float> thresholds,
        IReadOnlyList<long> costs
    )
    {
        CheckCount(thresholds.Count, predictions.Exits, nameof(thresholds));
        CheckCount(costs.Count, predictions.Exits, nameof(costs));
        var left = new int[predictions.Exits];
        var correct = 0;
        for (var i = 0; i < predictions.Images; i++)
        {
            var k = 0;
            while (k < predictions.Exits - 1 && !(predictions.Confidence[k][i] >= thresholds[k]))
                k++;
            left[k]++;
            correct += predictions.Correct[k][i] ? 1 : 0;
        }
        var images = (double)predictions.Images;
        return new(correct / images, left.Zip(costs, (n, cost) => n * (double)cost).Sum() / images, left);
    }

    /// <summary>
    /// One result for each of <see cref="Ratios"/>: thresholds set on <paramref name="validation"/>, applied to
    /// <paramref name="test"/>; <paramref name="costs"/> as in <see cref="Apply"/>.
    /// </summary>
    public static IReadOnlyList<BudgetedResult> Sweep(
        ExitPredictions validation,
        ExitPredictions test,
        IReadOnlyList<long> costs
    ) =>
        Ratios
            .Select(ratio => Thresholds(validation, Fractions(validation.Exits, ratio)))
            .Select(thresholds => Apply(test, thresholds, costs))
            .ToArray();

    /// <summary>
    /// The thresholds for a batch with a mean of at most <paramref name="budget"/> multiply-adds per image. Chooses the
    /// ratio with the best validation accuracy among those within the budget on the validation images; null if there is
    /// none.
    /// </summary>
    /// <param name="validation">Images for setting the thresholds and choosing the ratio.</param>
    /// <param name="costs">As in <see cref="Apply"/>.</param>
    /// <param name="budget">Mean multiply-adds of an image.</param>
    public static IReadOnlyList<float>? Within(ExitPredictions validation, IReadOnlyList<long> costs, double budget) =>
        Ratios
            .Select(ratio => Thresholds(validation, Fractions(validation.Exits, ratio)))
            .Select(thresholds => new { Thresholds = thresholds, Result = Apply(validation, thresholds, costs) })
            .Where(r => r.Result.MeanMultiplyAdds <= budget)
            .MaxBy(r => r.Result.Accuracy)
            ?.Thresholds;

    private static void CheckCount(int count, int exits, string name)
    {
        if (count != exits)
            throw new GhnException($"There are {count} {name} for {exits} exits: give one for each.");
    }
}

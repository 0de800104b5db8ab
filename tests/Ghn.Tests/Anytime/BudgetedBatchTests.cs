using CsCheck;
using Ghn.Anytime;

namespace Ghn.Tests.Anytime;

public sealed class BudgetedBatchTests
{
    /// <summary>Confidences that are all different, of any images and exits; half of the answers are right.</summary>
    private static readonly Gen<ExitPredictions> Any = Gen.Select(Gen.Int[1, 60], Gen.Int[1, 6], Gen.Long)
        .Select(
            (images, exits, seed) =>
            {
                var random = new RandomStream(seed, "predictions");
                return new ExitPredictions(
                    Enumerable
                        .Range(0, exits)
                        .Select(_ => random.Permutation(images).Select(i => (i + 1f) / (images + 1)).ToArray())
                        .ToArray(),
                    Enumerable
                        .Range(0, exits)
                        .Select(_ => Enumerable.Range(0, images).Select(_ => random.Next(2) == 0).ToArray())
                        .ToArray()
                );
            }
        );

    private static readonly Gen<double> AnyRatio = Gen.Int[0, 38].Select(i => BudgetedBatch.Ratios[i]);

    /// <summary>Six images, three exits.</summary>
    private static readonly ExitPredictions Six = new(
        [
            [0.9f, 0.3f, 0.8f, 0.2f, 0.5f, 0.4f],
            [0.1f, 0.7f, 0.2f, 0.6f, 0.9f, 0.8f],
            [1, 1, 1, 1, 1, 1],
        ],
        [
            [true, true, false, true, true, true],
            [false, false, false, true, true, false],
            [false, true, false, false, true, true],
        ]
    );

    [Fact]
    public void Thresholds_and_costs_of_six_images_worked_out_by_hand()
    {
        // A third leaves at each exit: images 0 and 2; then 4 and 5 of the rest; 1 and 3 stay to the end.
        var thresholds = BudgetedBatch.Thresholds(Six, BudgetedBatch.Fractions(3, 1));
        Assert.Equal([0.8f, 0.8f, 0], thresholds);
        var result = BudgetedBatch.Apply(Six, thresholds, [10, 30, 60]);
        Assert.Equal([2, 2, 2], result.Left);
        Assert.Equal((2 * 10 + 2 * 30 + 2 * 60) / 6.0, result.MeanMultiplyAdds, 12);
        Assert.Equal(3 / 6.0, result.Accuracy); // 0 and 4 early, 1 late
    }

    [Fact]
    public void Some_exits_are_a_network_without_the_others()
    {
        var two = Six.Of([2, 0]);
        Assert.Equal([3 / 6.0, 5 / 6.0], two.Accuracies);
        Assert.Equal([Six.Confidence[2], Six.Confidence[0]], two.Confidence);
    }

    [Fact]
    public void Within_a_budget_the_best_ratio_on_validation_images_is_taken() =>
        Any.Sample(predictions =>
        {
            long[] costs = [.. Enumerable.Range(1, predictions.Exits).Select(k => 10L * k)];
            var sweep = BudgetedBatch.Sweep(predictions, predictions, costs);
            for (var budget = 5; budget <= 10 * predictions.Exits; budget += 5)
            {
                var affordable = sweep.Where(r => r.MeanMultiplyAdds <= budget).ToArray();
                var thresholds = BudgetedBatch.Within(predictions, costs, budget);
                Assert.Equal(affordable.Length == 0, thresholds is null);
                if (thresholds is null)
                    continue;
                var result = BudgetedBatch.Apply(predictions, thresholds, costs);
                Assert.InRange(result.MeanMultiplyAdds, 0, budget);
                Assert.Equal(affordable.Max(r => r.Accuracy), result.Accuracy);
            }
        });

    [Fact]
    public void Thresholds_are_applied_to_other_images()
    {
        var test = new ExitPredictions(
            [
                [0.8f, 0.79f],
                [0.9f, 0.1f],
                [0.2f, 0.2f],
            ],
            [
                [true, false],
                [false, false],
                [false, true],
            ]
        );
        var result = BudgetedBatch.Apply(test, [0.8f, 0.8f, 0], [10, 30, 60]);
        Assert.Equal([1, 0, 1], result.Left);
        Assert.Equal((35, 1), (result.MeanMultiplyAdds, result.Accuracy));
    }

    [Fact]
    public void Images_of_one_confidence_leave_together_and_fewer_leave_next()
    {
        var ties = new ExitPredictions(
            [
                [0.5f, 0.5f, 0.5f, 0.1f],
                [0.9f, 0.9f, 0.9f, 0.9f],
                [1, 1, 1, 1],
            ],
            [
                [true, true, true, true],
                [true, true, true, true],
                [true, true, true, true],
            ]
        );
        var thresholds = BudgetedBatch.Thresholds(ties, [0.25, 0.5, 0.25]);
        Assert.Equal([0.5f, float.PositiveInfinity, 0], thresholds);
        Assert.Equal([3, 0, 1], BudgetedBatch.Apply(ties, thresholds, [1, 2, 3]).Left);
    }

    [Fact]
    public void Ratios_are_those_of_the_paper()
    {
        Assert.Equal(39, BudgetedBatch.Ratios.Count);
        Assert.Equal((0.05, 1, 1.95), (BudgetedBatch.Ratios[0], BudgetedBatch.Ratios[19], BudgetedBatch.Ratios[38]));
        Assert.Equal([4 / 7.0, 2 / 7.0, 1 / 7.0], BudgetedBatch.Fractions(3, 0.5));
    }

    [Fact]
    public void Fractions_sum_to_one_in_the_stated_ratio() =>
        Gen.Select(Gen.Int[1, 20], AnyRatio)
            .Sample(
                (exits, ratio) =>
                {
                    var fractions = BudgetedBatch.Fractions(exits, ratio);
                    return Math.Abs(fractions.Sum() - 1) < 1e-12
                        && fractions.Zip(fractions.Skip(1)).All(p => Math.Abs(p.Second - ratio * p.First) < 1e-12);
                }
            );

    [Fact]
    public void On_the_validation_images_themselves_the_wanted_numbers_leave() =>
        Gen.Select(Any, AnyRatio)
            .Sample(
                (predictions, ratio) =>
                {
                    var fractions = BudgetedBatch.Fractions(predictions.Exits, ratio);
                    var thresholds = BudgetedBatch.Thresholds(predictions, fractions);
                    var left = BudgetedBatch.Apply(predictions, thresholds, new long[predictions.Exits]).Left;
                    return left.Sum() == predictions.Images
                        && left.Zip(fractions).All(p => Math.Abs(p.First - p.Second * predictions.Images) < 1 + 1e-9);
                }
            );

    [Fact]
    public void The_larger_the_ratio_the_higher_the_cost() =>
        Any.Sample(predictions =>
        {
            var costs = Enumerable.Range(1, predictions.Exits).Select(k => 100L * k * k).ToArray();
            var results = BudgetedBatch.Sweep(predictions, predictions, costs);
            return results.Count == 39
                && results.Zip(results.Skip(1)).All(p => p.First.MeanMultiplyAdds <= p.Second.MeanMultiplyAdds);
        });

    [Fact]
    public void Impossible_values_are_named()
    {
        static string Error(Func<object> make) => Assert.Throws<GhnException>(make).Message;
        Assert.Contains("exits = 0", Error(() => BudgetedBatch.Fractions(0, 1)));
        Assert.Contains("ratio = 0", Error(() => BudgetedBatch.Fractions(2, 0)));
        Assert.Contains("ratio = 1E+200", Error(() => BudgetedBatch.Fractions(3, 1e200)));
        Assert.Contains("2 fractions for 3 exits", Error(() => BudgetedBatch.Thresholds(Six, [0.5, 0.5])));
        Assert.Contains("[0.5, 0.5, 0.5]", Error(() => BudgetedBatch.Thresholds(Six, [0.5, 0.5, 0.5])));
        Assert.Contains("1 thresholds for 3 exits", Error(() => BudgetedBatch.Apply(Six, [0], [1, 2, 3])));
        Assert.Contains("4 costs for 3 exits", Error(() => BudgetedBatch.Apply(Six, [0, 0, 0], [1, 2, 3, 4])));
        Assert.Contains(
            "confidence NaN on image 1",
            Error(() =>
                new ExitPredictions(
                    [
                        [1, float.NaN],
                    ],
                    [
                        [true, true],
                    ]
                )
            )
        );
        Assert.Contains(
            "[2] images and answers on [1]",
            Error(() =>
                new ExitPredictions(
                    [
                        [1, 1],
                    ],
                    [
                        [true],
                    ]
                )
            )
        );
        Assert.Contains("[] images", Error(() => new ExitPredictions([], [])));
    }
}

using Ghn.Anytime;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Tests.Networks;
using Ghn.Training;
using static TorchSharp.torch;

namespace Ghn.Tests.Anytime;

public sealed class AnytimeEvaluationTests
{
    private const int Images = 300; // one whole batch and a short one

    private static readonly ResNetOptions Small = new()
    {
        Depth = 8,
        Channels = 4,
        Exits = 3,
    };

    private static DataSplits Data() =>
        DataSource.Load(
            new DataOptions
            {
                Generated = new GeneratedOptions
                {
                    Train = 500,
                    Validation = 320,
                    Test = 50,
                },
            }
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predictions_are_those_of_the_executor_batch_by_batch(bool recalibrated)
    {
        using var scope = NewDisposeScope();
        using var single = new SingleThread();
        using var data = Data();
        using var weights = TestWeights.Of(ResNet.Build(Small), 1);
        var options = recalibrated ? new Recalibration { Images = data.Train, Batches = 1 } : null;
        Tensor Gather(ImageSet set, int from, int count) =>
            BatchLoader.Gather(set, Enumerable.Range(from, count).ToArray()).Images;
        using var statistics = recalibrated ? NormStatistics.Measure(weights, [Gather(data.Train, 0, 250)]) : null;
        var predictions = AnytimeEvaluation.Predictions(weights, data.Validation, Images, options);
        Assert.Equal((3, Images), (predictions.Exits, predictions.Images));

        var labels = data.Validation.Labels.data<long>().ToArray();
        foreach (var (from, count) in new[] { (0, 250), (250, 50) })
        {
            var exits = Executor.RunExits(weights, Gather(data.Validation, from, count), statistics);
            for (var k = 0; k < 3; k++)
            {
                var logits = exits[k].data<float>().ToArray().Chunk(10).ToArray();
                for (var i = 0; i < count; i++)
                {
                    var (most, sum) = (logits[i].Max(), logits[i].Sum(l => Math.Exp(l - logits[i].Max())));
                    Assert.Equal(1 / sum, predictions.Confidence[k][from + i], 1e-5);
                    Assert.Equal(Array.IndexOf(logits[i], most) == labels[from + i], predictions.Correct[k][from + i]);
                }
            }
        }
        var accuracies = Evaluation.ExitAccuracies(weights, data.Validation, Images, options);
        Assert.Equal(predictions.Accuracies, accuracies);
        Assert.Equal(accuracies[^1], Evaluation.Accuracy(weights, data.Validation, Images, options));
    }

    [Fact]
    public void A_curve_has_the_lazy_costs_and_the_accuracies()
    {
        using var scope = NewDisposeScope();
        using var data = Data();
        using var weights = TestWeights.Of(ResNet.Build(Small), 1);
        foreach (var (exit, shift) in weights.Graph.Exits.Zip([0, 1, 2])) // each exit always answers its own class
        {
            weights[exit.Index, ParameterKind.ClassifierWeight].zero_();
            weights[exit.Index, ParameterKind.ClassifierBias].zero_();
            weights[exit.Index, ParameterKind.ClassifierBias][shift] = 1;
        }
        var labels = data.Validation.Labels.data<long>().ToArray()[..Images];
        double Share(int label) => labels.Count(l => l == label) / (double)Images;
        var curve = AnytimeCurve.Lazy(weights.Graph, Evaluation.ExitAccuracies(weights, data.Validation, Images));
        var costs = Cost.LazyToExits(weights.Graph);
        Assert.Equal(0, curve.At(costs[0] - 1));
        Assert.Equal(Share(0), curve.At(costs[0]));
        Assert.Equal(Math.Max(Share(0), Share(1)), curve.At(costs[1]));
        Assert.Equal(Enumerable.Range(0, 3).Max(Share), curve.At(costs[2]));
    }

    [Fact]
    public void The_answer_of_an_ensemble_is_the_mean_of_the_softmax_outputs()
    {
        using var scope = NewDisposeScope();
        using var single = new SingleThread();
        using var data = Data();
        var graph = ResNet.Build(Small);
        var members = new[] { 1, 2, 3 }.Select(seed => TestWeights.Of(graph, seed)).ToArray();
        var ensemble = new Ensemble(members);
        var cost = Cost.LazyToExits(graph)[^1];
        Assert.Equal([cost, 2 * cost, 3 * cost], ensemble.MultiplyAdds);

        var predictions = ensemble.Predictions(data.Validation, Images);
        var labels = data.Validation.Labels.data<long>().ToArray();
        var sums = new double[Images, 10];
        for (var m = 0; m < 3; m++)
        {
            var logits = Evaluation.ExitLogits(members[m], data.Validation, Images)[-1].data<float>().ToArray();
            for (var i = 0; i < Images; i++)
            {
                var exps = logits.Skip(10 * i).Take(10).Select(l => Math.Exp(l)).ToArray();
                for (var c = 0; c < 10; c++)
                    sums[i, c] += exps[c] / exps.Sum();
                var best = Enumerable.Range(0, 10).MaxBy(c => sums[i, c]);
                Assert.Equal(sums[i, best] / (m + 1), predictions.Confidence[m][i], 1e-5);
                Assert.Equal(best == labels[i], predictions.Correct[m][i]);
            }
        }
        var alone = AnytimeEvaluation.Predictions(members[0], data.Validation, Images);
        Assert.Equal(alone.Accuracies[^1], predictions.Accuracies[0]);
    }

    [Fact]
    public void An_ensemble_of_different_classes_or_of_nobody_is_refused()
    {
        using var scope = NewDisposeScope();
        var members = new[] { 10, 5 }
            .Select(classes => TestWeights.Of(ResNet.Build(Small with { Classes = classes }), 1))
            .ToArray();
        static string Error(Func<object> make) => Assert.Throws<GhnException>(make).Message;
        Assert.Contains("Networks of [10, 5] classes", Error(() => new Ensemble(members)));
        Assert.Contains("at least one network", Error(() => new Ensemble([])));
    }
}

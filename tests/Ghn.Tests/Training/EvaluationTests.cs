using Ghn.Architectures;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Search;
using Ghn.Tests.Networks;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

public sealed class EvaluationTests
{
    private static readonly GeneratedOptions Few = new()
    {
        Train = 600,
        Validation = 50,
        Test = 50,
    };

    [Theory]
    [InlineData(100)]
    [InlineData(260)] // one whole batch and a short one
    public void A_network_that_always_answers_one_class_has_that_classs_share(int images)
    {
        using var scope = NewDisposeScope();
        using var data = DataSource.Load(
            new DataOptions
            {
                Generated = new GeneratedOptions
                {
                    Train = 100,
                    Validation = 300,
                    Test = 100,
                },
            }
        );
        var options = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = 2,
        };
        var graph = new ComputationGraph(new Architecture([new(Operator.Identity, [0])]), options);
        var tensors = graph.Parameters.Select(p => zeros(p.Shape.ToArray())).ToArray();
        var weights = new WeightSet(graph, tensors);
        weights[graph.Nodes[^1].Index, ParameterKind.ClassifierBias][3] = 1;
        var share = data.Validation.Labels.data<long>().ToArray().Take(images).Count(l => l == 3) / (double)images;
        Assert.InRange(share, 0.01, 0.5);
        Assert.Equal(
            share,
            Evaluation.Accuracy(weights, data.Validation, images, null, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void The_loss_is_the_mean_cross_entropy_of_the_logits()
    {
        using var scope = NewDisposeScope();
        using var data = DataSource.Load(new DataOptions { Generated = Few with { Validation = 300 } });
        using var workers = new WorkerThreads(2);
        var network = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = 4,
        };
        var graph = new ComputationGraph(new Architecture([new(Operator.Convolution1x1, [0])]), network);
        var source = new RandomWeights(1);
        using var batch = new GraphBatch([graph]);
        var cancellation = TestContext.Current.CancellationToken;
        var logits = Evaluation.ExitLogits(source.Generate(batch)[0], data.Validation, 270, null, cancellation)[0];
        var labels = data.Validation.Labels.slice(0, 0, 270, 1);
        var expected = nn.functional.cross_entropy(logits, labels).item<float>();
        var losses = Evaluation.Losses(source, [graph, graph], data.Validation, 270, workers, cancellation);
        Assert.All(losses, loss => Assert.Equal(expected, loss, 1e-5));
        var score = new GeneratedWeightsScore(source, data.Validation, 270, workers) { UseLoss = true };
        Assert.Equal([.. losses.Select(loss => -loss)], score.Of([graph, graph], cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(51)]
    public void A_number_of_images_that_the_set_does_not_have_is_refused(int images)
    {
        using var scope = NewDisposeScope();
        using var data = DataSource.Load(new DataOptions { Generated = Few });
        var network = new NetworkOptions { Blocks = 1, ReductionsAfter = [] };
        var architecture = new Architecture([new(Operator.Identity, [0])]);
        var weights = TestWeights.Of(new ComputationGraph(architecture, network), 1);
        using var workers = new WorkerThreads(1);
        var cancellation = TestContext.Current.CancellationToken;
        var expected = $"images = {images} is impossible: generated/validation has 50; use 1 to 50.";
        string Message(Action act) => Assert.Throws<GhnException>(act).Message;
        Assert.Equal(
            expected,
            Message(() => Evaluation.Accuracy(weights, data.Validation, images, cancellation: cancellation))
        );
        Assert.Equal(
            expected,
            Message(() =>
                Evaluation.Score(
                    new RandomWeights(0),
                    [], // before anything is run
                    network,
                    data.Validation,
                    images,
                    workers,
                    cancellation: cancellation
                )
            )
        );
    }

    [Fact]
    public void Recalibrated_norms_use_the_training_images()
    {
        using var scope = NewDisposeScope();
        using var data = DataSource.Load(new DataOptions { Generated = Few });
        var chain = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = 8,
            StemStride = 2,
        };
        var graph = new ComputationGraph(new Architecture([new(Operator.Convolution1x1, [0])]), chain);
        var weights = TestWeights.Of(graph, 1);
        var options = new Recalibration { Images = data.Train, Batches = 2 };
        var cancellation = TestContext.Current.CancellationToken;

        Tensor Gather(ImageSet set, int from, int count) =>
            BatchLoader.Gather(set, Enumerable.Range(from, count).ToArray()).Images;
        using var statistics = NormStatistics.Measure(
            weights,
            [Gather(data.Train, 0, 250), Gather(data.Train, 250, 250)]
        );
        var logits = Executor.Run(weights, Gather(data.Validation, 0, 50), statistics);
        var expected = logits.argmax(1).eq(data.Validation.Labels).sum().item<long>() / 50.0;
        Assert.Equal(expected, Evaluation.Accuracy(weights, data.Validation, 50, options, cancellation));

        var tooMany = options with { Batches = 3 };
        var error = Assert.Throws<GhnException>(() =>
            Evaluation.Accuracy(weights, data.Validation, 50, tooMany, cancellation)
        );
        Assert.Contains("Batches = 3 is impossible: generated/train has 600 images", error.Message);
    }

    [Fact]
    public void The_learning_rate_rises_and_then_falls_to_zero()
    {
        var options = new GhnTrainingOptions
        {
            Steps = 1000,
            WarmupSteps = 100,
            LearningRate = 2,
        };
        var rates = Enumerable.Range(0, 1000).Select(options.LearningRateAt).ToArray();
        Assert.Equal(0.02, rates[0], 6);
        Assert.Equal(1.0, rates[500], 6); // half of the cosine
        Assert.InRange(rates[999], 0, 1e-4);
        Assert.InRange(Array.IndexOf(rates, rates.Max()), 80, 105);
    }
}

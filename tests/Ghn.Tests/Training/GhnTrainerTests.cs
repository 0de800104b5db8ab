using Ghn.Data;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Training;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

[Collection(Alone.Name)]
public sealed class GhnTrainerTests : IDisposable
{
    private static readonly GhnTrainingOptions Options = new()
    {
        Space = new BlockSpace { Nodes = 3 },
        Network = new NetworkOptions
        {
            Blocks = 2,
            ReductionsAfter = [1],
            Channels = 4,
            StemStride = 2,
        },
        Steps = 12,
        BatchSize = 8,
        ArchitecturesPerStep = 2,
        WarmupSteps = 2,
        ValidateEvery = 6,
        ValidationArchitectures = 2,
        ValidationImages = 50,
    };

    private static readonly GhnOptions Sizes = new()
    {
        Gnn = new GnnOptions { Phases = 1 },
        Decoder = new DecoderOptions { ChunkChannels = 8 },
    };

    private readonly DataSplits _data = DataSource.Load(
        new DataOptions
        {
            Generated = new GeneratedOptions
            {
                Train = 200,
                Validation = 50,
                Test = 50,
            },
        }
    );

    public void Dispose() => _data.Dispose();

    private static GhnTrainingOptions Wide(int channels) =>
        Options with
        {
            Network = Options.Network with { Channels = channels },
        };

    [Theory]
    [InlineData(4)]
    [InlineData(16)] // these networks run in the library's own kernels
    public void The_same_seed_gives_the_same_trace_whatever_the_number_of_threads(int channels)
    {
        var options = Wide(channels);
        var first = Train(options, workers: 1);
        Assert.Equal(first.Points, Train(options, workers: 1).Points);
        Assert.Equal(first.Points, Train(options, workers: 2).Points);
        Assert.NotEqual(first.Points, Train(options with { Seed = 1 }, workers: 1).Points);
        Assert.All(first.Points, p => Assert.True(double.IsFinite(p.Loss)));
        Assert.Equal([6, 12], first.Points.Where(p => p.Accuracy is not null).Select(p => p.Step));
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        var trace = Train(Options with { Steps = 150, LearningRate = 5e-3, ValidateEvery = 0 }, workers: 2);
        Assert.True(trace.Points.TakeLast(30).Average(p => p.Loss) < trace.Points.Take(30).Average(p => p.Loss) - 0.1);
    }

    [Fact]
    public void Anytime_networks_are_trained_through_all_their_exits()
    {
        var options = Options with
        {
            Network = Options.Network with { ImageSize = 32, StemStride = 1 },
            Cells = new CellSpace { Cells = [CellSpace.Cell(4), CellSpace.Cell(3)] },
            Steps = 100,
            LearningRate = 5e-3,
            ValidateEvery = 0,
        };
        var trace = Train(options, workers: 2);
        Assert.True(trace.Points.TakeLast(30).Average(p => p.Loss) < trace.Points.Take(30).Average(p => p.Loss) - 0.05);
        Assert.NotEqual(trace.Points, Train(options with { ExitPower = 2 }, workers: 2).Points);
    }

    [Fact]
    public void Exits_are_weighted_by_their_place()
    {
        static void Check(double[] expected, IReadOnlyList<double> weights) =>
            Assert.Equal(expected, weights, (a, b) => Math.Abs(a - b) < 1e-12);
        Check([1], new GhnTrainingOptions { ExitPower = 3 }.ExitWeights(1, sum: 1));
        Check([0.25, 0.25, 0.25, 0.25], new GhnTrainingOptions { ExitPower = 0 }.ExitWeights(4, sum: 1));
        Check([1 / 6.0, 2 / 6.0, 3 / 6.0], new GhnTrainingOptions { ExitPower = 1 }.ExitWeights(3, sum: 1));
        Check([1 / 2.0, 2 / 2.0, 3 / 2.0], new GhnTrainingOptions { ExitPower = 1 }.ExitWeights(3, sum: 3));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void Live_tensors_stay_flat_over_200_steps(int channels)
    {
        using var ghn = new GraphHyperNetwork(Sizes);
        using var workers = new WorkerThreads(1);
        var counts = new List<long>();
        var trainer = new GhnTrainer(ghn, Wide(channels) with { Steps = 200, ValidateEvery = 0 }, _data);
        trainer.Train(workers, null, new DirectProgress<TrainingProgress>(_ => counts.Add(Tensor.TotalCount)));
        Assert.Equal(200, counts.Count);
        Assert.True(counts[^1] <= counts[20], $"{counts[20]} live tensors after step 21, {counts[^1]} after 200");
    }

    [Fact]
    public void A_loss_that_stays_not_finite_ends_training_with_a_sentence()
    {
        using var ghn = new GraphHyperNetwork(Sizes);
        using (no_grad())
            ghn.parameters().First().ScaleInPlace(float.NaN);
        using var workers = new WorkerThreads(1);
        var trainer = new GhnTrainer(ghn, Options with { Steps = 60 }, _data);
        var error = Assert.Throws<GhnException>(() => trainer.Train(workers));
        Assert.Contains("not finite for 50 consecutive steps", error.Message);
    }

    [Fact]
    public void A_cancelled_training_stops()
    {
        using var ghn = new GraphHyperNetwork(Sizes);
        using var workers = new WorkerThreads(1);
        using var cancel = new CancellationTokenSource();
        var trainer = new GhnTrainer(ghn, Options, _data);
        var seen = 0;
        Assert.Throws<OperationCanceledException>(() =>
            trainer.Train(
                workers,
                null,
                new DirectProgress<TrainingProgress>(p =>
                {
                    seen = p.Step;
                    if (p.Step == 3)
                        cancel.Cancel();
                }),
                cancel.Token
            )
        );
        Assert.Equal(3, seen);
    }

    [Fact]
    public void Architectures_without_any_convolution_can_be_trained()
    {
        var space = new BlockSpace { Nodes = 1, Operators = [Operator.Identity] };
        var trace = Train(Options with { Space = space, ValidationArchitectures = 1 }, workers: 1);
        Assert.Equal(0, trace.SkippedSteps);
    }

    [Theory]
    [InlineData(0, 1e-3, "Steps = 0")]
    [InlineData(1, -1.0, "LearningRate = -1")]
    [InlineData(1, double.NaN, "LearningRate = NaN")]
    public void Impossible_options_are_named(int steps, double rate, string named) =>
        Assert.Contains(
            named,
            Assert.Throws<GhnException>(() => new GhnTrainingOptions { Steps = steps, LearningRate = rate }).Message
        );

    private TrainingTrace Train(GhnTrainingOptions options, int workers)
    {
        using var ghn = new GraphHyperNetwork(Sizes, options.Seed);
        using var threads = new WorkerThreads(workers);
        return new GhnTrainer(ghn, options, _data).Train(threads);
    }
}

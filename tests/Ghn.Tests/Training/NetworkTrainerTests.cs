using Ghn.Architectures;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Tests.Graphs;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

[Collection(Alone.Name)]
public sealed class NetworkTrainerTests : IDisposable
{
    private static readonly NetworkTrainingOptions Options = new()
    {
        Steps = 12,
        BatchSize = 16,
        LearningRate = 0.05,
        MeasureAt = [2, 5],
        MeasureImages = 50,
    };

    /// <summary>Everything that can be switched on.</summary>
    private static readonly NetworkTrainingOptions Full = Options with
    {
        WarmupSteps = 3,
        DropPath = 0.3,
        AuxiliaryWeight = 0.4,
        LabelSmoothing = 0.1,
        MeasureEveryEpoch = true,
        Augmentation = new Augmentation { Cutout = 8 },
    };

    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 2,
        ReductionsAfter = [1],
        Channels = 4,
        StemStride = 2,
        NormAffine = true,
    };

    private readonly DataSplits _data = DataSource.Load(
        new DataOptions
        {
            Generated = new GeneratedOptions
            {
                Train = 160,
                Validation = 50,
                Test = 50,
            },
        }
    );

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-network-").FullName;
    private readonly ComputationGraph _graph = new(
        new BlockSpace { Nodes = 5 }.Sample(new RandomStream(3, "network")),
        Chain
    );

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stopped_training_goes_on_to_the_same_bits(bool everything)
    {
        var options = everything ? Full : Options;
        using var whole = Train(options, "whole");
        foreach (var stop in new[] { 1, 5, 11 })
        {
            Assert.Throws<OperationCanceledException>(() => Train(options, "stopped", stop));
            Assert.Equal(stop, TrainedNetwork.Load(Named("stopped")).Trace.Points.Count);
            using var resumed = Train(options, "stopped");
            Assert.Equal(whole.Trace.Points, resumed.Trace.Points);
            Assert.Equal(Bytes("whole"), Bytes("stopped")); // weights, velocity and trace
            File.Delete(Named("stopped"));
        }
        using var other = Train(options with { Seed = 1 }, null);
        Assert.NotEqual(whole.Trace.Points, other.Trace.Points);
    }

    [Fact]
    public void Accuracy_is_measured_at_the_chosen_steps_at_epochs_and_at_the_end()
    {
        using var chosen = Train(Options, null);
        Assert.Equal([2, 5, 12], Measured(chosen));
        using var epochs = Train(Options with { MeasureEveryEpoch = true }, null); // 160 images: 10 steps
        Assert.Equal([2, 5, 10, 12], Measured(epochs));
        using var set = chosen.Generate(Batch(_graph))[0];
        Assert.Equal(
            chosen.Trace.Points[^1].Accuracy,
            Evaluation.Accuracy(set, _data.Validation, 50, null, TestContext.Current.CancellationToken)
        );

        static IEnumerable<int> Measured(TrainedNetwork n) =>
            n.Trace.Points.Where(p => p.Accuracy is not null).Select(p => p.Step);
    }

    [Fact]
    public void Label_smoothing_mixes_the_loss_with_that_of_equal_targets()
    {
        double Loss(double smoothing)
        {
            using var trained = Train(Options with { Steps = 1, MeasureAt = [], LabelSmoothing = smoothing }, null);
            return trained.Trace.Points[0].Loss;
        }
        var plain = Loss(0);
        var half = Loss(0.5) - plain; // (1 − s) · loss + s · loss of equal targets
        Assert.NotEqual(0, half, 1e-3);
        Assert.Equal(half / 2, Loss(0.25) - plain, 1e-5);
    }

    [Fact]
    public void Every_exit_is_trained_and_weighs_as_much_as_its_place_and_power_say()
    {
        using var scope = NewDisposeScope();
        var graph = ResNet.Build(
            new ResNetOptions
            {
                Depth = 8,
                Channels = 4,
                Exits = 2,
            }
        );
        var classifiers = graph.Parameters.Where(p => p.Kind == ParameterKind.ClassifierWeight).ToArray();
        Assert.Equal(2, classifiers.Length);
        var before = new RandomSource(1).Generate(Batch(graph))[0];
        double Loss(double power)
        {
            var options = Options with { Steps = 1, MeasureAt = [], ExitPower = power };
            using var trained = Train(options, null, graph: graph, source: new RandomSource(1));
            using var set = trained.Generate(Batch(graph))[0];
            foreach (var c in classifiers)
                Assert.False(
                    set[c.Node, c.Kind].eq(before[c.Node, c.Kind]).all().item<bool>(),
                    $"power {power}, node {c.Node}"
                );
            return trained.Trace.Points[0].Loss;
        }
        // Weights 1, 1; then 2/3, 4/3; then 2/5, 8/5: the first two losses tell both exits', and so the third.
        var (sum, linear) = (Loss(0), Loss(1));
        var last = (linear - 2 * sum / 3) / (2 / 3.0);
        var first = sum - last;
        Assert.InRange(Math.Min(first, last), 0.5, 6);
        Assert.NotEqual(first, last, 1e-2);
        Assert.Equal((2 * first + 8 * last) / 5, Loss(2), 1e-4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_learns_the_images_it_is_shown(bool everything)
    {
        using var data = DataSource.Load(
            new DataOptions
            {
                Generated = new GeneratedOptions
                {
                    Train = 32,
                    Validation = 10,
                    Test = 10,
                },
            }
        );
        var plain = everything ? Full with { DropPath = 0.1, LabelSmoothing = 0 } : Options;
        var options = plain with { Steps = 200, BatchSize = 32, MeasureImages = 32, Augmentation = Augmentation.None };
        var graph = new ComputationGraph(
            new Architecture([
                new(Operator.SeparableConvolution3x3, [0]),
                new(Operator.Convolution1x1, [0, 1]),
                new(Operator.MaxPool3x3, [0, 2]),
            ]),
            Chain with
            {
                Channels = 8,
            }
        );
        using var trained = new NetworkTrainer(options, data.Train, data.Train).Train(
            new RandomSource(1),
            graph,
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.InRange(trained.Trace.Points[0].Loss, 2, 6);
        Assert.InRange(trained.Trace.Points.TakeLast(10).Average(p => p.Loss), 0, 1);
        Assert.True(trained.Trace.Points[^1].Accuracy > 0.8, $"{trained.Trace.Points[^1].Accuracy}");
    }

    [Fact]
    public void Generated_weights_are_fine_tuned_from_where_they_are()
    {
        using var scope = NewDisposeScope();
        using var ghn = new GraphHyperNetwork(new GhnOptions());
        var before = ghn.parameters().Select(p => p.clone()).ToArray();
        using var generated = ghn.Generate(Batch(_graph))[0];
        using var trained = new NetworkTrainer(
            Options with
            {
                Steps = 1,
                MeasureAt = [],
                LearningRate = 1e-9,
                Augmentation = Augmentation.None,
            },
            _data.Train,
            _data.Validation
        ).Train(ghn, _graph, cancellation: TestContext.Current.CancellationToken);
        using var set = trained.Generate(Batch(_graph))[0];
        foreach (var (a, b) in generated.Tensors.Zip(set.Tensors))
        {
            Assert.InRange((a - b).abs().max().item<float>(), 0, 1e-6);
            Assert.False(b.requires_grad);
        }
        foreach (var (p, b) in ghn.parameters().Zip(before))
            Assert.True(p.equal(b).all().item<bool>()); // the source is not changed
    }

    [Fact]
    public void A_training_of_another_network_or_with_other_options_is_refused()
    {
        Train(Options, "c").Dispose();
        var before = Bytes("c");
        string Message(Func<TrainedNetwork> act) => Assert.Throws<GhnException>(act).Message;
        Assert.Contains(
            "Training.Momentum is 0.9 there and 0.8 here",
            Message(() => Train(Options with { Momentum = 0.8 }, "c"))
        );
        var wider = new ComputationGraph(_graph.Architecture!, Chain with { Channels = 6 });
        Assert.Contains(
            "Network.Options.Channels is 4 there and 6 here",
            Message(() => Train(Options, "c", graph: wider))
        );
        Assert.Contains("InitialWeights is", Message(() => Train(Options, "c", source: new RandomSource(2))));
        Assert.Contains(
            "contains a TrainedNetwork, not a GraphHyperNetwork",
            Assert.Throws<GhnException>(() => Checkpoint.LoadHypernetwork(Named("c"))).Message
        );
        Assert.Equal(before, Bytes("c"));
    }

    [Fact]
    public void Fine_tuning_of_generated_weights_goes_on_with_the_same_source_alone()
    {
        TrainedNetwork Tune(long seed, string name, int stopAfter = 0)
        {
            using var ghn = new GraphHyperNetwork(new GhnOptions(), seed);
            return Train(Options, name, stopAfter, source: ghn);
        }
        using var whole = Tune(0, "whole");
        Assert.Throws<OperationCanceledException>(() => Tune(0, "stopped", stopAfter: 5));
        Assert.Contains("InitialWeights is", Assert.Throws<GhnException>(() => Tune(1, "stopped")).Message);
        using var resumed = Tune(0, "stopped");
        Assert.Equal(Bytes("whole"), Bytes("stopped"));
    }

    [Fact]
    public void The_final_training_is_600_epochs_with_everything_that_regularises()
    {
        var final = NetworkTrainingOptions.Final;
        Assert.Equal(600, final.Steps / new EpochOrder(45_000, final.BatchSize, 0).StepsPerEpoch);
        Assert.Equal((16, 4), (final.Augmentation.Cutout, final.Augmentation.PadCrop));
        Assert.Equal((0.2, 0.4), (final.DropPathAt(final.Steps - 1), final.AuxiliaryWeight));
        using var trained = Train(final with { Steps = 2, BatchSize = 16, MeasureImages = 50 }, "final");
        Assert.All(trained.Trace.Points, p => Assert.True(double.IsFinite(p.Loss)));
    }

    [Fact]
    public void A_trained_network_serves_its_own_graph_alone_and_can_be_stored()
    {
        using var scope = NewDisposeScope();
        using var trained = Train(Options, "checkpoint");
        trained.Save(Named("saved"));
        foreach (var name in new[] { "saved", "checkpoint" })
        {
            using var loaded = TrainedNetwork.Load(Named(name));
            Assert.Equal(trained.Trace.Points, loaded.Trace.Points);
            using var a = trained.Generate(Batch(_graph))[0];
            using var b = loaded.Generate(Batch(new ComputationGraph(_graph.Architecture!, Chain)))[0]; // equal, not same
            foreach (var (x, y) in a.Tensors.Zip(b.Tensors))
                Assert.True(x.equal(y).all().item<bool>());
        }
        var other = new ComputationGraph(new Architecture([new(Operator.Identity, [0])]), Chain);
        Assert.Contains(
            "is not the trained network",
            Assert.Throws<GhnException>(() => trained.Generate(Batch(other))).Message
        );
    }

    [Fact]
    public void Networks_made_by_hand_with_several_exits_are_trained_and_stored()
    {
        var graph = EveryHandMadeKind.Build(channels: 6, imageSize: 32, classes: 10, normAffine: true);
        using var trained = Train(Options with { AuxiliaryWeight = 0.4 }, null, graph: graph);
        trained.Save(Named("hand"));
        using var loaded = TrainedNetwork.Load(Named("hand"));
        using var set = loaded.Generate(Batch(EveryHandMadeKind.Build(6, 32, 10, normAffine: true)))[0];
        Assert.Equal(graph.Parameters.Count, set.Tensors.Count);
        Assert.Throws<GhnException>(() => loaded.Generate(Batch(EveryHandMadeKind.Build(6, 32, 10))));
    }

    [Fact]
    public void Live_tensors_stay_flat_and_none_is_left()
    {
        using var data = Batch(_graph);
        var before = Tensor.TotalCount;
        var counts = new List<long>();
        var trainer = new NetworkTrainer(Full with { Steps = 60 }, _data.Train, _data.Validation);
        var cancellation = TestContext.Current.CancellationToken;
        var progress = new DirectProgress<TrainingProgress>(_ => counts.Add(Tensor.TotalCount));
        var trained = trainer.Train(new RandomSource(1), _graph, null, progress, cancellation);
        Assert.Equal(60, counts.Count);
        Assert.True(counts[^1] <= counts[3], $"{counts[3]} live tensors after step 4, {counts[^1]} after 60");
        trained.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void A_loss_that_stays_not_finite_ends_training_with_a_sentence()
    {
        using var broken = Train(Options with { Steps = 1, MeasureAt = [] }, null);
        using var set = broken.Generate(Batch(_graph))[0];
        set.Tensors[0].ScaleInPlace(float.NaN); // shared with the network
        var trainer = new NetworkTrainer(Options with { Steps = 60 }, _data.Train, _data.Validation);
        var error = Assert.Throws<GhnException>(() =>
            trainer.Train(broken, _graph, cancellation: TestContext.Current.CancellationToken)
        );
        Assert.Contains("not finite for 50 consecutive steps", error.Message);
    }

    [Fact]
    public void Drop_path_rises_and_the_learning_rate_falls_along_the_training()
    {
        var options = Options with { Steps = 101, DropPath = 0.2, LearningRate = 1 };
        Assert.Equal([0, 0.1, 0.2], new[] { 0, 50, 100 }.Select(options.DropPathAt));
        Assert.Equal(1, options.LearningRateAt(0), 1e-9);
        Assert.InRange(options.LearningRateAt(100), 0, 1e-3);
    }

    [Theory]
    [InlineData("DropPath = 1")]
    [InlineData("LabelSmoothing = 1")]
    [InlineData("MeasureAt = [0]")]
    [InlineData("Momentum = -1")]
    public void Impossible_options_are_named(string named)
    {
        var error = Assert.Throws<GhnException>(() =>
            named[0] switch
            {
                'D' => new NetworkTrainingOptions { DropPath = 1 },
                'L' => new NetworkTrainingOptions { LabelSmoothing = 1 },
                'M' when named[1] == 'e' => new NetworkTrainingOptions { MeasureAt = [0] },
                _ => new NetworkTrainingOptions { Momentum = -1 },
            }
        );
        Assert.Contains(named, error.Message);
    }

    private TrainedNetwork Train(
        NetworkTrainingOptions options,
        string? checkpoint,
        int stopAfter = 0,
        ComputationGraph? graph = null,
        IWeightSource? source = null
    )
    {
        using var cancel = new CancellationTokenSource();
        var progress = new DirectProgress<TrainingProgress>(p =>
        {
            if (p.Step == stopAfter)
                cancel.Cancel();
        });
        return new NetworkTrainer(options, _data.Train, _data.Validation).Train(
            source ?? new RandomSource(1),
            graph ?? _graph,
            checkpoint is null ? null : new CheckpointOptions { Path = Named(checkpoint), Every = 4 },
            progress,
            cancel.Token
        );
    }

    private static GraphBatch Batch(ComputationGraph graph) => new([graph]);

    private string Named(string name) => Path.Combine(_folder, name);

    private byte[] Bytes(string name) => File.ReadAllBytes(Named(name));
}

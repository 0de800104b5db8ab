using Ghn.Data;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests;

/// <summary>
/// The whole path at the paper's block size while torch's default device is META, which has shapes but no numbers. A
/// tensor that is made without a word about its device is then on META: mixed with the others it fails, as a CPU tensor
/// would on a GPU, and read it gives nothing. (The path itself cannot run on META: libtorch has no convolution there.)
/// </summary>
[Collection(Alone.Name)]
public sealed class DefaultDeviceTests : IDisposable
{
    private static readonly BlockSpace Space = new() { Nodes = 17 };

    private static readonly NetworkOptions Network = new()
    {
        Blocks = 3,
        ReductionsAfter = [1, 2],
        Channels = 4,
        StemStride = 2,
        NormAffine = true,
    };

    private readonly DataSplits _data = DataSource.Load(
        new DataOptions
        {
            Generated = new GeneratedOptions
            {
                Train = 64,
                Validation = 20,
                Test = 20,
            },
        }
    );

    public static TheoryData<string> Sources => ["ghn", "ghn, level by level", "flat", "operator", "one-shot"];

    public void Dispose() => _data.Dispose();

    [Fact]
    public void The_trap_catches_a_tensor_without_a_device()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<Exception>(() => OnDefaultMeta(() => (zeros(2, device: CPU) * zeros(2)).sum().item<float>()));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Training_a_source_and_scoring_with_it(string name)
    {
        using var workers = new WorkerThreads(1);
        double Run(TrainableWeightSource source)
        {
            var options = new GhnTrainingOptions
            {
                Space = Space,
                Network = Network,
                Steps = 2,
                BatchSize = 8,
                ArchitecturesPerStep = 2,
                WarmupSteps = 0,
                ValidationArchitectures = 1,
                ValidationImages = 20,
                Augmentation = new Augmentation { Cutout = 8 },
            };
            var trace = new GhnTrainer(source, options, _data).Train(workers);
            return trace.Points[^1].Loss + trace.Points[^1].Accuracy!.Value;
        }
        using TrainableWeightSource first = Make(name), // made as always, and used under the trap
            second = Make(name);
        Assert.Equal(Run(first), OnDefaultMeta(() => Run(second)));
    }

    [Fact]
    public void Training_and_evaluating_one_network()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(Space.Sample(new RandomStream(0, "device")), Network);
        double Run()
        {
            var options = new NetworkTrainingOptions
            {
                Steps = 2,
                BatchSize = 8,
                DropPath = 0.2,
                AuxiliaryWeight = 0.4,
                MeasureImages = 20,
            };
            using var network = new NetworkTrainer(options, _data.Train, _data.Validation).Train(
                new RandomWeights(0),
                graph
            );
            using var batch = new GraphBatch([graph]);
            using var weights = network.Generate(batch)[0];
            using var images = BatchLoader.Gather(_data.Train, Enumerable.Range(0, 32).ToArray(), device: CPU);
            using var statistics = NormStatistics.Measure(weights, [images.Images]);
            using var logits = Executor.Run(weights, images.Images, statistics);
            return network.Trace.Points[^1].Loss + logits.sum().item<float>();
        }
        Assert.Equal(Run(), OnDefaultMeta(Run));
    }

    private static TrainableWeightSource Make(string name) =>
        name switch
        {
            "flat" => new SmashHypernetwork(new SmashOptions { Decoder = Decoder }, device: CPU),
            "operator" => new OperatorHypernetwork(new OperatorHypernetworkOptions { Decoder = Decoder }, device: CPU),
            "one-shot" => new OneShotWeights(Space, Network, device: CPU),
            _ => new GraphHyperNetwork(new GhnOptions { Decoder = Decoder }, device: CPU) { Fused = name == "ghn" },
        };

    private static DecoderOptions Decoder => new() { ChunkChannels = 16 };

    private static T OnDefaultMeta<T>(Func<T> run)
    {
        set_default_device(META);
        try
        {
            return run();
        }
        finally
        {
            set_default_device(CPU);
        }
    }
}

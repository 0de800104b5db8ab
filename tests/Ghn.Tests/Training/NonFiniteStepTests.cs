using Ghn.Data;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Tests.Training;

/// <summary>One step without a finite loss changes nothing, and training goes on.</summary>
[Collection(Alone.Name)]
public sealed class NonFiniteStepTests : IDisposable
{
    private const int Steps = 6,
        Broken = 4;

    private static readonly BlockSpace Space = new() { Nodes = 3 };

    private static readonly NetworkOptions Network = new()
    {
        Blocks = 1,
        ReductionsAfter = [],
        Channels = 4,
        StemStride = 2,
    };

    private readonly DataSplits _data = DataSource.Load(
        new DataOptions
        {
            Generated = new GeneratedOptions
            {
                Train = 40,
                Validation = 10,
                Test = 10,
            },
        }
    );

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-broken-").FullName;

    private CheckpointOptions Checkpoint => new() { Path = Path.Combine(_folder, "checkpoint"), Every = 1 };

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_hypernetwork_and_its_moments_stay_as_they_were()
    {
        var options = new GhnTrainingOptions
        {
            Space = Space,
            Network = Network,
            Steps = Steps,
            BatchSize = 8,
            ArchitecturesPerStep = 2,
            WarmupSteps = 0,
            ValidateEvery = 0,
            ValidationArchitectures = 1,
            ValidationImages = 10,
        };
        var sizes = new GhnOptions
        {
            Gnn = new GnnOptions { Phases = 1 },
            Decoder = new DecoderOptions { ChunkChannels = 8 },
        };
        using var ghn = new GraphHyperNetwork(sizes);
        using var workers = new WorkerThreads(1);
        var step = new OneBrokenStep(_data.Train, Broken, Checkpoint.Path);
        var cancellation = TestContext.Current.CancellationToken;
        step.Check(new GhnTrainer(ghn, options, _data).Train(workers, Checkpoint, step, cancellation));
    }

    [Fact]
    public void A_network_and_its_velocity_stay_as_they_were()
    {
        var options = new NetworkTrainingOptions
        {
            Steps = Steps,
            BatchSize = 8,
            MeasureImages = 10,
        };
        var graph = new ComputationGraph(Space.Sample(new RandomStream(0, "network")), Network);
        var step = new OneBrokenStep(_data.Train, Broken, Checkpoint.Path);
        var trainer = new NetworkTrainer(options, _data.Train, _data.Validation);
        var cancellation = TestContext.Current.CancellationToken;
        using var trained = trainer.Train(new RandomWeights(0), graph, Checkpoint, step, cancellation);
        step.Check(trained.Trace);
    }
}

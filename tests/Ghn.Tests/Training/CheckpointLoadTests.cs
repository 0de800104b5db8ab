using System.Text.Json;
using Ghn.Data;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

/// <summary>What training has left, read as a weight source of the type that it was.</summary>
[Collection(Alone.Name)]
public sealed class CheckpointLoadTests : IDisposable
{
    private static readonly BlockSpace Space = new()
    {
        Nodes = 3,
        Operators = [Operator.Convolution1x1, Operator.MaxPool3x3, Operator.Identity],
        ExitProbability = 0.25,
    };

    private static readonly NetworkOptions Network = new()
    {
        Blocks = 2,
        ReductionsAfter = [1],
        Channels = 4,
        StemStride = 2,
        NormAffine = true,
    };

    private static readonly GhnTrainingOptions Options = new()
    {
        Space = Space,
        Network = Network,
        Steps = 2,
        BatchSize = 8,
        ValidationArchitectures = 1,
        ValidationImages = 10,
    };

    private static readonly DecoderOptions Decoder = new() { ChunkChannels = 8 };

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-load-").FullName;

    public static TheoryData<string> Kinds =>
        new(nameof(GraphHyperNetwork), nameof(OperatorHypernetwork), nameof(SmashHypernetwork), nameof(OneShotWeights));

    private string Path => System.IO.Path.Combine(_folder, "a.ghn");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kept_source_is_read_back_whole_and_is_no_training_to_go_on_with(string kind)
    {
        using var kept = Make(kind);
        Checkpoint.Save(kept, Path);
        var bytes = File.ReadAllBytes(Path);
        using var read = Checkpoint.Load(Path);
        Same(kept, read);

        using var data = Data();
        using var workers = new WorkerThreads(1);
        var error = Assert.Throws<GhnException>(() =>
            new GhnTrainer(read, Options, data).Train(workers, new CheckpointOptions { Path = Path })
        );
        Assert.Contains(Path, error.Message);
        Assert.Equal(bytes, File.ReadAllBytes(Path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_checkpoint_of_a_training_is_the_source_as_training_left_it(string kind)
    {
        using var scope = NewDisposeScope();
        using var data = Data();
        using var workers = new WorkerThreads(1);
        using var trained = Make(kind);
        new GhnTrainer(trained, Options, data).Train(
            workers,
            new CheckpointOptions { Path = Path },
            cancellation: TestContext.Current.CancellationToken
        );
        using var read = Checkpoint.Load(Path);
        Same(trained, read);

        using var batch = new GraphBatch([
            new ComputationGraph(Space.Sample(new RandomStream(0, "architecture")), Network),
        ]);
        using var before = trained.Generate(batch)[0];
        using var after = read.Generate(batch)[0];
        Assert.All(before.Tensors.Zip(after.Tensors), p => Assert.True(p.First.equal(p.Second).all().item<bool>()));
    }

    [Fact]
    public void Another_kind_of_file_is_one_sentence()
    {
        Message("does not exist; train first", () => Checkpoint.Load(Path));
        using var flat = Make(nameof(SmashHypernetwork));
        Checkpoint.Save(flat, Path);
        Message("contains a SmashHypernetwork, not a GraphHyperNetwork", () => Checkpoint.LoadHypernetwork(Path));
        Message("contains a SmashHypernetwork, not a TrainedNetwork", () => TrainedNetwork.Load(Path));
        Write(TrainedNetwork.Kind);
        Message("contains one trained network", () => Checkpoint.Load(Path));
        Write("Transformer");
        Message("contains a Transformer, which this version does not know", () => Checkpoint.Load(Path));
    }

    private void Message(string sentence, Func<object> act)
    {
        var message = Assert.Throws<GhnException>(act).Message;
        Assert.Contains(sentence, message);
        Assert.Contains(Path, message);
    }

    private void Write(string kind)
    {
        var options = JsonSerializer.SerializeToElement(new { });
        var nothing = new CheckpointHeader(kind, options, "", [], 0, 0, 0, new Dictionary<int, double>(), []);
        CheckpointFile.Write(Path, nothing, []);
    }

    private static void Same(TrainableWeightSource expected, TrainableWeightSource actual)
    {
        Assert.Equal(expected.GetType(), actual.GetType());
        Assert.Equal(JsonSerializer.Serialize(expected.Settings), JsonSerializer.Serialize(actual.Settings));
        Assert.All(
            expected.named_parameters().Zip(actual.named_parameters()),
            p =>
            {
                Assert.Equal(p.First.name, p.Second.name);
                Assert.Equal(p.First.parameter.data<float>().ToArray(), p.Second.parameter.data<float>().ToArray());
            }
        );
    }

    /// <summary>No size is the default one, so that a source which is read without its options has other shapes.</summary>
    private static TrainableWeightSource Make(string kind) =>
        kind switch
        {
            nameof(GraphHyperNetwork) => new GraphHyperNetwork(
                new GhnOptions
                {
                    Gnn = new GnnOptions { Phases = 1, EmbeddingSize = 12 },
                    Decoder = Decoder,
                },
                seed: 3
            ),
            nameof(OperatorHypernetwork) => new OperatorHypernetwork(
                new OperatorHypernetworkOptions { EmbeddingSize = 12, Decoder = Decoder },
                seed: 3
            ),
            nameof(SmashHypernetwork) => new SmashHypernetwork(
                new SmashOptions
                {
                    EmbeddingSize = 12,
                    Hidden = 9,
                    Decoder = Decoder,
                },
                seed: 3
            ),
            _ => new OneShotWeights(Space, Network, seed: 3),
        };

    private static DataSplits Data() =>
        DataSource.Load(
            new DataOptions
            {
                Generated = new GeneratedOptions
                {
                    Train = 20,
                    Validation = 10,
                    Test = 10,
                },
            }
        );
}

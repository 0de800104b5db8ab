using Ghn.Architectures;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests;

/// <summary>
/// The whole path at the paper's full sizes on the device that has shapes but no numbers: a tensor made on the CPU by
/// mistake cannot be mixed with the others and fails, as it would on a GPU.
/// </summary>
[Collection(Alone.Name)]
public sealed class MetaDeviceTests
{
    [Theory]
    [InlineData(NormPlace.AfterSum)]
    [InlineData(NormPlace.OnEveryEdge)]
    public void A_training_step_of_the_papers_size_touches_no_other_device(NormPlace place)
    {
        using var scope = NewDisposeScope();
        var before = Environment.WorkingSet;
        var architecture = new BlockSpace { Nodes = 17 }.Sample(new RandomStream(0, "meta"));
        var graph = new ComputationGraph(architecture, new NetworkOptions { NormAffine = true });
        using var ghn = new GraphHyperNetwork(
            new GhnOptions { Decoder = new DecoderOptions { ChunkChannels = 128 } },
            device: META
        );
        OnMeta(ghn.parameters());
        Assert.Equal(DeviceType.META, ghn.Device.type);

        using var graphs = new GraphBatch([graph, graph], META);
        var embeddings = ghn.Embed(graphs);
        Assert.Equal([graphs.RowCount, 32], embeddings.shape);
        OnMeta([embeddings]);
        foreach (var weights in ghn.Generate(graphs)) // WeightSet checks every shape
        {
            OnMeta(weights.Tensors);
            var images = zeros(64, 32, 32, 3, device: META).permute(0, 3, 1, 2);
            var drop = new DropPath(graph, 0.2, 64, new RandomStream(0, "drop"), META);
            var pass = new NetworkPass(
                weights,
                images,
                new ExecutionOptions { NormPlace = place },
                new Norms(),
                drop,
                kept: graph.Nodes[^2].Index
            );
            var logits = pass.Exits()[^1];
            Assert.Equal([64, 10], logits.shape);
            Assert.Equal([64, 128, 8, 8], pass.Kept.shape);
            OnMeta([logits, pass.Kept]);
            var loss = nn.functional.cross_entropy(logits, zeros(64, ScalarType.Int64, device: META));
            OnMeta([loss]);
            loss.backward();
        }
        var gradients = ghn.parameters().Select(p => p.grad!).ToArray();
        OnMeta(gradients);
        Assert.All(ghn.parameters().Zip(gradients), p => Assert.Equal(p.First.shape, p.Second.shape));
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 300_000_000); // the maps alone would be gigabytes
    }

    [Fact]
    public void Images_norm_statistics_and_a_trainers_state_follow_the_device()
    {
        using var scope = NewDisposeScope();
        using var data = DataSource.Load(
            new DataOptions
            {
                Generated = new GeneratedOptions
                {
                    Train = 64,
                    Validation = 10,
                    Test = 10,
                },
            }
        );
        var stream = new RandomStream(0, "augmentation");
        var augmentation = new Augmentation { Cutout = 8 };
        var batch = BatchLoader.Gather(data.Train, [1, 5, 9], augmentation, stream, META);
        OnMeta([batch.Images, batch.Labels]);
        using var moved = data.Train.To(META);
        var there = BatchLoader.Gather(moved, [1, 5, 9], augmentation, new RandomStream(0, "a"), META);
        OnMeta([there.Images, there.Labels]);

        var options = new NetworkOptions { NormAffine = true };
        var graph = new ComputationGraph(new BlockSpace { Nodes = 7 }.Sample(new RandomStream(0, "meta")), options);
        using var ghn = new GraphHyperNetwork(new GhnOptions(), device: META);
        using var graphs = new GraphBatch([graph], META);
        using var weights = ghn.Generate(graphs)[0];
        using var statistics = NormStatistics.Measure(weights, [batch.Images]);
        OnMeta([statistics[0, 0].Mean, statistics[0, 0].Variance]);
        OnMeta([Executor.Run(weights, batch.Images, null, statistics)]);
        using var flat = new Ghn.Training.FlatParameters(
            ghn.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray()
        );
        using var adam = new Ghn.Training.Adam(flat, 1e-5);
        using var head = new Ghn.Training.AuxiliaryHead(graph, 0, META);
        adam.Step(1, 0.1);
        OnMeta([flat.Values, flat.Gradient, adam.FirstMoment, adam.SecondMoment]);
        OnMeta([head.Forward(zeros(4, 128, 8, 8, device: META))]);
    }

    private static void OnMeta(IEnumerable<Tensor> tensors) =>
        Assert.All(tensors, t => Assert.Equal(DeviceType.META, t.device_type));
}

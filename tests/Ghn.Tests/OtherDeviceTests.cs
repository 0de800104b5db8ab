using Ghn.Architectures;
using Ghn.Data;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests;

/// <summary>
/// The path on a device that is not the CPU: a tensor made elsewhere cannot be mixed with the others and fails. The
/// gradient is cut at the weights, as the trainers cut it.
/// </summary>
[Collection(Alone.Name)]
public sealed class OtherDeviceTests
{
    public OtherDeviceTests() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The lazy device is started by a name that only Linux exports.");

    [Theory]
    [InlineData(NormPlace.AfterSum)]
    [InlineData(NormPlace.OnEveryEdge)]
    public void A_network_of_the_papers_size_stays_on_its_device_and_needs_no_memory(NormPlace place)
    {
        using var scope = NewDisposeScope();
        var device = LazyDevice.Instance;
        var architecture = new BlockSpace { Nodes = 17 }.Sample(new RandomStream(0, "device"));
        var graph = new ComputationGraph(architecture, new NetworkOptions { NormAffine = true });
        var leaves = graph.Parameters.Select(p => zeros(p.Shape.ToArray(), device: device).requires_grad_()).ToArray();
        var before = Environment.WorkingSet;
        var images = zeros(64, 32, 32, 3, device: device).permute(0, 3, 1, 2);
        using var drop = new DropPath(graph, 0.2, 64, new RandomStream(0, "drop"), device);
        using var head = new AuxiliaryHead(graph, 0, device);
        var pass = new NetworkPass(
            new WeightSet(graph, leaves),
            images,
            new ExecutionOptions { NormPlace = place },
            new Norms(),
            drop,
            head.Node
        );
        var logits = pass.Exits()[^1];
        Assert.Equal([64, 10], logits.shape);
        Assert.Equal([64, 128, 8, 8], pass.Kept.shape);
        var labels = zeros(64, ScalarType.Int64, device: device);
        var loss = nn.functional.cross_entropy(logits, labels);
        loss.backward();
        On(device, [loss, .. leaves.Select(l => l.grad!)]);
        On(device, [head.Forward(zeros_like(pass.Kept))]); // its pooling would compute all numbers before it
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 500_000_000); // the maps would be gigabytes
    }

    [Fact]
    public void Embeddings_their_gradients_and_updates_stay_on_the_device()
    {
        using var scope = NewDisposeScope();
        var device = LazyDevice.Instance;
        var graph = new ComputationGraph(
            new BlockSpace { Nodes = 17 }.Sample(new RandomStream(1, "device")),
            new NetworkOptions()
        );
        var ghn = new GraphHyperNetwork(new GhnOptions { Gnn = new GnnOptions { Phases = 1 } }, device: device);
        On(device, ghn.parameters()); // the decoder's too; it splits a tensor, which this device cannot do
        Assert.Equal(device.type, ghn.Device.type);
        using var flat = new FlatParameters(
            ghn.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray()
        );
        using var adam = new Adam(flat, 1e-5);
        using var sgd = new Sgd(flat, 0.9, nesterov: true, 1e-5);
        using var batch = new GraphBatch([graph], device);
        var embeddings = ghn.Embed(batch);
        Assert.Equal([batch.RowCount, 32], embeddings.shape);
        On(device, [embeddings]);
        embeddings.sum().backward();
        var length = flat.ClipGradient(1);
        Assert.True(double.IsFinite(length) && length > 0, $"{length}");
        adam.Step(0.1);
        sgd.Step(0.1);
        On(device, [flat.Values, flat.Gradient, sgd.Velocity, adam.State[0].Value]);
        On(device, ghn.parameters().Select(p => p.grad!));
    }

    [Fact]
    public void Images_and_norm_statistics_follow_the_device()
    {
        using var scope = NewDisposeScope();
        var device = LazyDevice.Instance;
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
        using var moved = data.Train.To(device);
        int[] indices = [1, 5, 9];
        var augmentation = new Augmentation { Cutout = 8 };
        ImageBatch Gather(ImageSet set, Device on) =>
            BatchLoader.Gather(set, indices, augmentation, new RandomStream(0, "augmentation"), on);
        var here = Gather(data.Train, CPU);
        foreach (var set in new[] { data.Train, moved }) // images there, or brought there a batch at a time
        {
            var there = Gather(set, device);
            On(device, [there.Images, there.Labels]);
            Assert.InRange((here.Images - there.Images.cpu()).abs().max().item<float>(), 0, 1e-6);
            Assert.True(here.Labels.equal(there.Labels.cpu()).all().item<bool>());
        }

        var chain = new NetworkOptions { Blocks = 1, ReductionsAfter = [] };
        var graph = new ComputationGraph(new Architecture([new(OperatorKind.Convolution1x1, [0])]), chain);
        var weights = new WeightSet(
            graph,
            graph.Parameters.Select(p => ones(p.Shape.ToArray(), device: device)).ToArray()
        );
        var images = Gather(moved, device).Images;
        using var statistics = NormStatistics.Measure(weights, [images]);
        On(device, [statistics[0, 0].Mean, statistics[0, 0].Variance]);
        On(device, [Executor.Run(weights, images, null, statistics)]);
    }

    private static void On(Device device, IEnumerable<Tensor> tensors) =>
        Assert.All(tensors, t => Assert.Equal(device.type, t.device_type));
}

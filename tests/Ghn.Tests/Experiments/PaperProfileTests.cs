using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Anytime;
using Ghn.Experiments.Transfer;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Experiments;

/// <summary>
/// The paper's profiles at full size without their memory: every free tensor and every feature map is made on META, which
/// has shapes but no numbers. (libtorch has no convolution there, so the shapes of feature maps are the graph's.)
/// </summary>
public sealed class PaperProfileTests
{
    private static readonly NotebookSettings s_paper = new(
        Profile.Paper,
        false,
        new DataOptions { Name = Cifar10.Name }
    );

    public static TheoryData<string> Names => [.. PaperExperiments.Names.Where(n => n != PaperExperiments.Costs)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_experiment_has_a_price_at_the_papers_size(string name)
    {
        using var folder = new TemporaryFolder();
        using var experiment = PaperExperiments.Create(name, s_paper, folder.Path);
        var price = ExperimentPrice.Of(experiment)!;
        Assert.True(price.MultiplyAdds > 1e12, $"{price}");
        Assert.InRange(price.Bytes, 1e6, 80e9); // fits one large GPU
        Assert.Equal(name == PaperExperiments.Table3 ? 4 : 3, price.Describe().Count);
        Assert.Empty(Directory.GetFiles(folder.Path)); // nothing was computed
    }

    [Fact]
    public void The_price_of_the_ground_truth_is_worked_out_by_hand()
    {
        var options = EvidenceScale.Of(Profile.Smoke).GroundTruth;
        using var folder = new TemporaryFolder();
        using var experiment = PaperExperiments.Create(
            PaperExperiments.Truth,
            new NotebookSettings(Profile.Smoke, false, new DataOptions()),
            folder.Path
        );
        var costs = options.Sample().Sum(a => new ComputationGraph(a, options.Network).MultiplyAdds);
        var training = options.Training;
        var images = 3.0 * training.Steps * training.BatchSize;
        var measured =
            (training.MeasureAt.Count + (double)training.Steps * training.BatchSize / 45_000) * training.MeasureImages;
        var price = ExperimentPrice.Of(experiment)!;
        Assert.Equal(options.Seeds * costs * (images + measured), price.MultiplyAdds, 1.0);
        Assert.Equal(2 * price.MultiplyAdds / 2e12 / 3600, price.GpuHours, 1e-9);
    }

    [Fact]
    public void The_price_of_ImageNet_counts_the_files_that_are_decoded()
    {
        using var folder = new TemporaryFolder();
        using var experiment = PaperExperiments.Create(PaperExperiments.Table3, s_paper, folder.Path);
        var price = ExperimentPrice.Of(experiment)!;
        Assert.Equal(2.0 * (250 * 10_009 * 128 + 50_000), price.Files, 1.0); // the found block and a random one
        Assert.Contains(
            price.Describe(),
            row => row is ("image files to decode", var value) && value.StartsWith("6.4e+8")
        );
    }

    [Fact]
    public void All_shapes_of_the_papers_networks_exist()
    {
        var evidence = EvidenceScale.Of(Profile.Paper);
        var anytime = AnytimeScale.Of(Profile.Paper);
        var transfer = TransferScale.Of(Profile.Paper);
        var block = evidence.GroundTruth.Sample()[0];
        ComputationGraph[] graphs =
        [
            .. evidence.GroundTruth.Sample().Take(5).Select(a => new ComputationGraph(a, evidence.GroundTruth.Network)),
            .. anytime.SampleRandom().Take(5).Select(c => new ComputationGraph(c, anytime.Network)),
            .. anytime.HandMade.Values.SelectMany(shapes => shapes).SelectMany(n => n).Select(n => n.Build()),
            .. transfer.Resolutions.Select(r => new ComputationGraph(block, transfer.Solve(block, r))),
            ImageNetMobile.Build(block, normAffine: true),
        ];
        Assert.All(graphs, AssertShapes);
    }

    /// <summary>For real: the weights of one network are a few megabytes.</summary>
    [Fact]
    public void The_papers_hypernetworks_generate_every_shape_of_its_networks()
    {
        var evidence = EvidenceScale.Of(Profile.Paper);
        var anytime = AnytimeScale.Of(Profile.Paper);
        var truth = evidence.GroundTruth;
        var scored = new ComputationGraph(truth.Sample()[0], truth.Network);
        var variants = new[] { evidence.Table4(), evidence.Table5(), evidence.Figure5a(), evidence.Figure5b() }
            .SelectMany(v => v.Values)
            .DistinctBy(v => (v.Kind, v.Hypernetwork));
        Assert.All(
            variants,
            variant =>
            {
                using var source = variant.Make(0, CPU);
                AssertGenerates(source, scored);
            }
        );
        using var ghn = new GraphHyperNetwork(anytime.Hypernetwork, 0);
        AssertGenerates(ghn, new ComputationGraph(anytime.SampleRandom()[0], anytime.Network));
    }

    private static void AssertGenerates(IWeightSource source, ComputationGraph graph)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var batch = new GraphBatch([graph], CPU);
        using var weights = source.Generate(batch)[0];
        Assert.Equal(graph.Parameters.Select(p => p.Shape), weights.Tensors.Select(t => t.shape));
        Assert.All(weights.Tensors, t => Assert.True(t.isfinite().all().item<bool>()));
    }

    private static void AssertShapes(ComputationGraph graph)
    {
        using var scope = NewDisposeScope();
        const int batch = 128;
        using var weights = new WeightSet(
            graph,
            [.. graph.Parameters.Select(p => empty(p.Shape.ToArray(), device: META))]
        );
        Assert.Equal(graph.ParameterCount, weights.Tensors.Sum(t => t.numel()));
        var maps = new List<Tensor>();
        long multiplyAdds = 0;
        foreach (var node in graph.Nodes)
        {
            using var inner = NewDisposeScope();
            var sources = node.Inputs.Select(u => maps[u]).ToArray();
            Assert.All(sources, s => Assert.Equal(batch, s.shape[0]));
            if (weights.Find(node.Index, ParameterKind.Pointwise) is { } kernel)
            {
                // A 1×1 convolution as a product over pixels, which META has.
                var pixels = empty([batch, node.OutputSize, node.OutputSize, sources[0].shape[1]], device: META);
                var product = nn.functional.linear(pixels, kernel.flatten(1));
                Assert.Equal(node.OutputChannels, product.shape[3]);
            }
            // Every number of a kernel is used once a pixel of its node's output.
            var places = node.Operator == OperatorKind.Classifier ? 1 : (long)node.OutputSize * node.OutputSize;
            multiplyAdds +=
                places * graph.Parameters.Where(p => p.Node == node.Index && p.Shape.Count > 1).Sum(p => p.Count);
            long[] shape =
                node.Operator == OperatorKind.Classifier
                    ? [batch, node.OutputChannels]
                    : [batch, node.OutputChannels, node.OutputSize, node.OutputSize];
            maps.Add(empty(shape, device: META).MoveToOuterDisposeScope());
        }
        Assert.Equal(multiplyAdds, graph.MultiplyAdds);
    }
}

using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Studies;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Experiments.Studies;

/// <summary>
/// The paper's profiles at full size. All but one network without their memory: every free tensor and every feature map is
/// made on META, which has shapes but no numbers. (libtorch has no convolution there: pooling and products stand for it.)
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
        var price = experiment.Price()!;
        Assert.True(price.MultiplyAdds > 1e12, $"{price}");
        Assert.InRange(price.Bytes, 1e6, 80e9); // fits one large GPU
        Assert.Equal(name == PaperExperiments.Table3 ? 4 : 3, price.Describe().Count);
        Assert.Empty(Directory.GetFiles(folder.Path)); // nothing was computed
    }

    [Fact]
    public void The_price_of_the_ground_truth_is_worked_out_by_hand()
    {
        var options = ProfileSettings.Of(Profile.Smoke).GroundTruth;
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
        var price = experiment.Price()!;
        Assert.Equal(options.Seeds * costs * (images + measured), price.MultiplyAdds, 1.0);
        Assert.Equal(2 * price.MultiplyAdds / 2e12 / 3600, price.GpuHours, 1e-9);
    }

    [Fact]
    public void The_price_of_the_transfer_is_worked_out_by_hand()
    {
        var options = TransferOptions.Of(Profile.Smoke);
        using var folder = new TemporaryFolder();
        using var experiment = PaperExperiments.Create(
            PaperExperiments.Transfer,
            new NotebookSettings(Profile.Smoke, false, new DataOptions()),
            folder.Path
        );
        // Every random block at both resolutions; found ones cost as an average random one, and so do repeated ones.
        var costs = options
            .Sample()
            .SelectMany(b => options.Resolutions.Select(r => new ComputationGraph(b, options.Solve(b, r)).MultiplyAdds))
            .Average();
        var trainings =
            options.Resolutions.Count
            * (options.Seeds * (options.FoundBlocks + options.RandomBlocks) + options.Repeated);
        var training = options.Truth.Training;
        var images = 3.0 * training.Steps * training.BatchSize;
        var measured = (training.MeasureAt.Count + 1) * training.MeasureImages; // at the end, not every epoch
        var price = experiment.Price()!;
        Assert.Equal(trainings * costs * (images + measured), price.MultiplyAdds, 1.0);
    }

    [Fact]
    public void The_price_of_a_search_is_worked_out_by_hand()
    {
        using var folder = new TemporaryFolder();
        using var experiment = (SearchExperiment)
            PaperExperiments.Create(
                PaperExperiments.Table1,
                new NotebookSettings(Profile.Smoke, false, new DataOptions()),
                folder.Path
            );
        var options = experiment.Options;
        var costs = experiment.Candidates.Average(c =>
            (double)new ComputationGraph(c, options.Truth.Network).MultiplyAdds
        );
        var training = options.Truth.Training;
        var trained =
            3.0 * training.Steps * training.BatchSize
            + (training.MeasureAt.Count + (double)training.Steps * training.BatchSize / 45_000)
                * training.MeasureImages;
        // All candidates are scored; average ones stand for those that are trained.
        var each = experiment.Candidates.Count * options.ScoringImages + (options.Kept + options.Runs) * trained;
        var price = experiment.Price()!;
        Assert.Equal(1, price.MultiplyAdds / (experiment.Surrogates.Count * each * costs), 1e-9);
    }

    [Fact]
    public void The_price_of_ImageNet_counts_the_files_that_are_decoded()
    {
        using var folder = new TemporaryFolder();
        using var experiment = PaperExperiments.Create(PaperExperiments.Table3, s_paper, folder.Path);
        var price = experiment.Price()!;
        // The found block and a random one: training, its last measurement, the norms' statistics, all of val.
        Assert.Equal(2.0 * (250.0 * 10_009 * 128 + 250 + 20 * 250 + 50_000), price.Files, 1.0);
        Assert.Contains(
            price.Describe(),
            row => row is ("image files to decode", var value) && value.StartsWith("6.4e+8")
        );
    }

    /// <summary>A stem, a separable and a max-pooling node, 4 × 4 pixels, 2 channels: 32 numbers a feature map.</summary>
    [Fact]
    public void The_memory_of_a_step_is_worked_out_by_hand()
    {
        var graph = new ComputationGraph(
            new Architecture([new(Operator.SeparableConvolution3x3, [0]), new(Operator.MaxPool3x3, [0, 1])]),
            new NetworkOptions
            {
                Blocks = 1,
                ReductionsAfter = [],
                Channels = 2,
                ImageSize = 4,
            }
        );
        const int map = 4 * 32;
        var nodes =
            3 * map // stem: convolved, normed, rectified
            + 2 * map // block's input
            + 4 * map // separable: between its convolutions, convolved, normed, rectified
            + 2 * map
            + 2 * (map + 2 * map) // pooled: its two inputs' maxima, and 64-bit places
            + 2 * map // block's output
            + 2 * 4 * 10; // classifier
        Assert.Equal(7 * nodes + 4.0 * 4 * graph.ParameterCount, ExperimentPrice.StepBytes(graph, 7));
        var price = new ExperimentPrice(1, 2e9);
        Assert.DoesNotContain(price.Describe(1), row => row.Name.Contains("at the same time"));
        Assert.Contains(("… of 4 at the same time", "8.0 GB"), price.Describe(4));
    }

    /// <summary>For real, auxiliary classifier and all: what the training on ImageNet does 2.5 million times.</summary>
    [Fact]
    public void The_papers_mobile_network_trains_a_step()
    {
        using var scope = NewDisposeScope();
        var options = MobileOptions.Of(Profile.Paper);
        var graph = options.Build(options.Sample()[0], options.Chain.Classes);
        using var noise = new Generator(0);
        using var images = new ImageSet(
            "noise",
            randint(0, 256, [2, 224, 224, 3], dtype: ScalarType.Byte, generator: noise),
            tensor(new long[] { 0, 999 }),
            [.. Enumerable.Range(0, 1_000).Select(c => $"{c}")],
            new ChannelStatistics([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f])
        );
        var training = options.Training with { Steps = 1, BatchSize = 2, MeasureImages = 2 };
        using var trained = new NetworkTrainer(training, images, images).Train(
            new RandomWeights(0),
            graph,
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.True(options.Training.AuxiliaryWeight > 0);
        // Before the first step, of the last classifier alone: near that of guessing, above or below.
        Assert.Equal(Math.Log(1_000), trained.Trace.Points[0].Loss, tolerance: 0.5);
        // The step reaches every weight: the auxiliary classifier's loss those before it, the last one's all.
        using var batch = new GraphBatch([graph]);
        using var before = new RandomWeights(0).Generate(batch)[0];
        using var after = trained.Generate(batch)[0];
        var still = graph
            .Parameters.Zip(before.Tensors.Zip(after.Tensors))
            .Where(p => p.Second.First.equal(p.Second.Second).all().item<bool>());
        Assert.Empty(still.Select(p => p.First));
        Assert.All(after.Tensors, t => Assert.True(t.isfinite().all().item<bool>()));
    }

    /// <summary>Of drawn networks and blocks the first ones; all that are made by hand.</summary>
    [Fact]
    public void All_shapes_of_the_papers_networks_exist()
    {
        var evidence = ProfileSettings.Of(Profile.Paper);
        var anytime = AnytimeOptions.Of(Profile.Paper);
        var transfer = TransferOptions.Of(Profile.Paper);
        var block = evidence.GroundTruth.Sample()[0];
        var mobile = MobileOptions.Of(Profile.Paper).Build(block, 1_000);
        Assert.Equal(ImageNetMobile.Solve(block, normAffine: true).Network, mobile.Options); // what notebooks show
        ComputationGraph[] graphs =
        [
            .. evidence.GroundTruth.Sample().Take(5).Select(a => new ComputationGraph(a, evidence.GroundTruth.Network)),
            .. anytime.SampleRandom().Take(5).Select(c => new ComputationGraph(c, anytime.Network)),
            .. anytime
                .HandMade.Values.Concat(anytime.Controls.Values)
                .SelectMany(shapes => shapes)
                .SelectMany(n => n)
                .Select(n => n.Build()),
            .. transfer.Resolutions.Select(r => new ComputationGraph(block, transfer.Solve(block, r))),
            mobile,
        ];
        Assert.All(graphs, AssertShapes);
    }

    /// <summary>For real: the weights of one network are a few megabytes.</summary>
    [Fact]
    public void The_papers_hypernetworks_generate_every_shape_of_its_networks()
    {
        var evidence = ProfileSettings.Of(Profile.Paper);
        var anytime = AnytimeOptions.Of(Profile.Paper);
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

    /// <summary>Each output as torch makes it of the node's inputs and kernels, which is what the graph says.</summary>
    private static void AssertShapes(ComputationGraph graph)
    {
        using var scope = NewDisposeScope();
        const int batch = 128;
        using var weights = new WeightSet(
            graph,
            [.. graph.Parameters.Select(p => empty(p.Shape.ToArray(), device: META))]
        );
        var images = empty([batch, 3, graph.ImageSize, graph.ImageSize], device: META);
        var maps = new List<Tensor>();
        long multiplyAdds = 0;
        foreach (var node in graph.Nodes)
        {
            using var inner = NewDisposeScope();
            var sources = node
                .Inputs.Select(u => Resizing.Apply(maps[u], graph.Nodes[u].OutputSize, node.InputSize))
                .ToArray();
            if (graph.Architecture is not null) // of these nothing is resized
                Assert.All(node.Inputs, u => Assert.Equal(node.InputSize, graph.Nodes[u].OutputSize));
            var x = node.Operator.Id switch
            {
                "Stem" => images,
                "Concatenation" => cat(sources, 1),
                _ => sources.Aggregate((a, b) => a.Plus(b)),
            };
            Assert.Equal(node.InputChannels, x.shape[1]);
            var output = Output(node, weights, x);
            long[] expected =
                node.Operator == Operator.Classifier
                    ? [batch, node.OutputChannels]
                    : [batch, node.OutputChannels, node.OutputSize, node.OutputSize];
            Assert.Equal(expected, output.shape);
            // Every number of a kernel is used once a pixel of its node's output.
            var places = node.Operator == Operator.Classifier ? 1 : (long)node.OutputSize * node.OutputSize;
            multiplyAdds +=
                places * graph.Parameters.Where(p => p.Node == node.Index && p.Shape.Count > 1).Sum(p => p.Count);
            maps.Add(output.MoveToOuterDisposeScope());
        }
        Assert.Equal(multiplyAdds, graph.MultiplyAdds);
    }

    /// <summary>Places as pooling leaves them, channels as a product over pixels does: META has these.</summary>
    private static Tensor Output(GraphNode node, WeightSet weights, Tensor x)
    {
        Tensor Channels(Tensor map, Tensor kernel) =>
            nn.functional.linear(map.permute(0, 2, 3, 1), kernel).permute(0, 3, 1, 2);
        Tensor Pointwise(Tensor map) => Channels(map, weights[node.Index, ParameterKind.Pointwise].flatten(1));
        Tensor Dense(ParameterKind kind) =>
            Channels(Windows(node.Stride), weights[node.Index, kind].select(3, 0).select(2, 0));
        Tensor Windows(int stride) => nn.functional.avg_pool2d(x, 3, stride, padding: 1);
        switch (node.Operator.Id)
        {
            case "Stem":
                return Dense(ParameterKind.Stem);
            case "Convolution3x3":
                return Dense(ParameterKind.Convolution3x3);
            case "Convolution1x1":
                return Pointwise(nn.functional.avg_pool2d(x, 1, node.Stride));
            case "Reduction":
                return Pointwise(nn.functional.avg_pool2d(x, 2));
            case "AveragePool3x3" or "MaxPool3x3":
                return Windows(1);
            case "Classifier":
                return nn.functional.linear(x.mean([2, 3]), weights[node.Index, ParameterKind.ClassifierWeight]);
        }
        if (weights.Find(node.Index, ParameterKind.Depthwise) is not { } depthwise)
            return x.alias();
        Assert.Equal(x.shape[1], depthwise.shape[0]);
        return Pointwise(x);
    }
}

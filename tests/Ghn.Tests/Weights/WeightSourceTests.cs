using Ghn.Architectures;
using Ghn.Data;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Weights;

/// <summary>What every weight source must do, whatever makes the weights.</summary>
[Collection(Alone.Name)]
public sealed class WeightSourceTests : IDisposable
{
    private readonly List<IWeightSource> _sources = []; // a module that is nowhere kept may be freed while it generates

    private static readonly BlockSpace Space = new() { Nodes = 9 };

    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 3,
        ReductionsAfter = [1, 2],
        Channels = 6,
        StemStride = 2,
        ImageSize = 16,
        Classes = 13,
        NormAffine = true,
    };

    private static readonly DecoderOptions Decoder = new() { ChunkChannels = 8 }; // 6 … 24 channels: slices and chunks

    public static TheoryData<string> Trainable => new("graph", "operator", "flat", "one-shot");

    public static TheoryData<string> All => new("graph", "operator", "flat", "one-shot", "random");

    public static TheoryData<string> Hypernetworks => new("graph", "operator", "flat");

    public void Dispose()
    {
        foreach (var source in _sources.OfType<IDisposable>())
            source.Dispose();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_free_tensor_comes_with_its_shape_and_a_finite_network_runs(string name)
    {
        using var scope = NewDisposeScope();
        var source = Source(name);
        using var batch = new GraphBatch(Enumerable.Range(1, 9).Select(n => Graph(n, seed: n)).ToArray());
        foreach (var weights in source.Generate(batch))
        {
            Assert.Equal(weights.Graph.Parameters.Count, weights.Tensors.Count); // shapes: checked by WeightSet
            var logits = Executor.Run(weights, Images());
            Assert.Equal([4, 13], logits.shape);
            Assert.True(logits.isfinite().all().item<bool>());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_batch_gives_what_each_graph_alone_gives(string name)
    {
        using var scope = NewDisposeScope();
        var source = Source(name);
        var graphs = new[] { Graph(3, 1), Graph(9, 2), Graph(1, 3) };
        using var all = new GraphBatch(graphs);
        var together = source.Generate(all);
        for (var g = 0; g < graphs.Length; g++)
        {
            using var single = new GraphBatch([graphs[g]]);
            foreach (var (a, b) in together[g].Tensors.Zip(source.Generate(single)[0].Tensors))
                Assert.InRange(Difference(a, b), 0, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others(string name)
    {
        using var scope = NewDisposeScope();
        using var batch = new GraphBatch([Graph(5, 1)]);
        var sets = new long[] { 3, 3, 4 }
            .Select(seed => Source(name, seed).Generate(batch)[0])
            .ToArray();
        Assert.All(sets[0].Tensors.Zip(sets[1].Tensors), p => Assert.Equal(0, Difference(p.First, p.Second)));
        Assert.Contains(sets[0].Tensors.Zip(sets[2].Tensors), p => Difference(p.First, p.Second) > 0);
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void A_batch_on_another_device_is_refused_naming_both(string name)
    {
        using var scope = NewDisposeScope();
        var source = Source(name);
        using var batch = new GraphBatch([Graph(3, 1)], META);
        Refused(() => source.Generate(batch));
        if (source is Hypernetwork hypernetwork)
            Refused(() => hypernetwork.Embed(batch));
        if (source is GraphHyperNetwork ghn)
            Refused(() => ghn.Trace(batch, _ => { }));

        static void Refused(Func<object> act) =>
            Assert.Equal(
                "The graph batch is on meta, but the weight source is on cpu: create the batch with "
                    + "new GraphBatch(graphs, source.Device).",
                Assert.Throws<GhnException>(act).Message
            );
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void Every_tensor_of_the_network_follows_the_parameters_and_nothing_else(string name)
    {
        using var scope = NewDisposeScope();
        var source = (TrainableWeightSource)Source(name);
        using var batch = new GraphBatch([Graph(9, 5)]);
        var set = source.Generate(batch)[0];
        var before = set.Tensors.Select(t => t.detach().clone()).ToArray();
        foreach (var (spec, tensor) in set.Graph.Parameters.Zip(set.Tensors))
        {
            source.zero_grad(set_to_none: true);
            tensor.sum().backward(retain_graph: true);
            Assert.True(source.parameters().Any(p => p.grad is not null), $"{spec}: no gradient");
        }
        using (no_grad())
            foreach (var p in source.parameters())
                p.ScaleInPlace(1.5f).AddInPlace(0.01f);
        foreach (var (old, now) in before.Zip(source.Generate(batch)[0].Tensors))
            Assert.True(Difference(old, now) > 0);
        using (no_grad())
            foreach (var p in source.parameters())
                p.zero_();
        var offset = name == "one-shot" ? 0f : 1f; // a decoded scale is 1 plus what is decoded
        foreach (var (spec, tensor) in set.Graph.Parameters.Zip(source.Generate(batch)[0].Tensors))
            Assert.All(
                tensor.detach().contiguous().data<float>().ToArray(),
                v => Assert.Equal(spec.Kind == ParameterKind.NormScale ? offset : 0, v)
            );
    }

    [Theory]
    [MemberData(nameof(Hypernetworks))]
    public void Without_the_output_branches_nothing_is_generated(string name)
    {
        using var scope = NewDisposeScope();
        var source = (TrainableWeightSource)Source(name);
        using (no_grad())
            foreach (var (_, p) in source.named_parameters().Where(p => p.name.Contains("_branches")))
                p.zero_();
        using var batch = new GraphBatch([Graph(9, 5)]);
        foreach (var (spec, tensor) in batch.Graphs[0].Parameters.Zip(source.Generate(batch)[0].Tensors))
            Assert.Equal(spec.Kind == ParameterKind.NormScale ? 1 : 0, tensor.max().item<float>());
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void The_loss_reaches_every_parameter_that_has_a_part_in_the_weights(string name)
    {
        using var scope = NewDisposeScope();
        var source = (TrainableWeightSource)Source(name);
        var chains = Operator.Searched.Select(
            kind => // together they have every operator in every place
            new ComputationGraph(
                new Architecture(Enumerable.Range(0, 9).Select(i => new BlockNode(kind, [i])).ToArray()),
                Chain
            )
        );
        using var batch = new GraphBatch([.. chains, Graph(9, 1)]);
        source.Generate(batch).Select(Loss).Aggregate((a, b) => a.Plus(b)).backward();
        foreach (var (parameter, gradient) in source.named_parameters().Select(p => (p.name, p.parameter.grad)))
            Assert.True(gradient is not null && gradient.abs().sum().item<float>() > 0, parameter);
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void Cutting_the_gradient_changes_nothing(string name)
    {
        using var scope = NewDisposeScope();
        var source = (TrainableWeightSource)Source(name);
        using var batch = new GraphBatch([Graph(5, 1), Graph(4, 2)]);
        source.Generate(batch).Select(Loss).Aggregate((a, b) => a.Plus(b)).backward();
        var whole = source.parameters().Select(p => p.grad?.clone()).ToArray();
        source.zero_grad();

        using var decoded = source.Decode(batch);
        var leaves = new[] { 0, 1 }
            .Select(g => decoded.Parts(g).Select(c => c.detach().requires_grad_()).ToArray())
            .ToArray();
        for (var g = 0; g < 2; g++)
            Loss(decoded.Weights(g, leaves[g])).backward();
        decoded.Backward(leaves.Select(l => l.Select(c => c.grad ?? zeros_like(c)).ToArray()).ToArray());
        foreach (var (p, expected) in source.parameters().Zip(whole))
            if (expected is null)
                Assert.Null(p.grad);
            else
                Assert.InRange(Difference(p.grad!, expected), 0, 1e-3f * (1 + expected.abs().max().item<float>()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Generating_leaves_no_tensor_behind(string name)
    {
        var source = Source(name);
        var counts = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            using (var batch = new GraphBatch([Graph(4, i)]))
                foreach (var weights in source.Generate(batch))
                    weights.Dispose();
            counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.All(counts, c => Assert.Equal(counts[0], c));
        (source as IDisposable)?.Dispose();
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void Training_lowers_the_loss_and_keeps_no_tensor(string name)
    {
        var options = new GhnTrainingOptions
        {
            Space = new BlockSpace
            {
                Nodes = 2,
                Operators = [Operator.SeparableConvolution3x3, Operator.SeparableConvolution5x5],
            },
            Network = new NetworkOptions
            {
                Blocks = 2,
                ReductionsAfter = [1],
                Channels = 8,
                StemStride = 2,
            },
            Augmentation = Augmentation.None,
            Steps = 150,
            BatchSize = 16,
            ArchitecturesPerStep = 2,
            LearningRate = 5e-3,
            WarmupSteps = 2,
            ValidateEvery = 0,
            ValidationArchitectures = 2,
            ValidationImages = 50,
        };
        using var data = DataSource.Load(
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
        using var source = (TrainableWeightSource)Source(name, 0, options.Blocks, options.Network);
        using var workers = new WorkerThreads(2);
        var counts = new List<long>();
        var trace = new GhnTrainer(source, options, data).Train(
            workers,
            progress: new DirectProgress<TrainingProgress>(_ => counts.Add(Tensor.TotalCount))
        );
        Assert.Equal(0, trace.SkippedSteps);
        var (first, last) = (
            trace.Points.Take(30).Average(p => p.Loss),
            trace.Points.TakeLast(30).Average(p => p.Loss)
        );
        Assert.True(last < first - 0.1 && last < Math.Log(10) - 0.03, $"{first:f3} → {last:f3}"); // better than a guess
        Assert.True(counts[^1] <= counts[75], $"{counts[75]} live tensors after step 76, {counts[^1]} at the end");
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void A_cancelled_training_goes_on_to_the_same_bits(string name)
    {
        var options = new GhnTrainingOptions
        {
            Space = Space with { Nodes = 2 },
            Network = Chain with { ImageSize = 32, Classes = 10 },
            Steps = 6,
            BatchSize = 4,
            ArchitecturesPerStep = 2,
            ValidateEvery = 0,
            ValidationArchitectures = 1,
            ValidationImages = 10,
        };
        using var data = DataSource.Load(
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
        var folder = Directory.CreateTempSubdirectory("ghn-source-").FullName;
        try
        {
            var whole = Train("whole", stopAfter: null);
            Assert.Throws<OperationCanceledException>(() => Train("stopped", stopAfter: 4));
            Assert.Equal(whole, Train("stopped", stopAfter: null));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        float[] Train(string file, int? stopAfter)
        {
            using var source = (TrainableWeightSource)Source(name, 0, options.Blocks, options.Network);
            using var workers = new WorkerThreads(1);
            using var cancel = new CancellationTokenSource();
            var stop = new DirectProgress<TrainingProgress>(p =>
            {
                if (p.Step == stopAfter)
                    cancel.Cancel();
            });
            var checkpoint = new CheckpointOptions { Path = Path.Combine(folder, file) };
            new GhnTrainer(source, options, data).Train(workers, checkpoint, stop, cancel.Token);
            return source.parameters().SelectMany(p => p.data<float>().ToArray()).ToArray();
        }
    }

    [Fact]
    public void Only_the_graph_tells_apart_equal_operators_in_equal_places()
    {
        using var scope = NewDisposeScope();
        var conv = Operator.Convolution1x1;
        var chain = Chain with { Blocks = 2, ReductionsAfter = [] };
        var pair = new[] { Architecture(0, 1), Architecture(0, 0) }
            .Select(a => new ComputationGraph(a, chain))
            .ToArray();
        using var batch = new GraphBatch(pair);

        // Operator alone: all nodes with it are the same. Flat code: another block, other weights; nodes differ.
        Assert.True(
            Same("operator", (0, 2), (0, 3)) && Same("operator", (0, 2), (1, 3)) && Same("operator", (0, 2), (0, 6))
        );
        Assert.False(Same("flat", (0, 2), (0, 3)) || Same("flat", (0, 3), (1, 3)) || Same("flat", (0, 2), (0, 6)));
        Assert.False(Same("graph", (0, 2), (0, 3)) || Same("graph", (0, 3), (1, 3)));

        bool Same(string name, (int Graph, int Node) a, (int Graph, int Node) b)
        {
            var sets = Source(name).Generate(batch);
            Tensor Kernel((int Graph, int Node) x) => sets[x.Graph][x.Node, ParameterKind.Pointwise];
            return Difference(Kernel(a), Kernel(b)) < 1e-6;
        }
        Architecture Architecture(int first, int second) => new([new(conv, [first]), new(conv, [second])]);
    }

    [Fact]
    public void A_flat_hypernetwork_takes_blocks_of_1_to_32_nodes_and_names_a_chain_that_is_too_long()
    {
        using var scope = NewDisposeScope();
        var source = Source("flat");
        using (var batch = new GraphBatch([Graph(1, 1), Graph(32, 1)]))
            Assert.Equal(2, source.Generate(batch).Count);
        var architecture = new BlockSpace { Nodes = 1 }.Sample(new RandomStream(1, "t"));
        using var tooLong = new GraphBatch([
            new ComputationGraph(architecture, Chain with { Blocks = 65, ReductionsAfter = [] }),
        ]);
        Assert.Contains("Blocks = 65", Assert.Throws<GhnException>(() => source.Generate(tooLong)).Message);
        using var byHand = new GraphBatch([ResNet.Build(new ResNetOptions { Depth = 8 })]);
        using var flat = new SmashHypernetwork(new SmashOptions { Decoder = Decoder with { DenseKernels = true } });
        Assert.Contains(
            "needs a network that repeats one block",
            Assert.Throws<GhnException>(() => flat.Generate(byHand)).Message
        );
    }

    private IWeightSource Source(string name, long seed = 0, BlockSpace? space = null, NetworkOptions? network = null)
    {
        _sources.Add(Make(name, seed, space ?? Space, network ?? Chain));
        return _sources[^1];
    }

    private static IWeightSource Make(string name, long seed, BlockSpace space, NetworkOptions network) =>
        name switch
        {
            "graph" => new GraphHyperNetwork(
                new GhnOptions
                {
                    Gnn = new GnnOptions { Phases = 1 },
                    Decoder = Decoder,
                },
                seed
            ),
            "operator" => new OperatorHypernetwork(new OperatorHypernetworkOptions { Decoder = Decoder }, seed),
            "flat" => new SmashHypernetwork(new SmashOptions { Decoder = Decoder }, seed),
            "one-shot" => new OneShotWeights(space, network, seed),
            _ => new RandomWeights(seed),
        };

    private static Tensor Loss(WeightSet weights)
    {
        var logits = Executor.Run(weights, Images());
        return (logits * logits).sum();
    }

    private static float Difference(Tensor a, Tensor b) => (a - b).abs().max().item<float>();

    private static Tensor Images() =>
        tensor(new RandomStream(2, "images").Normal(4 * 3 * 16 * 16), [4, 16, 16, 3]).permute(0, 3, 1, 2);

    private static ComputationGraph Graph(int nodes, long seed) =>
        new((Space with { Nodes = nodes }).Sample(new RandomStream(seed, "t")), Chain);
}

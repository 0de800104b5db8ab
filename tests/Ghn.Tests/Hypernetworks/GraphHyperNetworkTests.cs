using Ghn.Architectures;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;
using Ghn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Hypernetworks;

public sealed class GraphHyperNetworkTests
{
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

    private static readonly GhnOptions Sizes = new()
    {
        Gnn = new GnnOptions { Phases = 1 },
        Decoder = new DecoderOptions { ChunkChannels = 8, DenseKernels = true },
    };

    [Fact]
    public void Every_free_tensor_is_generated_with_its_shape_and_a_finite_network_runs()
    {
        using var scope = NewDisposeScope();
        var ghn = new GraphHyperNetwork(Sizes);
        // 6 … 24 channels: slices and chunks
        var graphs = Enumerable
            .Range(1, 8)
            .Select(n => Graph(n, seed: n))
            .Concat([ByHand(), Residual(), MultiScale()])
            .ToArray();
        using var batch = new GraphBatch(graphs);
        foreach (var weights in ghn.Generate(batch))
        {
            Assert.Equal(weights.Graph.Parameters.Count, weights.Tensors.Count); // shapes: checked by WeightSet
            Assert.All(weights.Tensors, t => Assert.True(t.requires_grad));
            foreach (var logits in Executor.RunExits(weights, rand(4, 16, 16, 3).permute(0, 3, 1, 2)))
            {
                Assert.Equal([4, 13], logits.shape);
                Assert.True(logits.isfinite().all().item<bool>());
            }
        }
    }

    [Fact]
    public void A_batch_gives_what_each_graph_alone_gives()
    {
        using var scope = NewDisposeScope();
        var ghn = new GraphHyperNetwork(Sizes);
        var graphs = new[] { Graph(3, 1), Graph(9, 2), Graph(1, 3) };
        using var all = new GraphBatch(graphs);
        var together = ghn.Generate(all);
        for (var g = 0; g < graphs.Length; g++)
        {
            using var single = new GraphBatch([graphs[g]]);
            foreach (var (a, b) in together[g].Tensors.Zip(ghn.Generate(single)[0].Tensors))
                Assert.InRange((a - b).abs().max().item<float>(), 0, 1e-5);
        }
    }

    [Fact]
    public void The_gradient_reaches_every_parameter_that_has_a_part_in_the_weights()
    {
        using var scope = NewDisposeScope();
        var ghn = new GraphHyperNetwork(Sizes);
        using var batch = new GraphBatch([Graph(8, 5), ByHand()]);
        Loss(ghn, batch).backward();
        foreach (var (name, parameter) in ghn.named_parameters())
            Assert.True(parameter.grad is not null && parameter.grad.abs().sum().item<float>() > 0, name);
    }

    [Fact]
    public void Cutting_the_gradient_at_the_decoder_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var ghn = new GraphHyperNetwork(Sizes);
        using var batch = new GraphBatch([Graph(5, 1), ByHand()]);
        Loss(ghn, batch).backward();
        var whole = ghn.parameters().Select(p => p.grad!.clone()).ToArray();
        ghn.zero_grad();

        using var decoded = ghn.Decode(batch);
        var leaves = new[] { 0, 1 }
            .Select(g => decoded.Parts(g).Select(c => c.detach().requires_grad_()).ToArray())
            .ToArray();
        for (var g = 0; g < 2; g++)
            Executor.Run(decoded.Weights(g, leaves[g]), Images()).square().sum().backward();
        decoded.Backward(leaves.Select(l => l.Select(c => c.grad ?? zeros_like(c)).ToArray()).ToArray());
        foreach (var (p, expected) in ghn.parameters().Zip(whole))
            Assert.InRange(
                (p.grad! - expected).abs().max().item<float>(),
                0,
                1e-3f * (1 + expected.abs().max().item<float>())
            );
    }

    [Fact]
    public void Chunks_of_a_wide_tensor_differ_only_with_a_chunk_embedding()
    {
        using var scope = NewDisposeScope();
        Check(embedding: true);
        Check(embedding: false);

        static void Check(bool embedding)
        {
            var sizes = Sizes with { Decoder = Sizes.Decoder with { ChunkChannels = 4, ChunkEmbedding = embedding } };
            var ghn = new GraphHyperNetwork(sizes);
            var architecture = new Architecture([new(OperatorKind.Convolution1x1, [0])]);
            using var batch = new GraphBatch([new ComputationGraph(architecture, Chain with { Channels = 8 })]);
            var kernel = ghn.Generate(batch)[0][2, ParameterKind.Pointwise]; // [8, 8, 1, 1]: 2 × 2 chunks
            var difference = (kernel[..4, ..4] - kernel[4.., 4..]).abs().max().item<float>();
            Assert.Equal(embedding, difference > 1e-6f);
        }
    }

    [Fact]
    public void A_decoder_without_dense_kernels_says_what_a_network_with_them_needs()
    {
        var ghn = new GraphHyperNetwork(new GhnOptions());
        Assert.DoesNotContain(ghn.named_parameters(), p => p.name.Contains("Dense", StringComparison.Ordinal));
        using var batch = new GraphBatch([ByHand()]);
        Assert.Contains("DenseKernels = true", Assert.Throws<GhnException>(() => ghn.Generate(batch)).Message);
    }

    [Theory]
    [InlineData(1)] // every chunk is one number wide
    [InlineData(5)]
    [InlineData(16)]
    public void A_dense_kernel_is_put_together_from_chunks_in_their_places(int chunkChannels)
    {
        using var scope = NewDisposeScope();
        var spec = ByHand().Parameters.Last(p => p.Kind == ParameterKind.Dense); // [18, 17, 3, 3]
        Assert.Equal([18, 17, 3, 3], spec.Shape);
        var shape = ChunkShape.Of(spec.Kind, chunkChannels);
        var slot = new DecodePlan.Slot(spec, 0, shape.OutputChunks(spec.Shape), shape.InputChunks(spec.Shape));
        var chunks = rand(slot.Count, shape.Size);
        var kernel = shape.Assemble(chunks, slot);
        for (var o = 0; o < 18; o++)
        for (var i = 0; i < 17; i++)
        {
            var chunk = chunks[o / shape.Output * slot.InputChunks + i / shape.Input];
            var part = chunk.view(shape.Output, shape.Input, 3, 3)[o % shape.Output, i % shape.Input];
            Assert.Equal(0, (kernel[o, i] - part).abs().max().item<float>());
        }
    }

    [Fact]
    public void A_small_kernel_is_the_centre_of_the_large_one()
    {
        using var scope = NewDisposeScope();
        var decoded = rand(1, 8 * 25);
        Tensor Kernel(OperatorKind kind)
        {
            var graph = new ComputationGraph(
                new Architecture([new(kind, [0])]),
                Chain with
                {
                    Blocks = 1,
                    ReductionsAfter = [],
                }
            );
            var spec = graph.Parameters.First(p => p.Kind == ParameterKind.Depthwise);
            return ChunkShape.Of(spec.Kind, 8).Assemble(decoded, new DecodePlan.Slot(spec, 0, 1, 1));
        }
        var large = Kernel(OperatorKind.SeparableConvolution5x5);
        var small = Kernel(OperatorKind.SeparableConvolution3x3);
        Assert.Equal([6, 1, 5, 5], large.shape);
        Assert.Equal([6, 1, 3, 3], small.shape);
        Assert.Equal(0, (large[.., .., 1..4, 1..4] - small).abs().max().item<float>());
    }

    [Fact]
    public void Generating_leaves_no_tensor_behind()
    {
        var ghn = new GraphHyperNetwork(Sizes);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
        {
            using var batch = new GraphBatch([Graph(4, i)]);
            foreach (var weights in ghn.Generate(batch))
                weights.Dispose();
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Tensor Loss(GraphHyperNetwork ghn, GraphBatch batch) =>
        ghn.Generate(batch).Select(w => Executor.Run(w, Images()).square().sum()).Aggregate((a, b) => a + b);

    private static Tensor Images() =>
        tensor(new RandomStream(2, "images").Normal(4 * 3 * 16 * 16), [4, 16, 16, 3]).permute(0, 3, 1, 2);

    /// <summary>Three segments, like the chain, and dense kernels of one and of several chunks.</summary>
    private static ComputationGraph ByHand()
    {
        var builder = new GraphBuilder(Chain.ImageSize);
        var last = builder.Add(OperatorKind.Stem, [], 6);
        for (var segment = 0; segment < 3; segment++)
        {
            if (segment > 0)
                builder.BeginSegment();
            var dense = builder.Add(OperatorKind.Convolution3x3, [last], 6 + 6 * segment, stride: 2);
            var pointwise = builder.Add(OperatorKind.Convolution1x1, [last], 5, stride: 2);
            last = builder.Add(OperatorKind.Rectifier, [builder.Add(OperatorKind.Concatenation, [dense, pointwise])]);
            builder.Add(OperatorKind.Classifier, [last], Chain.Classes);
        }
        return builder.Build(Chain.NormAffine);
    }

    private static ComputationGraph Residual() =>
        ResNet.Build(
            new ResNetOptions
            {
                Depth = 8,
                Channels = 6,
                ImageSize = 16,
                Classes = 13,
            }
        );

    private static ComputationGraph MultiScale() =>
        MsdNet.Build(
            new MsdNetOptions
            {
                Blocks = 3,
                FirstLayers = 1,
                Step = 1,
                Channels = 4,
                ImageSize = 16,
                Classes = 13,
            }
        );

    private static ComputationGraph Graph(int nodes, long seed) =>
        new(new BlockSpace { Nodes = nodes }.Sample(new RandomStream(seed, "t")), Chain);
}

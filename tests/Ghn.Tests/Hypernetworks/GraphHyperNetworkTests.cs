using Ghn.Architectures;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Spaces;
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
    public void Every_free_tensor_of_a_network_made_by_hand_is_generated_and_all_exits_run()
    {
        using var scope = NewDisposeScope();
        using var ghn = new GraphHyperNetwork(Sizes);
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
    public void The_gradient_reaches_every_parameter_that_has_a_part_in_the_weights()
    {
        using var scope = NewDisposeScope();
        using var ghn = new GraphHyperNetwork(Sizes);
        using var batch = new GraphBatch([Graph(8, 5), ByHand()]);
        Loss(ghn, batch).backward();
        foreach (var (name, parameter) in ghn.named_parameters())
            Assert.True(parameter.grad is not null && parameter.grad.abs().sum().item<float>() > 0, name);
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
            using var ghn = new GraphHyperNetwork(sizes);
            var architecture = new Architecture([new(Operator.Convolution1x1, [0])]);
            using var batch = new GraphBatch([new ComputationGraph(architecture, Chain with { Channels = 8 })]);
            var kernel = ghn.Generate(batch)[0][2, ParameterKind.Pointwise]; // [8, 8, 1, 1]: 2 × 2 chunks
            var difference = (kernel[..4, ..4] - kernel[4.., 4..]).abs().max().item<float>();
            Assert.Equal(embedding, difference > 1e-6f);
        }
    }

    [Fact]
    public void A_decoder_without_dense_kernels_says_what_a_network_with_them_needs()
    {
        using var ghn = new GraphHyperNetwork(new GhnOptions());
        Assert.DoesNotContain(ghn.named_parameters(), p => p.name.Contains("Dense", StringComparison.Ordinal));
        using var batch = new GraphBatch([ByHand()]);
        Assert.Contains("Operators = [Convolution3x3]", Assert.Throws<GhnException>(() => ghn.Generate(batch)).Message);
    }

    [Theory]
    [InlineData(1)] // every chunk is one number wide
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(64)] // one chunk, and only a part of it
    public void A_tensor_is_the_part_that_it_keeps_of_its_whole_chunks(int chunkChannels)
    {
        // Oracle: every chunk decoded in full, one at a time, then put side by side and sliced.
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var ghn = new GraphHyperNetwork(
            Sizes with
            {
                Decoder = Sizes.Decoder with { ChunkChannels = chunkChannels },
            }
        );
        var all = ghn.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        Tensor P(string name) => all["_decoder." + name];
        using var batch = new GraphBatch([Graph(8, 1), ByHand()]); // 6 to 24 channels
        var perNode = nn.functional.linear(ghn.Embed(batch), P("_hidden.weight"), P("_hidden.bias"));
        var sets = ghn.Generate(batch);
        for (var g = 0; g < 2; g++)
            foreach (var (spec, tensor) in sets[g].Graph.Parameters.Zip(sets[g].Tensors))
            {
                var expected = Whole(spec, perNode[batch.RowOf(g, spec.Node)]);
                Assert.InRange((expected - tensor).abs().max().item<float>(), 0, 5e-6);
            }

        Tensor Whole(ParameterSpec spec, Tensor node)
        {
            var chunk = ChunkShape.Of(spec.Kind, chunkChannels);
            var rows = Enumerable
                .Range(0, chunk.OutputChunks(spec.Shape))
                .Select(o =>
                    cat(Enumerable.Range(0, chunk.InputChunks(spec.Shape)).Select(i => Chunk(o, i)).ToArray(), 1)
                );
            var whole = cat(rows.ToArray())[..(int)spec.Shape[0]];
            if (spec.Shape.Count > 1)
                whole = whole[.., ..(int)spec.Shape[1]];
            if (spec.Shape.Count == 4 && spec.Shape[2] == 3 && chunk.Kernel == 5)
                whole = whole[.., .., 1..4, 1..4];
            var scaled = whole.reshape([.. spec.Shape]).Times(ChunkShape.Scale(spec));
            return spec.Kind == ParameterKind.NormScale ? scaled.Plus(1) : scaled;

            Tensor Chunk(int o, int i)
            {
                var z = nn.functional.relu(node.Plus(P("_outputPlace.weight")[o]).Plus(P("_inputPlace.weight")[i]));
                var branch = "_branches." + spec.Kind;
                return nn
                    .functional.linear(z, P(branch + ".weight"), P(branch + ".bias"))
                    .view(chunk.Output, chunk.Input, chunk.Kernel, chunk.Kernel);
            }
        }
    }

    [Fact]
    public void Names_and_initial_values_of_parameters_do_not_move()
    {
        using var scope = NewDisposeScope();
        using var ghn = new GraphHyperNetwork(new GhnOptions());
        Assert.Equal("_messagePassing._cells.0._embed.weight", ghn.named_parameters().First().name);
        var (name, weight) = ghn.named_parameters().Single(p => p.name == "_decoder._branches.Stem.weight");
        var drawn = new RandomStream(0, "init " + name).Normal(4)[1] / 8; // deviation √(1 / 64)
        Assert.Equal(drawn, weight[0, 1].item<float>(), 1e-6);
    }

    private static Tensor Loss(GraphHyperNetwork ghn, GraphBatch batch) =>
        ghn.Generate(batch)
            .Select(w => Executor.Run(w, Images()))
            .Select(logits => (logits * logits).sum())
            .Aggregate((a, b) => a.Plus(b));

    private static Tensor Images() =>
        tensor(new RandomStream(2, "images").Normal(4 * 3 * 16 * 16), [4, 16, 16, 3]).permute(0, 3, 1, 2);

    /// <summary>Three blocks, like the chain, and dense kernels of one and of several chunks.</summary>
    private static ComputationGraph ByHand()
    {
        var builder = new GraphBuilder(Chain.ImageSize);
        var last = builder.Add(Operator.Stem, [], 6);
        for (var block = 0; block < 3; block++)
        {
            if (block > 0)
                builder.BeginBlock();
            var dense = builder.Add(Operator.Convolution3x3, [last], 6 + 6 * block, stride: 2);
            var pointwise = builder.Add(Operator.Convolution1x1, [last], 5, stride: 2);
            last = builder.Add(Operator.Relu, [builder.Add(Operator.Concatenation, [dense, pointwise])]);
            builder.Add(Operator.Classifier, [last], Chain.Classes);
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

using Ghn.Anytime;
using Ghn.Architectures;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

/// <summary>
/// Networks of every size, chain and option: all are built and costed, some are generated, run and differentiated. With
/// the environment variable GHN_LONG_TESTS=1 all of them are.
/// </summary>
[Collection(Alone.Name)]
public sealed class RandomNetworksTests
{
    private const int Count = 10_000;
    private const int AnytimeCount = 2_000;
    private const int GroupSize = 10; // generated together: their chains have the same number of blocks

    private static int GroupsToRun(int count) =>
        Environment.GetEnvironmentVariable("GHN_LONG_TESTS") == "1" ? count / GroupSize : 30;

    [Fact]
    public void Ten_thousand_networks_are_built_and_costed()
    {
        var sizes = new HashSet<int>();
        for (var i = 0; i < Count; i++)
        {
            var graph = Network(i);
            sizes.Add(graph.Architecture!.Nodes.Count);

            // Every number of a kernel is used once a pixel of its node's output; norms and biases are not counted.
            var multiplyAdds = graph
                .Parameters.Where(p => p.Shape.Count > 1)
                .Sum(p => p.Count * graph.Nodes[p.Node].OutputSize * graph.Nodes[p.Node].OutputSize);
            var (lazy, eager) = (Cost.LazyToExits(graph), Cost.EagerToExits(graph));
            Assert.True(multiplyAdds == graph.MultiplyAdds, $"network {i}: {multiplyAdds} ≠ {graph.MultiplyAdds}");
            Assert.True(lazy.Zip(eager).All(c => c.First <= c.Second), $"network {i}");
            Assert.True(eager[^1] == multiplyAdds, $"network {i}");
        }
        Assert.Equal(Enumerable.Range(1, Architecture.MaxNodes), sizes.Order());
    }

    [Fact]
    public void Random_networks_are_generated_and_have_finite_logits_and_gradients() => Run(Count, sizes: 0, Network);

    [Fact]
    public void Random_anytime_networks_are_generated_and_have_finite_logits_and_gradients() =>
        Run(AnytimeCount, sizes: 6, AnytimeNetwork);

    private static void Run(int count, int sizes, Func<int, ComputationGraph> network)
    {
        using var ghn = new GraphHyperNetwork(
            new GhnOptions
            {
                Gnn = new GnnOptions
                {
                    EmbeddingSize = 8,
                    MessageHidden = 8,
                    Phases = 1,
                    Sizes = sizes,
                },
                Decoder = new DecoderOptions { Hidden = 16, ChunkChannels = 4 },
            }
        );
        using var workers = new WorkerThreads();
        using var ended = new CancellationTokenSource();
        var collector = GarbageCollections.Often(10, ended.Token); // what is not kept alive shows sooner
        try
        {
            var exits = workers.Map(GroupsToRun(count), group => RunGroup(ghn, group, network));
            Assert.True(exits.Sum() > GroupsToRun(count) * GroupSize);
        }
        finally
        {
            ended.Cancel();
            collector.Join();
        }
    }

    /// <summary>Generates and runs one group; the number of exits that gave finite logits.</summary>
    private static int RunGroup(GraphHyperNetwork ghn, int group, Func<int, ComputationGraph> network)
    {
        using var scope = NewDisposeScope();
        var graphs = Enumerable.Range(group * GroupSize, GroupSize).Select(network).ToArray();
        using var batch = new GraphBatch(graphs);
        IReadOnlyList<WeightSet> generated;
        using (no_grad())
            generated = ghn.Generate(batch);
        var count = 0;
        for (var g = 0; g < graphs.Length; g++)
        {
            using var inner = NewDisposeScope();
            var leaves = generated[g].Tensors.Select(t => t.detach().requires_grad_()).ToArray();
            var size = graphs[g].Options!.ImageSize;
            var images = tensor(new RandomStream(group, "images", g).Normal(3 * size * size * 3), [3, size, size, 3])
                .permute(0, 3, 1, 2);
            var weights = new WeightSet(graphs[g], leaves);
            var exits = Executor.RunExits(weights, images);
            var one = group % exits.Count;
            if (g == 0)
                Assert.True(
                    new AnytimePredictor(weights, exits: [one])
                        .Predict(images)
                        .Logits.eq(exits[one])
                        .all()
                        .item<bool>(),
                    $"network {group * GroupSize}, exit {one} alone: {(object?)graphs[g].Architecture ?? graphs[g].Cells}"
                );
            var logits = stack(exits.ToArray()); // [exits, B, classes]
            (logits * logits).sum().backward();
            Assert.All(leaves, t => Assert.NotNull(t.grad));
            Tensor[] all = [logits.reshape(-1), .. leaves.Select(t => t.grad!.reshape(-1))]; // one question to torch, not hundreds
            Assert.True(
                cat(all).isfinite().all().item<bool>(),
                $"network {group * GroupSize + g}: {(object?)graphs[g].Architecture ?? graphs[g].Cells} in {graphs[g].Options}"
            );
            count += exits.Count;
        }
        return count;
    }

    /// <summary>The i-th network: sizes 1 … 32, chains of 1 … 4 blocks, with and without norm weights, scales and exits.</summary>
    private static ComputationGraph Network(int i)
    {
        var random = new RandomStream(17, "network", i);
        var anytime = random.Next(3) == 0;
        var space = new BlockSpace
        {
            Nodes = 1 + i % Architecture.MaxNodes,
            Scales = anytime ? [0, 1, 2] : [0],
            ExitProbability = anytime ? 0.2 : 0,
        };
        var blocks = 1 + i / GroupSize % 4;
        int[] reductions = [.. Enumerable.Range(1, blocks - 1).Where(_ => random.Next(2) == 0)];
        var stride = 1 + random.Next(2);
        var smallest = (1 + random.Next(2)) * (anytime ? 4 : 1);
        var options = new NetworkOptions
        {
            Blocks = blocks,
            ReductionsAfter = reductions,
            Channels = 2 + random.Next(10),
            StemStride = stride,
            ImageSize = (smallest * stride) << reductions.Length,
            Classes = 2 + random.Next(12),
            NormAffine = random.Next(2) == 0,
        };
        return new ComputationGraph(space.Sample(random), options);
    }

    /// <summary>
    /// The i-th anytime network: chains of 1 … 4 cells of 1 … 12 nodes, or the paper's three of 24, 16 and 8, each cell with a
    /// structure of its own.
    /// </summary>
    private static ComputationGraph AnytimeNetwork(int i)
    {
        var random = new RandomStream(18, "network", i);
        var cells = 1 + i / GroupSize % 4;
        int[] nodes =
            i / GroupSize % 16 == 2 ? [24, 16, 8] : [.. Enumerable.Range(0, cells).Select(_ => 1 + random.Next(12))];
        var space = new CellSpace { Cells = [.. nodes.Select(CellSpace.Cell)] };
        int[] reductions = [.. Enumerable.Range(1, cells - 1).Where(_ => random.Next(2) == 0)];
        var options = new NetworkOptions
        {
            Blocks = cells,
            ReductionsAfter = reductions,
            Channels = 2 + random.Next(10),
            StemStride = reductions.Length < 3 ? 1 + random.Next(2) : 1, // the smallest cell has 4×4 pixels
            ImageSize = 32,
            NormAffine = random.Next(2) == 0,
        };
        return new ComputationGraph(space.Sample(random), options);
    }
}

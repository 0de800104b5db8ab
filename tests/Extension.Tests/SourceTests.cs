using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Extension.Tests;

/// <summary>
/// One layer of graph attention (Veličković et al. 2018) as the node encoder of a hypernetwork: each node looks at those that
/// it reads and those that read it, and at itself.
/// </summary>
internal sealed class GraphAttention : nn.Module<GraphBatch, Tensor>
{
    private readonly KnownOperators _known = new();
    private readonly TorchSharp.Modules.Embedding _embed;
    private readonly TorchSharp.Modules.Linear _value,
        _score;

    public GraphAttention(int size, int seed)
        : base(nameof(GraphAttention))
    {
        manual_seed(seed); // initial values are its own
        _embed = nn.Embedding(_known.Count, size);
        _value = nn.Linear(size, size);
        _score = nn.Linear(2 * size, 1);
        RegisterComponents();
    }

    public override Tensor forward(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        return cat([.. batch.Blocks.Select(Attend)]).MoveToOuterDisposeScope(); // [rows, D]
    }

    private Tensor Attend(GraphBlock block)
    {
        var h = _embed.forward(_known.RowsOf(block)); // [n, D]
        var (n, level) = (block.NodeCount, block.Everyone);
        var allowed = eye(n); // itself, and its neighbours
        for (var i = 0; i < n; i++)
        for (var k = level.Offsets[i]; k < level.Offsets[i + 1]; k++)
            allowed[level.Nodes[i], level.Sources[k]] = 1;
        var pairs = cat([h.unsqueeze(1).expand(n, n, -1), h.unsqueeze(0).expand(n, n, -1)], 2);
        var scores = nn.functional.leaky_relu(_score.forward(pairs).squeeze(2), 0.2);
        var attention = nn.functional.softmax(scores.masked_fill(allowed.eq(0), float.NegativeInfinity), 1);
        return h + nn.functional.relu(attention.mm(_value.forward(h)));
    }
}

internal sealed class AttentionHypernetwork(int size, int seed = 0)
    : Hypernetwork(new GraphAttention(size, seed), size, new DecoderOptions { ChunkChannels = 8 }, seed: seed)
{
    public override object Settings { get; } = new { Size = size };
}

/// <summary>A source without a hypernetwork: one table of kernels for each kind of tensor, cut to shape.</summary>
internal sealed class OneTable : TrainableWeightSource
{
    private readonly TorchSharp.Modules.Parameter _table;

    public OneTable()
        : base(nameof(OneTable))
    {
        _table = new(randn(40_000, generator: new Generator(3)));
        RegisterComponents();
    }

    public override GeneratedBatch Decode(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        Tensor Cut(ParameterSpec spec) =>
            (
                _table.narrow(0, 97 * spec.Node, spec.Count).view([.. spec.Shape]) * Math.Sqrt(2.0 / spec.FanIn)
            ).MoveToOuterDisposeScope();
        return GeneratedBatch.Of(batch, [.. batch.Graphs.Select(g => g.Parameters.Select(Cut).ToArray())]);
    }
}

public sealed class SourceTests
{
    private static readonly GhnTrainingOptions s_training = new()
    {
        Space = new BlockSpace { Nodes = 4 },
        Network = new NetworkOptions
        {
            Blocks = 2,
            ReductionsAfter = [1],
            Channels = 8,
            StemStride = 2,
        },
        Steps = 200,
        BatchSize = 16,
        LearningRate = 3e-3,
        ValidationImages = 40,
    };

    [Fact]
    public void A_graph_attention_encoder_trains_stops_goes_on_and_is_read_again()
    {
        using var data = TinyData.Make();
        using var workers = new WorkerThreads(2);
        var folder = Directory.CreateTempSubdirectory("ghn-source-").FullName;
        try
        {
            var checkpoint = new CheckpointOptions { Path = Path.Combine(folder, "a.checkpoint"), Every = 50 };
            using var stopped = new AttentionHypernetwork(16, seed: 1);
            using var stop = new CancellationTokenSource();
            var after = new Progress(p =>
            {
                if (p.Step >= 100)
                    stop.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(() =>
                new GhnTrainer(stopped, s_training, data).Train(workers, checkpoint, after, stop.Token)
            );
            using var resumed = new AttentionHypernetwork(16, seed: 1);
            var trace = new GhnTrainer(resumed, s_training, data).Train(workers, checkpoint);
            using var whole = new AttentionHypernetwork(16, seed: 1);
            var expected = new GhnTrainer(whole, s_training, data).Train(workers);
            Assert.Equal(expected.Points.Select(p => p.Loss), trace.Points.Select(p => p.Loss));
            TinyData.AssertLearned(trace);

            var file = Path.Combine(folder, "a.ghn");
            Checkpoint.Save(resumed, file);
            using var read = new AttentionHypernetwork(16, seed: 2);
            Checkpoint.LoadInto(read, file);
            Assert.All(
                read.parameters().Zip(resumed.parameters()),
                p => Assert.True(p.First.equal(p.Second).all().item<bool>())
            );
            using var other = new AttentionHypernetwork(8);
            var message = Assert.Throws<Ghn.GhnException>(() => Checkpoint.LoadInto(other, file)).Message;
            Assert.Contains("has Size = 16, but this one has 8", message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_source_without_a_hypernetwork_trains()
    {
        using var data = TinyData.Make();
        using var workers = new WorkerThreads(2);
        using var source = new OneTable();
        var trace = new GhnTrainer(source, s_training with { LearningRate = 1e-2, BatchSize = 32 }, data).Train(
            workers
        );
        TinyData.AssertLearned(trace);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_source_made_is_let_go_with_the_weights(bool gradients)
    {
        using var source = new OneTable();
        using var batch = new GraphBatch([s_training.Sample(new Ghn.RandomStream(0, "one"))]);
        using var mode = set_grad_enabled(gradients);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        source.Generate(batch)[0].Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private sealed class Progress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}

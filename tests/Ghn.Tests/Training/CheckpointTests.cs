using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ghn.Data;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Spaces;
using Ghn.Training;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

[Collection(Alone.Name)]
public sealed class CheckpointTests : IDisposable
{
    private static readonly GhnTrainingOptions Options = new()
    {
        Space = new BlockSpace { Nodes = 3 },
        Network = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = 4,
            StemStride = 2,
        },
        Steps = 9,
        BatchSize = 8,
        ArchitecturesPerStep = 2,
        WarmupSteps = 2,
        ValidateEvery = 3,
        ValidationArchitectures = 2,
        ValidationImages = 50,
    };

    private static readonly GhnOptions Sizes = new()
    {
        Gnn = new GnnOptions { Phases = 1 },
        Decoder = new DecoderOptions { ChunkChannels = 8 },
    };

    private readonly DataSplits _data = Generated(0);
    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-checkpoint-").FullName;

    private string File => Path.Combine(_folder, "sub", "a.checkpoint");

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)] // after a validation
    [InlineData(8)]
    public void A_cancelled_training_goes_on_to_the_same_bits(int stopAfter)
    {
        var whole = Train(Options, "whole");
        Assert.Throws<OperationCanceledException>(() => Train(Options, "stopped", stopAfter));
        var heard = new List<int>();
        var resumed = Train(Options, "stopped", heard: heard);
        Assert.Equal(whole.Points, resumed.Points);
        Assert.Equal(Enumerable.Range(1, Options.Steps), heard); // the earlier ones too
        Assert.Equal(Bytes("whole"), Bytes("stopped")); // parameters, moments and trace
    }

    [Fact]
    public void A_training_cancelled_while_it_validates_goes_on_to_the_same_bits()
    {
        using var cancel = new CancellationTokenSource();
        var job = new TrainingJob(
            "test",
            "options",
            "data",
            4,
            1,
            [],
            step => (step, true),
            done =>
            {
                if (done == 2 && !cancel.IsCancellationRequested)
                    cancel.Cancel();
                cancel.Token.ThrowIfCancellationRequested();
                return done / 10.0;
            }
        );
        var file = new CheckpointOptions { Path = File };
        Assert.Throws<OperationCanceledException>(() => new TrainingLoop(job, file).Run(null, cancel.Token));
        var again = job with { Measure = done => done / 10.0 };
        var earlier = new List<bool>();
        var resumed = new TrainingLoop(again, file).Run(
            new DirectProgress<TrainingProgress>(p => earlier.Add(p.IsEarlier)),
            TestContext.Current.CancellationToken
        );
        Assert.Equal([true, false, false, false], earlier);
        Assert.Equal(Enumerable.Range(1, 4).Select(i => new TrainingProgress(i, 4, i - 1, i / 10.0)), resumed.Points);
    }

    [Fact]
    public void A_killed_training_goes_on_from_the_latest_checkpoint_to_the_same_bits()
    {
        Train(Options, "whole");
        var copied = false;
        using (var ghn = new GraphHyperNetwork(Sizes, Options.Seed))
        using (var workers = new WorkerThreads(1))
            new GhnTrainer(ghn, Options, _data).Train(
                workers,
                Checkpoint("running", every: 2),
                new DirectProgress<TrainingProgress>(p =>
                {
                    if (p.Step != 6) // the checkpoint of step 4 is there, the one of 6 is not yet
                        return;
                    System.IO.File.Copy(Named("running"), Named("killed"));
                    copied = true;
                }),
                TestContext.Current.CancellationToken
            );
        Assert.True(copied);
        Train(Options, "killed");
        Assert.Equal(Bytes("whole"), Bytes("running"));
        Assert.Equal(Bytes("whole"), Bytes("killed"));
    }

    [Fact]
    public void Skipped_steps_are_counted_across_a_stop()
    {
        var job = new TrainingJob("test", "o", "d", 60, 0.5, [], s => (double.NaN, s < 5), _ => null);
        var file = new CheckpointOptions { Path = File, Every = 40 };
        using var cancel = new CancellationTokenSource();
        var stop = new DirectProgress<TrainingProgress>(p =>
        {
            if (p.Step == 45)
                cancel.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => new TrainingLoop(job, file).Run(stop, cancel.Token));
        var error = Assert.Throws<GhnException>(() =>
            new TrainingLoop(job, file).Run(null, TestContext.Current.CancellationToken)
        );
        Assert.Contains("for 50 consecutive steps (step 55); lower LearningRate = 0.5", error.Message);
        var finite = job with { Step = _ => (1, true) };
        var trace = new TrainingLoop(finite, file).Run(null, TestContext.Current.CancellationToken);
        Assert.Equal((60, 40), (trace.Points.Count, trace.SkippedSteps));
        Assert.True(double.IsNaN(trace.Points[10].Loss));
    }

    [Fact]
    public void A_finished_training_is_not_done_again_and_serves_as_a_weight_source()
    {
        Train(Options, "a.checkpoint");
        var bytes = Bytes("a.checkpoint");
        using var trained = Ghn.Training.Checkpoint.LoadHypernetwork(Named("a.checkpoint"));
        var trace = Train(Options, "a.checkpoint");
        Assert.Equal(Options.Steps, trace.Points.Count);
        Assert.Equal(bytes, Bytes("a.checkpoint"));
        using var workers = new WorkerThreads(1);
        var unseen = Options.Blocks.SampleDistinct(2, Options.Seed, "validation architectures");
        var accuracy = Evaluation
            .Score(
                trained,
                unseen,
                Options.Network,
                _data.Validation,
                50,
                workers,
                cancellation: TestContext.Current.CancellationToken
            )
            .Average();
        Assert.Equal(trace.Points[^1].Accuracy, accuracy);
    }

    [Fact]
    public void Another_training_is_refused_by_the_name_of_what_differs_and_the_file_is_left()
    {
        Train(Options, "a.checkpoint");
        Refused(() => Train(Options with { Steps = 11 }, "a.checkpoint"), "Training.Steps is 9 there and 11 here");
        Refused(
            () => Train(Options with { Network = Options.Network with { Channels = 5 } }, "a.checkpoint"),
            "Training.Network.Channels is 4 there and 5 here"
        );
        Refused(
            () => Train(Options, "a.checkpoint", sizes: Sizes with { Gnn = new GnnOptions { Phases = 3 } }),
            "Source.Gnn.Phases is 1 there and 3 here"
        );
        using var other = Generated(1);
        Refused(() => Train(Options, "a.checkpoint", data: other), "the checksum of the data is");
        Refused(() => Train(Options, "a.checkpoint", sourceSeed: 7), "InitialParameters is");
    }

    [Fact]
    public void A_source_that_was_trained_is_another_beginning_and_the_same_seed_again_is_not()
    {
        using var ghn = new GraphHyperNetwork(Sizes);
        using var workers = new WorkerThreads(1);
        var trainer = new GhnTrainer(ghn, Options, _data);
        var trace = trainer.Train(
            workers,
            Checkpoint("a.checkpoint"),
            cancellation: TestContext.Current.CancellationToken
        );
        Refused(() => trainer.Train(workers, Checkpoint("a.checkpoint")), "InitialParameters is");
        Assert.Equal(trace.Points, Train(Options, "a.checkpoint").Points);
    }

    [Fact]
    public void A_file_that_is_not_a_whole_checkpoint_is_refused_with_a_remedy_and_left()
    {
        Train(Options, "whole");
        var whole = Bytes("whole");
        void Check(byte[] content, string sentence)
        {
            System.IO.File.WriteAllBytes(File, content);
            Refused(() => Train(Options, "a.checkpoint"), sentence);
            Refused(() => Ghn.Training.Checkpoint.LoadHypernetwork(File), sentence);
        }
        Check([], "is not a checkpoint");
        Check("something else entirely"u8.ToArray(), "is not a checkpoint");
        foreach (var length in new[] { 16, 40, whole.Length / 2, whole.Length - 1 })
            Check(whole[..length], "damaged or truncated; delete it to start over");
        foreach (var place in new[] { 12, 40, 200, whole.Length / 2, whole.Length - 1 })
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 1;
            Check(damaged, "damaged or truncated; delete it to start over");
        }
        var newer = whole.ToArray();
        var schema = newer.AsSpan().IndexOf("\"schema\":\"2\""u8);
        newer[schema + 10] = (byte)'3';
        var sum = newer.AsSpan().IndexOf("\"sha256\":\""u8) + 10;
        newer.AsSpan(sum, 64).Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexString(SHA256.HashData(newer))).CopyTo(newer, sum);
        Check(newer, "has schema version 3, but this version reads 2");
        // Tensors of somebody else: a header without our metadata.
        Check([.. BitConverter.GetBytes(2L), .. "{}"u8], "contains tensors, but is not a checkpoint of this library");
    }

    [Fact]
    public void Python_reads_a_checkpoint_as_safetensors() // as the specification has it, read without the library
    {
        using var scope = NewDisposeScope();
        Train(Options, "a.checkpoint");
        var bytes = Bytes("a.checkpoint");
        var length = (int)BitConverter.ToInt64(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        Assert.Equal(0, (8 + length) % 8);
        using var ghn = (GraphHyperNetwork)Ghn.Training.Checkpoint.LoadHypernetwork(File);
        var end = 0;
        var tensors = header.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        Assert.True(tensors.Remove("__metadata__", out var about));
        Assert.All(about.EnumerateObject(), p => Assert.Equal(JsonValueKind.String, p.Value.ValueKind));
        foreach (var (_, tensor) in tensors)
        {
            var offsets = tensor.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt32()).ToArray();
            var count = tensor.GetProperty("shape").EnumerateArray().Aggregate(1, (n, d) => n * d.GetInt32());
            Assert.Equal(
                ("F32", end, end + (4 * count)),
                (tensor.GetProperty("dtype").GetString(), offsets[0], offsets[1])
            );
            end = offsets[1];
        }
        Assert.Equal(bytes.Length - 8 - length, end);
        foreach (var (name, parameter) in ghn.named_parameters())
        {
            var from = 8 + length + tensors[name].GetProperty("data_offsets")[0].GetInt32();
            Assert.Equal(parameter.shape, tensors[name].GetProperty("shape").Deserialize<long[]>());
            Assert.Equal(bytes.AsSpan(from, (int)(4 * parameter.numel())), parameter.detach().contiguous().bytes);
        }
    }

    [Fact]
    public void A_place_that_cannot_be_written_or_is_missing_is_one_sentence()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder, "file"), "");
        var under = new CheckpointOptions { Path = Path.Combine(_folder, "file", "x") };
        using var ghn = new GraphHyperNetwork(Sizes);
        using var workers = new WorkerThreads(1);
        var trainer = new GhnTrainer(ghn, Options with { Steps = 1 }, _data);
        var never = new DirectProgress<TrainingProgress>(_ => Assert.Fail("it was trained for nothing"));
        Assert.Contains("cannot be written", Message(() => trainer.Train(workers, under, never)));
        Assert.Contains("cannot be read", Message(() => Ghn.Training.Checkpoint.LoadHypernetwork(_folder)));
        Assert.Contains("does not exist; train first", Message(() => Ghn.Training.Checkpoint.LoadHypernetwork(File)));
        Assert.Contains("Path = ''", Message(() => new CheckpointOptions { Path = " " }));
    }

    [Fact]
    public void Two_trainings_at_once_are_one_sentence_and_a_killed_ones_leftovers_go()
    {
        Directory.CreateDirectory(Named(""));
        string[] others = [Named("a.checkpoint.my.new"), Named("a.checkpoint.2.node-7.new")]; // the user's; another training's
        foreach (var file in others.Append(Named("a.checkpoint.node-7.new")))
            System.IO.File.WriteAllText(file, "");
        var refused = "";
        using var ghn = new GraphHyperNetwork(Sizes, Options.Seed);
        using var workers = new WorkerThreads(1);
        var atOnce = new DirectProgress<TrainingProgress>(p =>
        {
            if (p.Step == 1)
                refused = Message(() => Train(Options, "a.checkpoint"));
        });
        new GhnTrainer(ghn, Options, _data).Train(
            workers,
            Checkpoint("a.checkpoint"),
            atOnce,
            TestContext.Current.CancellationToken
        );
        Assert.Equal($"Another training uses the checkpoint {File}; wait until it ends, or use another file.", refused);
        Assert.Equal([File, .. others.Order()], Directory.GetFiles(Named("")).Order());
    }

    [Fact]
    public void Live_tensors_stay_flat_over_many_checkpoints()
    {
        using var ghn = new GraphHyperNetwork(Sizes);
        using var workers = new WorkerThreads(1);
        var counts = new List<long>();
        new GhnTrainer(ghn, Options with { Steps = 40, ValidateEvery = 0 }, _data).Train(
            workers,
            Checkpoint("many", every: 1),
            new DirectProgress<TrainingProgress>(_ => counts.Add(Tensor.TotalCount)),
            TestContext.Current.CancellationToken
        );
        Assert.True(counts[^1] <= counts[5], $"{counts[5]} live tensors after step 6, {counts[^1]} after 40");
    }

    private void Refused(Func<object> act, string sentence)
    {
        var before = Bytes("a.checkpoint");
        var message = Message(act);
        Assert.Contains(sentence, message);
        Assert.Contains(File, message);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(before, Bytes("a.checkpoint"));
    }

    private static string Message(Func<object> act) => Assert.Throws<GhnException>(act).Message;

    private string Named(string name) => Path.Combine(_folder, "sub", name);

    private byte[] Bytes(string name) => System.IO.File.ReadAllBytes(Named(name));

    private CheckpointOptions Checkpoint(string name, int every = 0) => new() { Path = Named(name), Every = every };

    private TrainingTrace Train(
        GhnTrainingOptions options,
        string name,
        int stopAfter = 0,
        List<int>? heard = null,
        GhnOptions? sizes = null,
        DataSplits? data = null,
        long? sourceSeed = null
    )
    {
        using var ghn = new GraphHyperNetwork(sizes ?? Sizes, sourceSeed ?? options.Seed);
        using var workers = new WorkerThreads(1);
        using var cancel = new CancellationTokenSource();
        var progress = new DirectProgress<TrainingProgress>(p =>
        {
            heard?.Add(p.Step);
            if (p.Step == stopAfter)
                cancel.Cancel();
        });
        return new GhnTrainer(ghn, options, data ?? _data).Train(workers, Checkpoint(name), progress, cancel.Token);
    }

    private static DataSplits Generated(long splitSeed) =>
        DataSource.Load(
            new DataOptions
            {
                SplitSeed = splitSeed,
                Generated = new GeneratedOptions
                {
                    Train = 200,
                    Validation = 50,
                    Test = 50,
                },
            }
        );
}

using Ghn.Experiments.Studies;
using Ghn.Networks;
using static TorchSharp.torch;

namespace Ghn.Bench;

// One training step at the workshop's scale: piece by piece on one thread, the same networks as bare operators, and the
// trainer's own step, whose networks run on all processors.
internal sealed class StepBenchmark
{
    private const string Forward = "hypernetwork: graphs, propagation, decoding",
        Images = "images: gather and augment",
        Networks = "networks: assembly, forward, loss, backward to the generated chunks",
        Backward = "hypernetwork: backward, clipping, Adam",
        Floor = "torch's operators called directly on prepared tensors, in their cheapest exact forms",
        TorchFloor = "the same with torch's plain pooling and depthwise convolutions",
        Whole = "whole step";

    private static readonly string[] s_step = [Forward, Images, Networks, Backward];

    private readonly GhnTrainingOptions _training;
    private readonly GraphHyperNetwork _ghn;
    private readonly ImageSet _set;
    private readonly EpochOrder _order;

    private StepBenchmark(GhnTrainingOptions training, GraphHyperNetwork ghn, ImageSet set)
    {
        (_training, _ghn, _set) = (training, ghn, set);
        _order = new EpochOrder(set.Count, training.BatchSize, training.Seed);
    }

    public static BenchmarkTable Run(BenchmarkOptions options)
    {
        var (sizes, training, _, _, _) = TrainingScale.Of(Profile.Workshop);
        using var data = GeneratedImages.Make(new GeneratedOptions());
        using var ghn = new GraphHyperNetwork(sizes);
        using var parameters = new FlatParameters([
            .. ghn.named_parameters().Select(p => (p.name, (Tensor)p.parameter)),
        ]);
        using var adam = new Adam(parameters, training.WeightDecay);
        var step = new StepBenchmark(training, ghn, data.Train);
        var times = Timings.Over(options.Rounds, (times, round) => step.Round(times, round, parameters, adam));
        using var workers = new WorkerThreads();
        var steps = training with { Steps = options.Rounds + 2 };
        var trainer = TrainingBenchmark.MillisecondsAStep(ghn, steps, data, workers, warmUp: 1);
        return Table(training, times, trainer, workers.Count);
    }

    private static BenchmarkTable Table(GhnTrainingOptions training, Timings times, double trainerStep, int threads)
    {
        var whole = s_step.Sum(times.Median);
        var rows = s_step
            .Select(p => (string[])[p, Cell.Milliseconds(times.Median(p)), Cell.Percent(times.Share([p], s_step)), ""])
            .ToList();
        rows.Add([Whole, Cell.Milliseconds(whole), "", ""]);
        var share = times.Share([Forward, Backward], s_step);
        rows.Add(["hypernetwork's share of that", "", Cell.Percent(share), "≤ 25 %"]);
        rows.Add([$"{Whole} of the trainer, networks on {threads} threads", Cell.Milliseconds(trainerStep), "", ""]);
        var wall = (times.Median(Forward) + times.Median(Backward)) / trainerStep;
        rows.Add(["hypernetwork's share of that", "", Cell.Percent(wall), "≤ 25 %"]);
        foreach (var (floor, goal) in new[] { (Floor, "≤ 1.15"), (TorchFloor, "") })
        {
            rows.Add([floor, Cell.Milliseconds(times.Median(floor)), "", ""]);
            rows.Add(["networks ÷ that", "", Cell.Ratio(times.Ratio(Networks, floor)), goal]);
        }
        var title =
            $"Workshop training step, {training.ArchitecturesPerStep} architectures × {training.BatchSize} images, one thread";
        return new(title, ["part", "ms", "share or ratio", "goal"], rows);
    }

    private void Round(Timings times, int round, FlatParameters parameters, Adam adam)
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(_training.Seed, "architectures", round);
        GraphBatch? batch = null;
        GeneratedBatch? decoded = null;
        times.Measure(
            Forward,
            () =>
            {
                batch = new GraphBatch([
                    .. Enumerable
                        .Range(0, _training.ArchitecturesPerStep)
                        .Select(_ => new ComputationGraph(_training.Blocks.Sample(random), _training.Network)),
                ]);
                decoded = _ghn.Decode(batch);
            }
        );
        using (batch)
        using (decoded)
        {
            var graphs = batch!.Graphs;
            var leaves = graphs
                .Select((_, g) => decoded!.Parts(g).Select(c => c.detach().requires_grad_()).ToArray())
                .ToArray();
            var images = new ImageBatch[graphs.Count];
            times.Measure(Images, () => Gather(images, round));

            void RunNetworks() =>
                times.Measure(
                    Networks,
                    () => Run(images, g => Executor.Run(decoded!.Weights(g, leaves[g]), images[g].Images))
                );
            if (round % 2 == 0) // which of the two runs on warm memory changes from round to round
                RunNetworks();
            RunBare(times, Floor, decoded!, images, torchsOwn: false);
            RunBare(times, TorchFloor, decoded!, images, torchsOwn: true);
            if (round % 2 == 1)
                RunNetworks();

            times.Measure(
                Backward,
                () =>
                {
                    parameters.Gradient.zero_();
                    decoded!.Backward([
                        .. leaves.Select(l => l.Select(c => (c.grad ?? zeros_like(c)).Over(graphs.Count)).ToArray()),
                    ]);
                    parameters.ClipGradient(_training.ClipNorm);
                    adam.Step(_training.LearningRate);
                }
            );
        }
    }

    private void Gather(ImageBatch[] images, int round)
    {
        for (var g = 0; g < images.Length; g++)
        {
            var draw = (long)round * images.Length + g;
            var random = new RandomStream(_training.Seed, "augmentation", draw);
            images[g] = BatchLoader.Gather(_set, _order.Batch(draw), _training.Augmentation, random);
        }
    }

    private static void Run(ImageBatch[] images, Func<int, Tensor> network)
    {
        for (var g = 0; g < images.Length; g++)
        {
            using var scope = NewDisposeScope();
            var loss = nn.functional.cross_entropy(network(g), images[g].Labels);
            loss.backward();
            loss.item<float>();
        }
    }

    private static void RunBare(Timings times, string what, GeneratedBatch decoded, ImageBatch[] images, bool torchsOwn)
    {
        using var scope = NewDisposeScope();
        var networks = images
            .Select((batch, g) => BareOperators.Of(Leaves(decoded, g), batch.Images, torchsOwn))
            .ToArray();
        times.Measure(what, () => Run(images, g => networks[g].Run()));
    }

    // The generated weights as tensors of their own, contiguous, each a leaf of its own.
    private static WeightSet Leaves(GeneratedBatch decoded, int graph)
    {
        using var weights = decoded.Weights(graph);
        return new(weights.Graph, [.. weights.Tensors.Select(w => w.detach().contiguous().clone().requires_grad_())]);
    }
}

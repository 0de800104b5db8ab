using Ghn.Architectures;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Training;

/// <summary>
/// Trains a graph hypernetwork (section 4.5, eqs. 16–18): draw an architecture, generate its weights, take the loss of
/// the network that runs with them on a mini-batch, and send its gradient through the weights into the hypernetwork. Any
/// other trainable source is trained in the same way.
/// </summary>
public sealed class GhnTrainer
{
    /// <summary>Steps in a row without a finite gradient after which training is given up.</summary>
    private const int PatienceWithNonFinite = 50;

    private readonly TrainableWeightSource _source;
    private readonly GhnTrainingOptions _options;
    private readonly ImageSet _images;
    private readonly ImageSet _validation;
    private readonly EpochOrder _order;
    private readonly IReadOnlyList<Architecture> _unseen;

    /// <summary>Prepares training; nothing is changed yet.</summary>
    public GhnTrainer(TrainableWeightSource source, GhnTrainingOptions options, DataSplits data)
    {
        _source = source;
        _options = options;
        _images = data.Train;
        _validation = data.Validation;
        _order = new EpochOrder(_images.Count, options.BatchSize, options.Seed);
        _unseen = options.Space.SampleDistinct(
            options.ValidationArchitectures,
            options.Seed,
            "validation architectures"
        );
    }

    /// <summary>
    /// Runs all steps on the given threads. The result is the same for any number of threads. Throws
    /// <see cref="GhnException"/> if the loss stays not finite; a cancelled training leaves the source as it was
    /// after the last complete step.
    /// </summary>
    public TrainingTrace Train(
        WorkerThreads workers,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        using var adam = optim.Adam(_source.parameters(), _options.LearningRate, weight_decay: _options.WeightDecay);
        var points = new List<TrainingProgress>();
        int skipped = 0,
            inARow = 0;
        for (var step = 0; step < _options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var group in adam.ParamGroups)
                group.LearningRate = _options.LearningRateAt(step);
            var (loss, finite) = Step(adam, step, workers);
            inARow = finite ? 0 : inARow + 1;
            skipped += finite ? 0 : 1;
            if (inARow == PatienceWithNonFinite)
                throw new GhnException(
                    $"The loss has not been finite for {inARow} steps (step {step + 1}); lower LearningRate = {_options.LearningRate}."
                );
            var validates = _options.ValidateEvery > 0 && (step + 1) % _options.ValidateEvery == 0;
            var unseen =
                validates || step + 1 == _options.Steps ? UnseenAccuracy(workers, cancellation) : (double?)null;
            points.Add(new TrainingProgress(step + 1, _options.Steps, loss, unseen));
            progress?.Report(points[^1]);
        }
        return new TrainingTrace(points, skipped);
    }

    private (double Loss, bool Finite) Step(optim.Optimizer adam, int step, WorkerThreads workers)
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(_options.Seed, "architectures", step);
        var graphs = Enumerable
            .Range(0, _options.ArchitecturesPerStep)
            .Select(_ => new ComputationGraph(_options.Space.Sample(random), _options.Network))
            .ToArray();
        using var batch = new GraphBatch(graphs, _source.Device);
        using var decoded = _source.Decode(batch);

        // The gradient is cut at the source's output: each network's own backward pass runs on its own thread, up to
        // these leaves; then one backward pass takes all of them into the source's parameters.
        var leaves = graphs
            .Select((_, g) => decoded.Parts(g).Select(c => c.detach().requires_grad_()).ToArray())
            .ToArray();
        var losses = workers.Map(graphs.Length, g => NetworkLoss(decoded, g, leaves[g], step));
        adam.zero_grad(); // a graph without a kind of tensor has an empty leaf of that kind, and no gradient
        decoded.Backward(
            leaves.Select(l => l.Select(c => (c.grad ?? zeros_like(c)) / graphs.Length).ToArray()).ToArray()
        );
        var norm = nn.utils.clip_grad_norm_(_source.parameters(), _options.ClipNorm);
        var finite = double.IsFinite(norm) && losses.All(double.IsFinite);
        if (finite)
            adam.step();
        return (losses.Average(), finite);
    }

    private double NetworkLoss(GeneratedBatch decoded, int graph, Tensor[] leaves, int step)
    {
        using var scope = NewDisposeScope();
        var draw = (long)step * _options.ArchitecturesPerStep + graph;
        int[] indices;
        lock (_order)
            indices = _order.Batch(draw);
        var random = new RandomStream(_options.Seed, "augmentation", draw);
        using var images = BatchLoader.Gather(_images, indices, _options.Augmentation, random, _source.Device);
        var weights = decoded.Weights(graph, leaves);
        var loss = nn.functional.cross_entropy(Executor.Run(weights, images.Images), images.Labels);
        loss.backward();
        return loss.item<float>();
    }

    private double UnseenAccuracy(WorkerThreads workers, CancellationToken cancellation)
    {
        var count = Math.Min(_options.ValidationImages, _validation.Count);
        return Evaluation
            .Score(_source, _unseen, _options.Network, _validation, count, workers, null, cancellation)
            .Average();
    }
}

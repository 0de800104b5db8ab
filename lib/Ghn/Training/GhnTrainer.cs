using Ghn.Data;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;

namespace Ghn.Training;

/// <summary>
/// Trains a graph hypernetwork (section 4.5, eqs. 16–18). A step draws an architecture, generates its weights, computes
/// the network's loss on a mini-batch, and backpropagates through the weights into the hypernetwork. Any other
/// trainable source is trained in the same way.
/// </summary>
public sealed class GhnTrainer
{
    private readonly TrainableWeightSource _source;
    private readonly GhnTrainingOptions _options;
    private readonly IImageSource _train;
    private readonly IImageSource _validation;
    private readonly Lazy<string> _checksum;
    private readonly IReadOnlyList<ComputationGraph> _unseen;

    /// <summary>
    /// Prepares the training without changing the source. Throws <see cref="GhnException"/> if the networks do not fit
    /// the data, or if the validation set has too few images.
    /// </summary>
    public GhnTrainer(TrainableWeightSource source, GhnTrainingOptions options, DataSplits data)
        : this(source, options, data.Train, data.Validation, () => data.Checksum) { }

    /// <summary>The same for any image sources, such as your own (<see cref="SourceSplits"/>).</summary>
    public GhnTrainer(
        TrainableWeightSource source,
        GhnTrainingOptions options,
        IImageSource train,
        IImageSource validation
    )
        : this(source, options, train, validation, () => $"{train.Checksum} {validation.Checksum}") { }

    private GhnTrainer(
        TrainableWeightSource source,
        GhnTrainingOptions options,
        IImageSource train,
        IImageSource validation,
        Func<string> checksum
    )
    {
        foreach (var set in new[] { train, validation })
            DataCheck.Fits(set, options.Network.ImageSize, options.Network.Classes);
        DataCheck.HasImages(validation, nameof(options.ValidationImages), options.ValidationImages);
        _ = new EpochOrder(train.Count, options.BatchSize, options.Seed); // a batch that is too large is refused now
        (_source, _options, _train, _validation, _checksum) = (source, options, train, validation, new(checksum));
        _unseen = options.SampleDistinct(options.ValidationArchitectures, options.Seed, "validation architectures");
    }

    /// <summary>
    /// Runs all steps on the given threads. The result is the same for any number of threads, and for a training that
    /// was resumed from its checkpoint. Throws <see cref="GhnException"/> if the loss remains non-finite, or if the
    /// checkpoint is damaged or of another training, such as one with other initial parameters; the checkpoint is not
    /// changed then. A cancelled training leaves the source as it was after the last complete step.
    /// </summary>
    /// <remarks>
    /// To resume from a checkpoint, pass a source with the initial parameters of that training: create it again with
    /// the same options and seed. A trained source is rejected, because its parameters differ. To use a trained source,
    /// call <see cref="Checkpoint.Load"/>.
    /// </remarks>
    public TrainingTrace Train(
        WorkerThreads workers,
        CheckpointOptions? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        using var parameters = new FlatParameters(
            _source.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray()
        );
        using var adam = new Adam(parameters, _options.WeightDecay);
        using var batches = _train.Begin(_options.BatchSize, _options.Seed, _options.Augmentation, _source.Device);
        var job = new TrainingJob(
            _source.GetType().Name,
            new Identity(_source.Settings, _options, checkpoint is null ? "" : parameters.Checksum()),
            checkpoint is null ? "" : _checksum.Value,
            _options.Steps,
            _options.LearningRate,
            [.. parameters.Parameters, .. adam.State],
            step => Step(parameters, adam, batches, step, workers),
            done => Measure(done, workers, cancellation)
        );
        return new TrainingLoop(job, checkpoint).Run(progress, cancellation);
    }

    private (double Loss, bool Finite) Step(
        FlatParameters parameters,
        Adam adam,
        ITrainingBatches batches,
        int step,
        WorkerThreads workers
    )
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(_options.Seed, "architectures", step);
        var graphs = Enumerable.Range(0, _options.ArchitecturesPerStep).Select(_ => _options.Sample(random)).ToArray();
        using var batch = new GraphBatch(graphs, _source.Device);
        using var decoded = _source.Decode(batch);

        // The gradient is cut at the source's output: each network's own backward pass runs on its own thread, up to
        // these leaves; then one backward pass takes all of them into the source's parameters.
        var leaves = graphs
            .Select((_, g) => decoded.Parts(g).Select(c => c.detach().requires_grad_()).ToArray())
            .ToArray();
        var losses = workers.Map(graphs.Length, g => NetworkLoss(decoded, g, leaves[g], batches, step));
        parameters.Gradient.zero_(); // a graph without a kind of tensor has an empty leaf of that kind, and no gradient
        decoded.Backward(
            leaves.Select(l => l.Select(c => (c.grad ?? zeros_like(c)).Over(graphs.Length)).ToArray()).ToArray()
        );
        var length = parameters.ClipGradient(_options.ClipNorm);
        var finite = double.IsFinite(length) && losses.All(double.IsFinite);
        if (finite)
            adam.Step(_options.LearningRateAt(step));
        return (losses.Average(), finite);
    }

    private double NetworkLoss(GeneratedBatch decoded, int graph, Tensor[] leaves, ITrainingBatches batches, int step)
    {
        using var scope = NewDisposeScope();
        using var images = batches.Batch(step * _options.ArchitecturesPerStep + graph);
        var weights = decoded.Weights(graph, leaves);
        var exits = Executor.RunExits(weights, images.Images);
        var losses = exits.Select(logits => nn.functional.cross_entropy(logits, images.Labels)).ToArray();
        var loss = _options.Loss(losses, sum: 1);
        loss.backward();
        return loss.item<float>();
    }

    private double? Measure(int done, WorkerThreads workers, CancellationToken cancellation)
    {
        if (done != _options.Steps && (_options.ValidateEvery == 0 || done % _options.ValidateEvery != 0))
            return null;
        var count = _options.ValidationImages;
        return Evaluation.Score(_source, _unseen, _validation, count, workers, null, cancellation).Average();
    }

    /// <summary>
    /// The identity of a training, stored as JSON in a checkpoint. The last member is the SHA-256 of the source's
    /// initial parameters; "" if there is no checkpoint.
    /// </summary>
    internal sealed record Identity(object? Source, GhnTrainingOptions Training, string InitialParameters);
}

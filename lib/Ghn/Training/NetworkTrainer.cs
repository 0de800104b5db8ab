using Ghn.Data;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;

namespace Ghn.Training;

/// <summary>
/// Trains one network by SGD. The initial weights come from any source: random weights for an architecture's true
/// accuracy (section 5, table 4), or generated weights for fine-tuning.
/// </summary>
/// <remarks>
/// It uses only the calling thread and has no state between trainings, so several threads can each train a network. The
/// loss of a network with several exits is the sum of their cross-entropies, weighted by
/// <see cref="TrainingOptions.ExitPower"/>.
/// </remarks>
public sealed class NetworkTrainer
{
    private readonly NetworkTrainingOptions _options;
    private readonly IImageSource _train;
    private readonly IImageSource _measured;

    /// <summary>
    /// Prepares training on one set, with accuracy measured on the other. Throws <see cref="GhnException"/> if the
    /// latter has too few images, or if a measurement is requested after the last step.
    /// </summary>
    public NetworkTrainer(NetworkTrainingOptions options, IImageSource train, IImageSource measured)
    {
        (_options, _train, _measured) = (options, train, measured);
        DataCheck.HasImages(measured, nameof(options.MeasureImages), options.MeasureImages);
        if (options.MeasureAt.Any(s => s > options.Steps))
            throw new GhnException(
                $"MeasureAt = [{string.Join(", ", options.MeasureAt)}] is impossible with Steps = {options.Steps}: "
                    + "use steps up to the last one."
            );
    }

    /// <summary>
    /// Runs all steps and returns the trained network, which the caller owns. A training resumed from its checkpoint
    /// gives exactly the same result. The source must generate the same initial weights as the first time, which the
    /// checkpoint's weights then replace. Throws <see cref="GhnException"/> if the loss remains non-finite, if the
    /// network does not fit the data, or if the checkpoint is damaged or of another training, such as one with other
    /// initial weights; the checkpoint is not changed then.
    /// </summary>
    public TrainedNetwork Train(
        IWeightSource source,
        ComputationGraph graph,
        CheckpointOptions? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        foreach (var set in new[] { _train, _measured })
            DataCheck.Fits(set, graph.ImageSize, graph.Exits[^1].OutputChannels);
        using var single = new SingleThread();
        using var scope = NewDisposeScope();
        using var head = _options.AuxiliaryWeight > 0 ? new AuxiliaryHead(graph, _options.Seed, source.Device) : null;
        var weights = Start(source, graph);
        try
        {
            using var parameters = new FlatParameters([.. Named(weights), .. head?.Parameters ?? []]);
            using var sgd = new Sgd(parameters, _options.Momentum, _options.WeightDecay);
            using var batches = _train.Begin(_options.BatchSize, _options.Seed, _options.Augmentation, source.Device);
            var job = new TrainingJob(
                TrainedNetwork.Kind,
                new Identity(StoredGraph.Of(graph), _options, checkpoint is null ? "" : parameters.Checksum()),
                checkpoint is null ? "" : $"{_train.Checksum} {_measured.Checksum}",
                _options.Steps,
                _options.LearningRate,
                [.. parameters.Parameters, ("velocity", sgd.Velocity)],
                step => Step(weights, head, parameters, sgd, batches, step),
                done => Measure(weights, batches, done, cancellation)
            );
            var trace = new TrainingLoop(job, checkpoint).Run(progress, cancellation);
            return new TrainedNetwork(weights, trace);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    internal static IReadOnlyList<(string Name, Tensor Value)> Named(WeightSet weights) =>
        weights.Graph.Parameters.Zip(weights.Tensors, (p, t) => ($"{p.Kind} of node {p.Node}", t)).ToArray();

    /// <summary>Copies of the source's weights, as leaves, outside of any dispose scope.</summary>
    private static WeightSet Start(IWeightSource source, ComputationGraph graph)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var batch = new GraphBatch([graph], source.Device);
        using var generated = source.Generate(batch)[0];
        return new WeightSet(
            graph,
            generated.Tensors.Select(t => t.detach().clone().contiguous().DetachFromDisposeScope()).ToArray()
        );
    }

    private (double Loss, bool Finite) Step(
        WeightSet weights,
        AuxiliaryHead? head,
        FlatParameters parameters,
        Sgd sgd,
        ITrainingBatches batches,
        int step
    )
    {
        using var scope = NewDisposeScope();
        var device = weights.Device;
        var batch = batches.Batch(step);
        var probability = _options.DropPathAt(step);
        using var dropPath =
            probability > 0
                ? new DropPath(
                    weights.Graph,
                    probability,
                    (int)batch.Labels.shape[0],
                    new RandomStream(_options.Seed, "drop-path", step),
                    device
                )
                : null;
        var pass = new NetworkPass(weights, batch.Images, new Norms(), dropPath, head?.Node);
        Tensor Loss(Tensor logits) =>
            nn.functional.cross_entropy(logits, batch.Labels, label_smoothing: _options.LabelSmoothing);
        var losses = pass.Exits().Select(Loss).ToArray();
        var loss = _options.Loss(losses, sum: losses.Length);
        var all = head is null ? loss : loss.Plus(Loss(head.Forward(pass.Kept)).Times(_options.AuxiliaryWeight));
        parameters.Gradient.zero_();
        all.backward();
        var length = parameters.ClipGradient(_options.ClipNorm);
        var value = loss.item<float>();
        var finite = double.IsFinite(length) && float.IsFinite(value);
        if (finite)
            sgd.Step(_options.LearningRateAt(step));
        return (value, finite);
    }

    private double? Measure(WeightSet weights, ITrainingBatches batches, int done, CancellationToken cancellation)
    {
        var epochEnds = _options.MeasureEveryEpoch && done % batches.StepsPerEpoch == 0;
        if (!epochEnds && done != _options.Steps && !_options.MeasureAt.Contains(done))
            return null;
        return Evaluation.Accuracy(weights, _measured, _options.MeasureImages, null, cancellation);
    }

    /// <summary>
    /// The identity of a training, stored as JSON in a checkpoint. The last member is the SHA-256 of all initial
    /// parameters; "" if there is no checkpoint.
    /// </summary>
    internal sealed record Identity(StoredGraph Network, NetworkTrainingOptions Training, string InitialWeights);
}

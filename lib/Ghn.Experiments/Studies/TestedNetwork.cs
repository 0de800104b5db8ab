using static TorchSharp.torch;

namespace Ghn.Experiments.Studies;

/// <summary>
/// A network that was trained alone from random weights. It is tested with norm statistics measured on training images, so
/// that its accuracy does not depend on how the tested images are batched.
/// </summary>
internal sealed record TestedNetwork(TrainedNetwork Network, ComputationGraph Graph, Recalibration Recalibration)
    : IDisposable
{
    private const int LastSteps = 100;

    /// <summary>Mean loss of the last hundred steps, to four digits.</summary>
    public double TrainingLoss => Math.Round(Network.Trace.Points.TakeLast(LastSteps).Average(p => p.Loss), 4);

    public static TestedNetwork Train(
        ComputationGraph graph,
        NetworkTrainingOptions training,
        int statisticsBatches,
        IImageSource train,
        IImageSource measured,
        Device device,
        CheckpointOptions checkpoint,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        training = training with { MeasureImages = Math.Min(training.MeasureImages, measured.Count) };
        var network = new NetworkTrainer(training, train, measured).Train(
            new RandomWeights(training.Seed, device),
            graph,
            checkpoint,
            progress,
            cancellation
        );
        var batches = Math.Min(statisticsBatches, train.Count / Evaluation.BatchSize);
        return new(network, graph, new Recalibration { Images = train, Batches = batches });
    }

    /// <summary>Accuracy (0 … 1) on all images of a set that chose nothing.</summary>
    public double Accuracy(IImageSource tested, Device device, CancellationToken cancellation)
    {
        using var weights = Weights(device);
        return Evaluation.Accuracy(weights, tested, tested.Count, Recalibration, cancellation);
    }

    /// <summary>Its weights; the caller owns them.</summary>
    public WeightSet Weights(Device device)
    {
        using var batch = new GraphBatch([Graph], device);
        return Network.Generate(batch)[0];
    }

    public void Dispose() => Network.Dispose();
}

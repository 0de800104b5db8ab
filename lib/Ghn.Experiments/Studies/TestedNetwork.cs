using Ghn.Data;
using Ghn.Graphs;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Experiments.Studies;

/// <summary>A network that was trained alone from random weights, and its accuracy on images that chose nothing.</summary>
/// <param name="Network">The network; owned.</param>
/// <param name="Accuracy">
/// Accuracy (0 … 1) on all images of the tested set, with norm statistics measured on training images: it does not depend on
/// how the tested images are batched.
/// </param>
internal sealed record TestedNetwork(TrainedNetwork Network, double Accuracy) : IDisposable
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
        IImageSource tested,
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
        try
        {
            var recalibration = new Recalibration
            {
                Images = train,
                Batches = Math.Min(statisticsBatches, train.Count / Evaluation.BatchSize),
            };
            using var batch = new GraphBatch([graph], device);
            using var weights = network.Generate(batch)[0];
            return new(network, Evaluation.Accuracy(weights, tested, tested.Count, recalibration, cancellation));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public void Dispose() => Network.Dispose();
}

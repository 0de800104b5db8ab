using System.Diagnostics;
using Ghn.Data;
using Ghn.Hypernetworks;
using Ghn.Training;
using MathNet.Numerics.Statistics;

namespace Ghn.Bench;

/// <summary>The trainer itself, timed step by step.</summary>
/// <param name="Milliseconds">Median of a step.</param>
internal sealed record StepTimes(double Milliseconds)
{
    /// <summary>
    /// Trains without validation, but for the closing one, which belongs to the last step: that step is not timed, nor are
    /// the first ones, <paramref name="warmUp"/>. <paramref name="after"/> hears of every step, outside the time.
    /// </summary>
    public static StepTimes Measure(
        GraphHyperNetwork ghn,
        GhnTrainingOptions training,
        DataSplits data,
        WorkerThreads workers,
        int warmUp,
        Action<int>? after = null
    )
    {
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        var options = training with { ValidateEvery = 0, ValidationArchitectures = 1 };
        new GhnTrainer(ghn, options, data).Train(
            workers,
            progress: new DirectProgress<TrainingProgress>(p =>
            {
                if (p.Step > warmUp && p.Step < training.Steps)
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                after?.Invoke(p.Step);
                start = Stopwatch.GetTimestamp();
            })
        );
        return new StepTimes(times.Median());
    }
}

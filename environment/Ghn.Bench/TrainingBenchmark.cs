using Ghn.Experiments.Studies;
using MathNet.Numerics.Statistics;
using TorchSharp;

namespace Ghn.Bench;

// The trainer itself at the workshop's scale: its speed on all processors, and whether memory stays flat.
internal static class TrainingBenchmark
{
    private sealed record Memory(int Step, long Tensors, long Resident);

    public static BenchmarkTable Run(BenchmarkOptions options)
    {
        if (options.Steps < 10)
            throw new GhnException($"{options.Steps} steps are too few to measure memory: use at least 10 (--steps).");
        var (sizes, training, _, _, _) = TrainingScale.Of(Profile.Workshop);
        training = training with { Steps = options.Steps };
        var set = DataSource.Find().Any(d => d is { Name: Cifar10.Name, Found: true })
            ? Cifar10.Name
            : GeneratedImages.Name;
        using var data = DataSource.Load(new DataOptions { Name = set });
        using var ghn = new GraphHyperNetwork(sizes);
        using var workers = new WorkerThreads();

        var (warm, last) = (Math.Max(2, options.Steps / 10), options.Steps - 1); // the closing validation is not looked at
        var seen = new List<Memory>();
        var milliseconds = MillisecondsAStep(
            ghn,
            training,
            data,
            workers,
            warm,
            after: step =>
            {
                if (step == warm || step == last)
                    seen.Add(Look(step));
            }
        );
        var (early, late) = (seen[0], seen[1]);
        var drift = late.Resident / (double)early.Resident - 1;
        using var process = Process.GetCurrentProcess();
        return new(
            $"Training, workshop settings, {options.Steps:N0} steps, data set {data.Name}, {workers.Count} threads",
            ["", $"after {early.Step} steps", $"after {late.Step:N0} steps", "change", "goal"],
            [
                ["tensors alive", $"{early.Tensors}", $"{late.Tensors}", $"{late.Tensors - early.Tensors}", "0"],
                [
                    "resident memory",
                    Cell.Megabytes(early.Resident),
                    Cell.Megabytes(late.Resident),
                    Cell.Percent(drift),
                    "< 3 %",
                ],
                ["peak resident memory of the process", "", Cell.Megabytes(process.PeakWorkingSet64), "", "< 1.2 GB"],
                ["ms a step (median)", "", Cell.Milliseconds(milliseconds), "", ""],
            ]
        );
    }

    // The median of a step of the trainer, without validation but for the closing one: the last step is not timed, nor
    // are those of the warm-up. The action gets every step, outside the time.
    internal static double MillisecondsAStep(
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
        return times.Median();
    }

    private static Memory Look(int step)
    {
        using var process = Process.GetCurrentProcess();
        return new(step, torch.Tensor.TotalCount, process.WorkingSet64);
    }
}

using Ghn.Experiments.Studies;

namespace Ghn.Bench;

// Scoring unseen architectures with generated weights at the workshop's scale, on all processors.
internal static class ScoringBenchmark
{
    private const int Wanted = 1_000;

    public static BenchmarkTable Run(BenchmarkOptions options)
    {
        var (sizes, training, _, _, _) = TrainingScale.Of(Profile.Workshop);
        using var data = GeneratedImages.Make(new GeneratedOptions());
        using var ghn = new GraphHyperNetwork(sizes);
        using var workers = new WorkerThreads();
        var architectures = training.Blocks.SampleDistinct(options.Scored, 0, "scoring benchmark");
        void Score(int count) =>
            Evaluation.Score(
                ghn,
                [.. architectures.Take(count)],
                training.Network,
                data.Validation,
                options.ScoringImages,
                workers
            );
        Score(Math.Min(options.Scored, 2 * workers.Count));
        var start = Stopwatch.GetTimestamp();
        Score(options.Scored);
        var each = Stopwatch.GetElapsedTime(start).TotalSeconds / options.Scored;
        return new(
            $"Scoring with generated weights, {options.ScoringImages:N0} images each, workshop networks, {workers.Count} threads",
            ["", "value", "goal"],
            [
                ["architectures a second", FormattableString.Invariant($"{1 / each:0.0}"), ""],
                [
                    $"minutes for {Wanted:N0} architectures, extrapolated from {options.Scored}",
                    FormattableString.Invariant($"{Wanted * each / 60:0.0}"),
                    "≤ 5",
                ],
            ]
        );
    }
}

using System.Diagnostics;
using Ghn.Search;
using MathNet.Numerics.Statistics;

namespace Ghn.Experiments.Studies;

/// <summary>What is timed.</summary>
internal sealed record CostUnit(string Method)
{
    public override string ToString() => Method;
}

/// <summary>How costs are measured.</summary>
/// <param name="Truth">Networks and their training.</param>
/// <param name="Surrogate">The surrogate, or null: networks are trained directly.</param>
/// <param name="Steps">Steps that are timed: of a surrogate in all, of networks each.</param>
/// <param name="WarmUp">Steps before them, which are not.</param>
/// <param name="Networks">Networks that are trained, or scored.</param>
internal sealed record CostOptions(
    GroundTruthOptions Truth,
    SurrogateOptions? Surrogate = null,
    int Steps = 60,
    int WarmUp = 10,
    [property: AtLeast(2)] int Networks = 20
)
{
    public static CostOptions Of(Profile profile)
    {
        var options = new CostOptions(GroundTruthOptions.Of(profile));
        return profile == Profile.Smoke ? options with { Steps = 3, WarmUp = 1, Networks = 2 } : options;
    }
}

/// <summary>Cost of a surrogate, or of training networks directly, on one thread. Multiply-adds are those of the networks: a training step takes three times its forward pass.</summary>
/// <param name="StepSeconds">Median wall time of a training step, in seconds; of networks, mean of their medians.</param>
/// <param name="StepMultiplyAdds">Mean multiply-adds of a training step.</param>
/// <param name="ScoreSeconds">Mean wall time of scoring an architecture, in seconds, of the fastest pass over all; of networks, of a validation on as many images.</param>
/// <param name="ScoreMultiplyAdds">Mean multiply-adds of scoring an architecture, or of that validation.</param>
internal sealed record MethodCost(
    double StepSeconds,
    double StepMultiplyAdds,
    double ScoreSeconds,
    double ScoreMultiplyAdds
)
{
    public override string ToString() => Invariant($"{1_000 * StepSeconds:F1} ms a step");
}

/// <summary>
/// What each way to judge architectures costs (tables 1, 2 and 4), measured apart from the experiments, on a machine that
/// does nothing else: their own wall times depend on what ran beside them.
/// </summary>
internal sealed class Costs(ExperimentContext context) : UnitExperiment<CostOptions, CostUnit, MethodCost>(context)
{
    public const string Network = "network";

    private const int Passes = 3;

    private const int ForwardAndBackward = 3; // the gradient of the input and that of the weights take as much as the forward pass each

    private readonly IReadOnlyDictionary<string, SurrogateOptions> _surrogates = ProfileSettings
        .Of(context.Settings.Profile)
        .Table4();
    private readonly CostOptions _options = Counts.Checked(CostOptions.Of(context.Settings.Profile));

    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("timed", string.Join(", ", Units(Results()))),
            ("steps, networks", $"{_options.Steps}, {_options.Networks}"),
            ("remember", "times count only if the machine does nothing else: use --workers 1"),
        ];

    public override IReadOnlyList<(string Name, string Value)> Summarise() =>
        [.. Ledger.Read().Select(l => (l.Unit.Method, $"{l.Result}"))];

    protected override CostOptions? OptionsOf(CostUnit unit) =>
        unit.Method == Network ? _options
        : _surrogates.TryGetValue(unit.Method, out var surrogate) ? _options with { Surrogate = surrogate }
        : null;

    protected override IReadOnlyList<CostUnit> Units(IReadOnlyDictionary<CostUnit, MethodCost> done) =>
        [new CostUnit(Network), .. _surrogates.Keys.Select(s => new CostUnit(s))];

    protected override MethodCost Compute(CostUnit unit, DataSplits data, CancellationToken cancellation) =>
        OptionsOf(unit)!.Surrogate is { } surrogate
            ? Of(surrogate, data, cancellation)
            : OfNetworks(data, cancellation);

    private MethodCost OfNetworks(DataSplits data, CancellationToken cancellation)
    {
        var training = _options.Truth.Training with
        {
            Steps = _options.WarmUp + _options.Steps + 1, // the last one measures
            MeasureAt = [],
            MeasureEveryEpoch = false,
            MeasureImages = 1,
        };
        var trainer = new NetworkTrainer(training, data.Train, data.Validation);
        var images = Math.Min(_options.Truth.Training.MeasureImages, data.Validation.Count);
        var (seconds, multiplyAdds, validation) = (0.0, 0.0, 0.0);
        var graphs = Graphs();
        foreach (var graph in graphs)
        {
            var timer = new StepTimer(_options.WarmUp);
            using var network = trainer.Train(
                new RandomWeights(0, data.Train.Images.device),
                graph,
                null,
                timer,
                cancellation
            );
            seconds += timer.Seconds / _options.Networks;
            multiplyAdds += (double)ForwardAndBackward * training.BatchSize * graph.MultiplyAdds / _options.Networks;
            using var batch = new GraphBatch([graph], data.Train.Images.device);
            using var weights = network.Generate(batch)[0];
            var validated = Fastest(() => Evaluation.Accuracy(weights, data.Validation, images, null, cancellation));
            validation += validated / _options.Networks;
        }
        return new MethodCost(seconds, multiplyAdds, validation, images * graphs.Average(g => (double)g.MultiplyAdds));
    }

    private MethodCost Of(SurrogateOptions surrogate, DataSplits data, CancellationToken cancellation)
    {
        var training = TrainingScale.Within(
            surrogate.Training with
            {
                Steps = _options.WarmUp + _options.Steps + 1, // the last one measures
                WarmupSteps = Math.Min(surrogate.Training.WarmupSteps, _options.WarmUp),
                ValidateEvery = 0,
            },
            data
        );
        using var workers = new WorkerThreads(1);
        using var source = surrogate.Make(0, data.Train.Images.device);
        var timer = new StepTimer(_options.WarmUp);
        new GhnTrainer(source, training, data).Train(workers, null, timer, cancellation);
        var graphs = Graphs();
        var images = Math.Min(surrogate.ScoringImages, data.Validation.Count);
        var score = new GeneratedWeightsScore(source, data.Validation, images, workers);
        score.Of(graphs[..1], cancellation); // compiles what it runs
        return new MethodCost(
            timer.Seconds,
            ForwardAndBackward
                * (double)training.ArchitecturesPerStep
                * training.BatchSize
                * ProfileSettings.MeanCost(training),
            Fastest(() => score.Of(graphs, cancellation)) / graphs.Length,
            images * graphs.Average(g => (double)g.MultiplyAdds)
        );
    }

    /// <summary>Seconds of the fastest of some passes.</summary>
    private static double Fastest(Action pass) =>
        Enumerable
            .Range(0, Passes)
            .Min(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                pass();
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            });

    private ComputationGraph[] Graphs() =>
        [
            .. _options
                .Truth.Space.SampleDistinct(_options.Networks, 0, "costs")
                .Select(a => new ComputationGraph(a, _options.Truth.Network)),
        ];

    /// <summary>Median time between reports, from the last step of warming up to the last but one of all.</summary>
    private sealed class StepTimer(int warmUp) : IProgress<TrainingProgress>
    {
        private readonly List<double> _seconds = [];
        private long _last;

        public double Seconds => _seconds.Median();

        public void Report(TrainingProgress value)
        {
            var now = Stopwatch.GetTimestamp();
            if (value.Step > warmUp && value.Step < value.Steps)
                _seconds.Add(Stopwatch.GetElapsedTime(_last, now).TotalSeconds);
            _last = now;
        }
    }
}

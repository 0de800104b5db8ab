using Ghn;
using Ghn.Data;
using Ghn.Experiments.Framework;
using Ghn.Graphs;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using static System.FormattableString;

namespace Extension.Tests;

/// <summary>Every option that changes a number.</summary>
public sealed record RateOptions(int Nodes, NetworkOptions Network, NetworkTrainingOptions Training);

/// <summary>One training: an architecture at a learning rate.</summary>
public sealed record RateUnit(int Architecture, double LearningRate)
{
    public override string ToString() => Invariant($"architecture {Architecture} at {LearningRate}");
}

/// <summary>What it came to.</summary>
public sealed record RateResult(double Accuracy)
{
    public override string ToString() => Invariant($"{100 * Accuracy:F1} %");
}

/// <summary>A researcher's own experiment in one file: at which learning rate do small networks learn best?</summary>
public sealed class LearningRateStudy(ExperimentContext context)
    : UnitExperiment<RateOptions, RateUnit, RateResult>(context)
{
    public const string Named = "learning-rates";

    private static readonly double[] s_rates = [0.003, 0.03];

    private readonly RateOptions _options = new(
        Nodes: 3,
        new NetworkOptions
        {
            Blocks = 2,
            ReductionsAfter = [1],
            Channels = 4,
            StemStride = 2,
        },
        new NetworkTrainingOptions
        {
            Steps = context.Settings.Profile == Profile.Smoke ? 30 : 1_000,
            BatchSize = 16,
            WarmupSteps = 5,
            MeasureImages = 100,
        }
    );

    public override IReadOnlyList<(string Name, string Value)> Describe() => [("rates", string.Join(", ", s_rates))];

    public override ExperimentPrice Price() =>
        ExperimentPrice.Of(_options.Training, [Graph(0), Graph(1)]) * s_rates.Length;

    public override IReadOnlyList<(string Name, string Value)> Summarise() =>
        [
            .. Results()
                .GroupBy(r => r.Key.LearningRate, r => r.Value.Accuracy)
                .Select(g => (Invariant($"{g.Key}"), Invariant($"{100 * g.Average():F1} %"))),
        ];

    protected override RateOptions OptionsOf(RateUnit unit) => _options;

    protected override IReadOnlyList<RateUnit> Units(IReadOnlyDictionary<RateUnit, RateResult> done) =>
        [.. from architecture in new[] { 0, 1 } from rate in s_rates select new RateUnit(architecture, rate)];

    protected override RateResult Compute(RateUnit unit, DataSplits data, CancellationToken cancellation)
    {
        var training = _options.Training with { LearningRate = unit.LearningRate };
        using var trained = new NetworkTrainer(training, data.Train, data.Validation).Train(
            new RandomWeights(0),
            Graph(unit.Architecture),
            CheckpointOf(unit),
            new DirectProgress<TrainingProgress>(p => Log(Invariant($"{unit}: step {p.Step}"))),
            cancellation
        );
        return new RateResult(trained.Trace.Points[^1].Accuracy!.Value);
    }

    private ComputationGraph Graph(int architecture)
    {
        var space = new BlockSpace { Nodes = _options.Nodes };
        return new(space.SampleDistinct(2, 0, Named)[architecture], _options.Network);
    }
}

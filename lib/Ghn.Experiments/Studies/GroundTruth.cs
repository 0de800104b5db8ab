using Ghn.Experiments.Paper;
using ArrayStatistics = MathNet.Numerics.Statistics.ArrayStatistics;

namespace Ghn.Experiments.Studies;

/// <summary>One architecture trained with one seed.</summary>
internal sealed record TrainedArchitecture(int Architecture, long Seed)
{
    public override string ToString() => $"architecture {Architecture}, seed {Seed}";
}

/// <summary>What a training came to.</summary>
/// <param name="Block">The architecture.</param>
/// <param name="Parameters">Free scalars of the network.</param>
/// <param name="MultiplyAdds">Multiply-adds of the network for one image.</param>
/// <param name="Steps">When validation accuracy was measured.</param>
/// <param name="Validation">Validation accuracy (0 … 1) after these steps, with batch statistics, as surrogates are scored.</param>
/// <param name="Test">Test accuracy (0 … 1) after the last step: the truth, by which no architecture and no surrogate is ever chosen.</param>
/// <param name="TrainingLoss">Mean cross-entropy (nats) of the last hundred steps.</param>
public sealed record TrueAccuracy(
    Architecture Block,
    long Parameters,
    long MultiplyAdds,
    IReadOnlyList<int> Steps,
    IReadOnlyList<double> Validation,
    double Test,
    double TrainingLoss
)
{
    /// <inheritdoc/>
    public override string ToString() => Invariant($"validation {100 * Validation[^1]:F1} %, test {100 * Test:F1} %");
}

/// <summary>
/// The true accuracy of random architectures (section 5.3): each trained alone from random weights, far beyond the accuracy that
/// generated weights have. A small tabular benchmark of its own.
/// </summary>
internal sealed class GroundTruth(ExperimentContext context, GroundTruthOptions options)
    : UnitExperiment<GroundTruthOptions, TrainedArchitecture, TrueAccuracy>(context)
{
    private readonly Lazy<IReadOnlyList<Architecture>> _architectures = new(options.Sample);

    public GroundTruthOptions Options { get; } = Counts.Checked(options);

    public IReadOnlyList<Architecture> Architectures => _architectures.Value;

    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("architectures, seeds", $"{Options.Architectures}, {Options.Seeds}"),
            (
                "blocks, N, F, stride of the stem",
                $"{Options.Network.Blocks}, {Options.Space.Nodes}, {Options.Network.Channels}, {Options.Network.StemStride}"
            ),
            ("steps, images a step", $"{Options.Training.Steps:N0}, {Options.Training.BatchSize}"),
        ];

    public override ExperimentPrice Price() =>
        ExperimentPrice.Of(Options.Training, Options.Build(Architectures)) * Options.Seeds;

    /// <summary>
    /// Whether the architectures that were trained with every seed can be ranked at all: how far they spread, how well the
    /// seeds agree (the reliability r of one training: no prediction of it correlates better than √r on average), and whether their order was settled after 60 %
    /// of the steps.
    /// </summary>
    public override IReadOnlyList<(string Name, string Value)> Summarise()
    {
        var results = Results();
        var seeds = Enumerable.Range(0, Options.Seeds).ToArray();
        var rows = Enumerable
            .Range(0, Options.Architectures)
            .Where(i => seeds.All(s => results.ContainsKey(new(i, s))))
            .ToArray();
        if (rows.Length < 3)
            return [];
        double[] Tests(int seed) => rows.Select(i => results[new(i, seed)].Test).ToArray();
        double[] After(int seed, double share) =>
            rows.Select(i => results[new(i, seed)])
                .Select(r => r.Validation[r.Steps.ToList().FindIndex(s => s >= share * Options.Training.Steps)])
                .ToArray();
        var truth = rows.Select(i => seeds.Average(s => results[new(i, s)].Test)).ToArray();
        double[] Agreements(Agreement agreement, Func<int, double[]> of) =>
            (from a in seeds from b in seeds where a != b select agreement(of(a), of(b))).ToArray();
        string Format(double[] agreements) =>
            agreements.Length == 0 ? "only one seed" : Invariant($"{agreements.Average():F2}");
        var settled = seeds.Average(s => Correlation.Kendall(After(s, 0.6), After(s, 1)));
        return
        [
            ("architectures trained with every seed", $"{rows.Length}"),
            ("test accuracy, mean of the seeds", Invariant($"{100 * truth.Average():F1} %")),
            ("… its sd over architectures", Invariant($"{100 * ArrayStatistics.StandardDeviation(truth):F1} points")),
            ("… its 90th percentile", Invariant($"{100 * ArrayStatistics.QuantileInplace([.. truth], 0.9):F1} %")),
            ("the first ten, seed 0", $"{Reported.Of(Tests(0).Take(10).Select(t => 100 * t))} %"),
            (
                "the three worst",
                Invariant($"{string.Join(", ", truth.Order().Take(3).Select(t => Invariant($"{100 * t:F1}")))} %")
            ),
            ("r between the seeds", Format(Agreements(Correlation.Pearson, Tests))),
            ("… of the better half", Format(Agreements(TopK.AmongBest(0.5, Correlation.Pearson), Tests))),
            ("… without the worst tenth", Format(Agreements(TopK.AmongBest(0.9, Correlation.Pearson), Tests))),
            ("τ between the seeds, validation at the end", Format(Agreements(Correlation.Kendall, s => After(s, 1)))),
            ("τ between 60 % and 100 % of a training, validation", Invariant($"{settled:F2}")),
        ];
    }

    protected override GroundTruthOptions? OptionsOf(TrainedArchitecture unit) => IsUnit(unit) ? Options : null;

    protected override IReadOnlyList<TrainedArchitecture> Units(
        IReadOnlyDictionary<TrainedArchitecture, TrueAccuracy> done
    ) =>
        (
            from architecture in Enumerable.Range(0, Options.Architectures)
            from seed in Enumerable.Range(0, Options.Seeds)
            select new TrainedArchitecture(architecture, seed)
        ).ToArray();

    protected override TrueAccuracy Compute(
        TrainedArchitecture unit,
        DataSplits data,
        CancellationToken cancellation
    ) =>
        Train(
            Architectures[unit.Architecture],
            Options,
            unit.Seed,
            (data.Train, data.Validation, data.Test),
            CheckpointOf(unit),
            cancellation
        );

    internal static TrueAccuracy Train(
        Architecture architecture,
        GroundTruthOptions options,
        long seed,
        (ImageSet Train, ImageSet Validation, ImageSet Test) images,
        CheckpointOptions checkpoint,
        CancellationToken cancellation
    )
    {
        var graph = new ComputationGraph(architecture, options.Network);
        var device = images.Train.Images.device;
        using var trained = TestedNetwork.Train(
            graph,
            options.Training with
            {
                Seed = seed,
            },
            options.StatisticsBatches,
            images.Train,
            images.Validation,
            device,
            checkpoint,
            cancellation: cancellation
        );
        var measured = trained.Network.Trace.Points.Where(p => p.Accuracy is not null).ToArray();
        return new TrueAccuracy(
            architecture,
            graph.ParameterCount,
            graph.MultiplyAdds,
            measured.Select(p => p.Step).ToArray(),
            measured.Select(p => p.Accuracy!.Value).ToArray(),
            trained.Accuracy(images.Test, device, cancellation),
            trained.TrainingLoss
        );
    }
}

using Ghn.Experiments.Studies;
using Ghn.Graphs;
using Ghn.Training;
using static System.FormattableString;

namespace Ghn.Experiments.Framework;

/// <summary>
/// What a whole experiment takes, told before anything is computed. The hypernetworks' own arithmetic is left out, and that
/// of auxiliary classifiers: both are a small part of that of the networks.
/// </summary>
/// <param name="MultiplyAdds">Of all units; a backward pass counts as two forward passes.</param>
/// <param name="Bytes">
/// Roughly, of the largest training step: what a gradient needs of every feature map, and each
/// parameter with gradient, velocity and copy. Not measured.
/// </param>
public sealed record ExperimentPrice(double MultiplyAdds, double Bytes)
{
    /// <summary>
    /// FLOPs a second that networks of many small operators are assumed to sustain on a GPU: a fraction of what it can do.
    /// Not measured here.
    /// </summary>
    public const double Sustained = 2e12;

    private const int Passes = 3; // forward and backward

    /// <summary>Image files that are decoded, each as often as it is read; 0: images that lie in memory.</summary>
    public double Files { get; init; }

    /// <summary>FLOPs: two a multiply-add.</summary>
    public double Flops => 2 * MultiplyAdds;

    /// <summary>Hours on one GPU that sustains <see cref="Sustained"/>.</summary>
    public double GpuHours => Flops / Sustained / 3_600;

    /// <summary>As rows of a table.</summary>
    /// <param name="workers">Units that are computed at the same time.</param>
    public IReadOnlyList<(string Name, string Value)> Describe(int workers = 1) =>
        [
            ("FLOPs in all, two a multiply-add", Invariant($"{Flops:0.0e+0}")),
            ("memory of the largest training step, roughly", Invariant($"{Bytes / 1e9:F1} GB")),
            .. workers > 1
                ? [(Invariant($"… of {workers} at the same time"), Invariant($"{workers * Bytes / 1e9:F1} GB"))]
                : Array.Empty<(string, string)>(),
            (Invariant($"hours on one GPU, if it sustains {Sustained / 1e12:F0} TFLOP/s"), Invariant($"{GpuHours:N0}")),
            .. Files > 0
                ?
                [
                    (
                        "image files to decode",
                        Invariant($"{Files:0.0e+0} (ghn bench --only images tells how many a second this machine does)")
                    ),
                ]
                : Array.Empty<(string, string)>(),
        ];

    /// <summary>
    /// The price of an experiment, finished units included; null: it measures costs itself, and takes minutes.
    /// </summary>
    public static ExperimentPrice? Of(UnitExperiment experiment) =>
        experiment switch
        {
            GroundTruth truth => Of(
                truth.Options,
                truth.Options.Sample().Select(a => new ComputationGraph(a, truth.Options.Network))
            ) * truth.Options.Seeds,
            Surrogates surrogates => surrogates
                .Variants.Select(v => Of(surrogates.Of(v), surrogates.Truth))
                .Aggregate(Plus) * surrogates.Seeds,
            SearchExperiment search => Of(search),
            WiringExperiment wiring => Of(wiring.Options),
            AnytimeExperiment anytime => Of(anytime.Options),
            TransferExperiment transfer => Of(transfer.Options),
            MobileExperiment mobile => Of(mobile.Options),
            _ => null,
        };

    /// <summary>So many of the same.</summary>
    public static ExperimentPrice operator *(ExperimentPrice price, double times) =>
        price with
        {
            MultiplyAdds = price.MultiplyAdds * times,
            Files = price.Files * times,
        };

    /// <summary>The trainings of networks, one each, with what is measured on the way.</summary>
    internal static ExperimentPrice Of(NetworkTrainingOptions training, IEnumerable<ComputationGraph> graphs)
    {
        const int epoch = 45_000; // images of CIFAR-10
        var measured =
            training.MeasureAt.Count
            + (training.MeasureEveryEpoch ? (double)training.Steps * training.BatchSize / epoch : 1);
        var images = (double)Passes * training.Steps * training.BatchSize + measured * training.MeasureImages;
        return graphs
            .Select(g => new ExperimentPrice(images * g.MultiplyAdds, StepBytes(g, training.BatchSize)))
            .Aggregate(Plus);
    }

    /// <summary>One after the other.</summary>
    private static ExperimentPrice Plus(ExperimentPrice a, ExperimentPrice b) =>
        new(a.MultiplyAdds + b.MultiplyAdds, Math.Max(a.Bytes, b.Bytes)) { Files = a.Files + b.Files };

    private static ExperimentPrice Of(GroundTruthOptions truth, IEnumerable<ComputationGraph> graphs) =>
        Of(truth.Training, graphs);

    private static ExperimentPrice Of(SurrogateOptions surrogate, GroundTruthOptions truth)
    {
        var training = Of(surrogate.Training);
        var scored = truth.Sample().Sum(a => (double)new ComputationGraph(a, truth.Network).MultiplyAdds);
        return training with { MultiplyAdds = training.MultiplyAdds + scored * surrogate.ScoringImages };
    }

    private static ExperimentPrice Of(GhnTrainingOptions training)
    {
        var random = new RandomStream(0, "price");
        var graphs = Enumerable
            .Range(0, 100)
            .Select(_ =>
                training.Cells is { } cells
                    ? new ComputationGraph(cells.Sample(random), training.Network)
                    : new ComputationGraph(training.Space.Sample(random), training.Network)
            )
            .ToArray();
        var images =
            (double)Passes * training.Steps * training.ArchitecturesPerStep * training.BatchSize
            + (double)training.Steps
                / training.ValidateEvery
                * training.ValidationArchitectures
                * training.ValidationImages;
        return new(
            images * graphs.Average(g => (double)g.MultiplyAdds),
            training.ArchitecturesPerStep * graphs.Max(g => StepBytes(g, training.BatchSize))
        );
    }

    private static ExperimentPrice Of(SearchExperiment search)
    {
        var options = search.Options;
        var graphs = search.Candidates.Select(c => new ComputationGraph(c, options.Truth.Network)).ToArray();
        var scores = graphs.Sum(g => (double)g.MultiplyAdds) * options.ScoringImages;
        // Which are kept is not known yet: an average one stands for each.
        var one = Of(options.Truth, graphs) * (1.0 / graphs.Length);
        var trained = one * (options.Kept + options.Runs);
        return (trained with { MultiplyAdds = trained.MultiplyAdds + scores }) * search.Surrogates.Count;
    }

    // Nothing is trained: a batch of the evaluation needs less than a training step of as many images would.
    private static ExperimentPrice Of(WiringOptions options)
    {
        var graphs = options.Truth.Sample().Select(a => new ComputationGraph(a, options.Truth.Network)).ToArray();
        return new(
            graphs.Sum(g => (double)g.MultiplyAdds) * options.ScoringImages * options.Units().Count,
            graphs.Max(g => StepBytes(g, Evaluation.BatchSize))
        );
    }

    private static ExperimentPrice Of(AnytimeOptions options)
    {
        var random = options.SampleRandom().Select(c => new ComputationGraph(c, options.Network)).ToArray();
        var trainings = Of(options.Training, random) * (1 + (double)options.Repeated / random.Length);
        // Which are found is not known yet: average ones stand for them, and no search finds what another one did.
        var found =
            Of(options.Training, random)
            * ((double)(options.Kept * (options.Searches + 1) + options.Searches * options.Seeds) / random.Length);
        // All shapes once, then an average one of each family with further seeds.
        var made = options
            .HandMade.Values.Select(shapes =>
                shapes.Select(s => Of(options.Training, s.Select(n => n.Build()))).Aggregate(Plus)
                * (1 + (double)options.Seeds / shapes.Count)
            )
            .Aggregate(Plus);
        var scores =
            random.Average(g => (double)g.MultiplyAdds)
            * options.ScoringImages
            * (options.Searches * options.Candidates + options.Seeds * random.Length);
        var ghn = Of(options.HypernetworkTraining) * options.Seeds;
        return Plus(Plus(Plus(trainings, found), made), Plus(ghn, new(scores, 0)));
    }

    private static ExperimentPrice Of(TransferOptions options)
    {
        // Which are found is not known yet: as many random ones cost the same, as all are solved for one budget.
        var graphs =
            from block in options.Sample()
            from resolution in options.Resolutions
            select new ComputationGraph(block, options.Solve(block, resolution));
        var blocks = options.Seeds * (options.RandomBlocks + options.FoundBlocks) + options.Repeated;
        return Of(options.Truth, graphs) * ((double)blocks / options.RandomBlocks);
    }

    // Random blocks stand for the found one: all are solved for one budget.
    private static ExperimentPrice Of(MobileOptions options)
    {
        var graphs = options.Sample().Select(b => options.Build(b, options.Chain.Classes)).ToArray();
        var random = Of(options.Training, graphs);
        // At the end the norms are measured on training images, and all of val is looked at.
        var tested = options.StatisticsBatches * Evaluation.BatchSize + ImageNetParts.ValidationImages;
        var trained = (double)options.Training.Steps * options.Training.BatchSize + options.Training.MeasureImages;
        return random with
            {
                MultiplyAdds = random.MultiplyAdds + tested * graphs.Sum(g => (double)g.MultiplyAdds),
                Files = graphs.Length * (trained + tested),
            } * (options.Seeds * (1.0 + options.RandomBlocks) / options.RandomBlocks);
    }

    /// <summary>
    /// Bytes of a training step on so many images (<see cref="Operators.Operator.KeptForGradient"/>; the library's own kernels
    /// keep less).
    /// </summary>
    internal static double StepBytes(ComputationGraph graph, int batch) =>
        sizeof(float) * (batch * graph.Nodes.Sum(n => n.Operator.KeptForGradient(n)) + 4.0 * graph.ParameterCount);
}

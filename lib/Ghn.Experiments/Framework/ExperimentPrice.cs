namespace Ghn.Experiments.Framework;

/// <summary>
/// What a whole experiment takes, known before anything is computed. The hypernetworks' own arithmetic is left out, and that
/// of auxiliary classifiers: both are a small part of that of the networks.
/// </summary>
/// <param name="MultiplyAdds">Of all units; a backward pass counts as two forward passes.</param>
/// <param name="Bytes">
/// Roughly, of the largest training step: what a gradient needs of every feature map, and each
/// parameter with gradient, velocity and copy. Not measured.
/// </param>
public sealed record ExperimentPrice(double MultiplyAdds, double Bytes = 0)
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
    public IReadOnlyList<(string Name, string Value)> Describe(int workers = 1)
    {
        var rows = new List<(string, string)>
        {
            ("FLOPs in all, two a multiply-add", Invariant($"{Flops:0.0e+0}")),
            ("memory of the largest training step, roughly", Invariant($"{Bytes / 1e9:F1} GB")),
        };
        if (workers > 1)
            rows.Add((Invariant($"… of {workers} at the same time"), Invariant($"{workers * Bytes / 1e9:F1} GB")));
        rows.Add(
            (Invariant($"hours on one GPU, if it sustains {Sustained / 1e12:F0} TFLOP/s"), Invariant($"{GpuHours:N0}"))
        );
        var measure = "(ghn bench --only images tells how many a second this machine does)";
        if (Files > 0)
            rows.Add(("image files to decode", Invariant($"{Files:0.0e+0} {measure}")));
        return rows;
    }

    /// <summary>So many of the same.</summary>
    public static ExperimentPrice operator *(ExperimentPrice price, double times) =>
        price with
        {
            MultiplyAdds = price.MultiplyAdds * times,
            Files = price.Files * times,
        };

    /// <summary>One after the other.</summary>
    public static ExperimentPrice operator +(ExperimentPrice a, ExperimentPrice b) =>
        new(a.MultiplyAdds + b.MultiplyAdds, Math.Max(a.Bytes, b.Bytes)) { Files = a.Files + b.Files };

    /// <summary>The trainings of networks, one each, with what is measured on the way.</summary>
    public static ExperimentPrice Of(NetworkTrainingOptions training, IEnumerable<ComputationGraph> graphs)
    {
        const int epoch = 45_000; // images of CIFAR-10
        var measured =
            training.MeasureAt.Count
            + (training.MeasureEveryEpoch ? (double)training.Steps * training.BatchSize / epoch : 1);
        var images = (double)Passes * training.Steps * training.BatchSize + measured * training.MeasureImages;
        return graphs
            .Select(g => new ExperimentPrice(images * g.MultiplyAdds, StepBytes(g, training.BatchSize)))
            .Aggregate((a, b) => a + b);
    }

    /// <summary>The training of a hypernetwork with its validations, from the mean cost of a hundred networks.</summary>
    public static ExperimentPrice Of(GhnTrainingOptions training)
    {
        var random = new RandomStream(0, "price");
        var graphs = Enumerable.Range(0, 100).Select(_ => training.Sample(random)).ToArray();
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

    /// <summary>The forward passes of networks, each on so many images, without a gradient.</summary>
    public static ExperimentPrice OfScores(IEnumerable<ComputationGraph> graphs, double images) =>
        new(images * graphs.Sum(g => (double)g.MultiplyAdds));

    /// <summary>
    /// Bytes of a training step on so many images (<see cref="Operators.Operator.KeptForGradient"/>; the library's own kernels
    /// keep less).
    /// </summary>
    internal static double StepBytes(ComputationGraph graph, int batch) =>
        sizeof(float) * (batch * graph.Nodes.Sum(n => n.Operator.KeptForGradient(n)) + 4.0 * graph.ParameterCount);
}

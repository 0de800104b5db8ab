using Ghn.Search;

namespace Ghn.Experiments.Studies;

/// <summary>Whose edges a hypernetwork reads; the operators are always those of the network that runs.</summary>
public enum EdgesRead
{
    /// <summary>Those of the network that runs.</summary>
    Own,

    /// <summary>Those of another architecture of the ground truth, so many further on, after the last from the first.</summary>
    Another,

    /// <summary>Every node reads the one before it.</summary>
    Chain,

    /// <summary>Every node reads the block's input.</summary>
    Input,
}

/// <summary>What a hypernetwork is asked, and about which architectures.</summary>
/// <param name="Truth">The architectures, and the chain of blocks around them.</param>
/// <param name="ScoringImages">Validation images for each of them.</param>
/// <param name="Others">How many other architectures each one gets the edges of, one after the other.</param>
/// <param name="Surrogate">SHA-256 of the hypernetwork's parameters.</param>
internal sealed record EdgeAblationOptions(
    GroundTruthOptions Truth,
    int ScoringImages,
    int Others,
    string? Surrogate = null
)
{
    public static EdgeAblationOptions Of(Profile profile)
    {
        var truth = GroundTruthOptions.Of(profile);
        return new(truth, truth.Training.MeasureImages, Math.Min(10, truth.Architectures / 3));
    }

    public IReadOnlyList<EdgeAblationUnit> Units() =>
        [
            .. from edges in Enum.GetValues<EdgesRead>()
            from further in edges == EdgesRead.Another ? Enumerable.Range(1, Others) : [0]
            select new EdgeAblationUnit(edges, further),
        ];
}

/// <summary>All architectures scored by a hypernetwork that reads these edges; those of another one: how many further on.</summary>
internal sealed record EdgeAblationUnit(EdgesRead Edges, int Further = 0)
{
    public override string ToString() =>
        Edges == EdgesRead.Another ? $"edges of the architecture {Further} further on" : $"edges: {Edges}";
}

/// <summary>Validation accuracy (0 … 1) of each architecture, by number, with the weights that it is given.</summary>
internal sealed record EdgeAblationScores(IReadOnlyList<double> Scores)
{
    public override string ToString() => Invariant($"{100 * Scores.Average():F1} % with its weights");
}

/// <summary>
/// Not in the paper: does a trained graph hypernetwork use its graph? It reads other edges than those of the network that
/// then runs with its weights. If neither weights nor ranking suffer, what it hears through the edges of a block says nothing
/// to it; the control beside figure 5b. Edges of another random architecture are such as it was trained on, a chain and
/// nodes that all read the input are not.
/// </summary>
internal sealed class EdgeAblation(ExperimentContext context)
    : UnitExperiment<EdgeAblationOptions, EdgeAblationUnit, EdgeAblationScores>(context)
{
    private readonly SearchSurrogate _surrogate = SearchSurrogate.Of(context, ProfileSettings.Base);

    public EdgeAblationOptions Options { get; } = Counts.Checked(EdgeAblationOptions.Of(context.Settings.Profile));

    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("the hypernetwork reads edges of", string.Join(", ", Enum.GetNames<EdgesRead>())),
            ("other architectures, one after the other", $"{Options.Others}"),
            ("architectures, validation images", $"{Options.Truth.Architectures}, {Options.ScoringImages:N0}"),
        ];

    /// <summary>Nothing is trained: a batch of the evaluation needs less than a training step of as many images would.</summary>
    public override ExperimentPrice Price()
    {
        var graphs = Options.Truth.Build(Options.Truth.Sample());
        var scores = ExperimentPrice.OfScores(graphs, Options.ScoringImages) * Options.Units().Count;
        return scores with { Bytes = graphs.Max(g => ExperimentPrice.StepBytes(g, Evaluation.BatchSize)) };
    }

    public override IReadOnlyList<(string Name, string Value)> Summarise()
    {
        var results = Results();
        if (!results.TryGetValue(new(EdgesRead.Own), out var own))
            return [];
        return
        [
            .. results.Select(r =>
                (
                    $"{r.Key}",
                    Invariant(
                        $"{r.Value}, r with the scores by its own edges {Correlation.Pearson(r.Value.Scores, own.Scores):0.000}"
                    )
                )
            ),
        ];
    }

    /// <summary>
    /// Architectures with the operators of <paramref name="architectures"/> and the edges that a unit reads, in their order.
    /// All must have the same number of nodes.
    /// </summary>
    public static IReadOnlyList<Architecture> Rewire(IReadOnlyList<Architecture> architectures, EdgeAblationUnit unit)
    {
        IReadOnlyList<int> InputsOf(int architecture, int node) =>
            unit.Edges switch
            {
                EdgesRead.Own => architectures[architecture].Nodes[node].Inputs,
                EdgesRead.Another => architectures[(architecture + unit.Further) % architectures.Count]
                    .Nodes[node]
                    .Inputs,
                EdgesRead.Chain => [node], // of which the first is the block's input
                _ => [0],
            };
        return
        [
            .. architectures.Select(
                (a, i) => new Architecture([.. a.Nodes.Select((n, j) => n with { Inputs = InputsOf(i, j) })])
            ),
        ];
    }

    public override void Dispose()
    {
        _surrogate.Dispose();
        base.Dispose();
    }

    protected override EdgeAblationOptions? OptionsOf(EdgeAblationUnit unit) =>
        IsUnit(unit) ? Options with { Surrogate = _surrogate.Checksum.Value } : null;

    protected override IReadOnlyList<EdgeAblationUnit> Units(
        IReadOnlyDictionary<EdgeAblationUnit, EdgeAblationScores> done
    ) => Options.Units();

    protected override EdgeAblationScores Compute(
        EdgeAblationUnit unit,
        DataSplits data,
        CancellationToken cancellation
    )
    {
        var architectures = Options.Truth.Sample();
        var (run, read) = (Options.Truth.Build(architectures), Options.Truth.Build(Rewire(architectures, unit)));
        using var workers = new WorkerThreads(1);
        var source = new Misled(_surrogate.Checked(), run.Zip(read).ToDictionary(p => p.First, p => p.Second));
        var images = Math.Min(Options.ScoringImages, data.Validation.Count);
        var score = new GeneratedWeightsScore(source, data.Validation, images, workers);
        return new EdgeAblationScores(score.Of(run, cancellation));
    }

    /// <summary>
    /// Shows another network of the same shapes to a source than the one that runs. Shapes agree where operators do: a
    /// node's inputs are summed.
    /// </summary>
    internal sealed class Misled(IWeightSource source, IReadOnlyDictionary<ComputationGraph, ComputationGraph> read)
        : IWeightSource
    {
        public TorchSharp.torch.Device Device => source.Device;

        public IReadOnlyList<WeightSet> Generate(GraphBatch batch)
        {
            using var shown = new GraphBatch([.. batch.Graphs.Select(g => read[g])], batch.Device);
            return [.. source.Generate(shown).Zip(batch.Graphs, (w, g) => new WeightSet(g, w.Tensors))];
        }
    }
}

using System.Globalization;
using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments.Framework;
using Ghn.Experiments.Statistics;
using Ghn.Graphs;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Experiments.Studies;

/// <summary>Whose edges a hypernetwork reads; the operators are always those of the network that runs.</summary>
public enum Wiring
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
public sealed record WiringOptions
{
    /// <summary>The architectures, and the chain of blocks around them.</summary>
    public required GroundTruthOptions Truth { get; init; }

    /// <summary>Validation images for each of them.</summary>
    public int ScoringImages
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 5_000;

    /// <summary>How many other architectures each one gets the edges of, one after the other.</summary>
    public int Others
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 10;

    /// <summary>SHA-256 of the hypernetwork's parameters.</summary>
    public string? Surrogate { get; init; }

    /// <summary>What is asked, in the order of computing.</summary>
    public IReadOnlyList<WiringUnit> Units() =>
        [
            .. from edges in Enum.GetValues<Wiring>()
            from further in edges == Wiring.Another ? Enumerable.Range(1, Others) : [0]
            select new WiringUnit(edges, further),
        ];
}

/// <summary>All architectures scored by a hypernetwork that reads these edges.</summary>
/// <param name="Edges">Whose edges.</param>
/// <param name="Further">Of another architecture: how many further on; else 0.</param>
public sealed record WiringUnit(Wiring Edges, int Further = 0)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Edges == Wiring.Another ? $"edges of the architecture {Further} further on" : $"edges: {Edges}";
}

/// <summary>What the hypernetwork says of the architectures.</summary>
/// <param name="Scores">Validation accuracy (0 … 1) of each, by number, with the weights that it gives it.</param>
public sealed record WiringScores(IReadOnlyList<double> Scores)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * Scores.Average():F1} % with its weights");
}

/// <summary>
/// Not in the paper: does a trained graph hypernetwork use its graph? It reads other edges than those of the network that
/// then runs with its weights. If neither weights nor ranking suffer, what it hears through the edges of a block says nothing
/// to it; the control beside figure 5b. Edges of another random architecture are such as it was trained on, a chain and
/// nodes that all read the input are not.
/// </summary>
public sealed class WiringExperiment : UnitExperiment<WiringOptions, WiringUnit, WiringScores>
{
    private readonly SearchSurrogate _surrogate;

    /// <summary>Prepares the experiment; nothing is read or computed yet.</summary>
    /// <param name="name">Name of the experiment and of its ledger.</param>
    /// <param name="options">The options, but for the surrogate.</param>
    /// <param name="surrogate">The hypernetwork; the experiment owns it.</param>
    /// <param name="settings">Profile, data and device.</param>
    /// <param name="resultsFolder">The folder of the ledger.</param>
    public WiringExperiment(
        string name,
        WiringOptions options,
        SearchSurrogate surrogate,
        NotebookSettings settings,
        string resultsFolder
    )
        : base(name, settings, resultsFolder) => (Options, _surrogate) = (options, surrogate);

    /// <summary>The options, but for the surrogate.</summary>
    public WiringOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("the hypernetwork reads edges of", string.Join(", ", Enum.GetNames<Wiring>())),
            ("other architectures, one after the other", $"{Options.Others}"),
            ("architectures, validation images", $"{Options.Truth.Architectures}, {Options.ScoringImages:N0}"),
        ];

    /// <summary>Accuracy with the weights, and agreement with the scores by its own edges.</summary>
    public override IReadOnlyList<(string Name, string Value)> Conclude()
    {
        var results = Results();
        if (!results.TryGetValue(new(Wiring.Own), out var own))
            return [];
        return
        [
            .. results.Select(r =>
                (
                    $"{r.Key}",
                    string.Create(
                        CultureInfo.InvariantCulture,
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
    public static IReadOnlyList<Architecture> Rewire(IReadOnlyList<Architecture> architectures, WiringUnit unit)
    {
        IReadOnlyList<int> InputsOf(int architecture, int node) =>
            unit.Edges switch
            {
                Wiring.Own => architectures[architecture].Nodes[node].Inputs,
                Wiring.Another => architectures[(architecture + unit.Further) % architectures.Count].Nodes[node].Inputs,
                Wiring.Chain => [node], // of which the first is the block's input
                _ => [0],
            };
        return
        [
            .. architectures.Select(
                (a, i) => new Architecture([.. a.Nodes.Select((n, j) => n with { Inputs = InputsOf(i, j) })])
            ),
        ];
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_surrogate.Source.IsValueCreated)
            _surrogate.Source.Value.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override WiringOptions? OptionsOf(WiringUnit unit) =>
        Options.Units().Contains(unit) ? Options with { Surrogate = _surrogate.Checksum.Value } : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<WiringUnit> Units(IReadOnlyDictionary<WiringUnit, WiringScores> done) =>
        Options.Units();

    /// <inheritdoc/>
    protected override WiringScores Compute(WiringUnit unit, DataSplits data, CancellationToken cancellation)
    {
        var architectures = Options.Truth.Sample();
        ComputationGraph[] Networks(IEnumerable<Architecture> blocks) =>
            [.. blocks.Select(b => new ComputationGraph(b, Options.Truth.Network))];
        var (run, read) = (Networks(architectures), Networks(Rewire(architectures, unit)));
        using var workers = new WorkerThreads(1);
        return new WiringScores(
            Evaluation.Score(
                new Misled(
                    _surrogate.Checked(EvidenceScale.Base),
                    run.Zip(read).ToDictionary(p => p.First, p => p.Second)
                ),
                run,
                data.Validation,
                Math.Min(Options.ScoringImages, data.Validation.Count),
                workers,
                cancellation: cancellation
            )
        );
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

using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Training;

/// <summary>
/// The weights of one trained network: a weight source only for that network. Owns its tensors: dispose it.
/// </summary>
public sealed class TrainedNetwork : IWeightSource, IDisposable
{
    internal const string Kind = nameof(TrainedNetwork);

    private readonly WeightSet _weights;
    private readonly StoredGraph _stored;

    internal TrainedNetwork(WeightSet weights, TrainingTrace trace)
    {
        (_weights, Trace) = (weights, trace);
        _stored = StoredGraph.Of(weights.Graph);
        foreach (var tensor in weights.Tensors)
        {
            tensor.requires_grad_(false);
            tensor.grad = null;
        }
    }

    /// <summary>The network.</summary>
    public ComputationGraph Graph => _weights.Graph;

    /// <summary>The record of its training, also if it was loaded from a file.</summary>
    public TrainingTrace Trace { get; }

    /// <inheritdoc/>
    public Device Device => _weights.Device;

    /// <summary>
    /// Returns its weights, with shared memory, for every graph of the batch. Throws <see cref="GhnException"/> if a
    /// graph is another network.
    /// </summary>
    public IReadOnlyList<WeightSet> Generate(GraphBatch batch)
    {
        for (var g = 0; g < batch.Graphs.Count; g++)
            if (batch.Graphs[g] != Graph && !_stored.IsOf(batch.Graphs[g]))
                throw new GhnException(
                    $"Graph {g} of the batch is not the trained network; train it, or generate its weights."
                );
        return batch.Graphs.Select(g => new WeightSet(g, _weights.Tensors.Select(t => t.alias()).ToArray())).ToArray();
    }

    /// <summary>Writes network, weights and trace to one file, atomically.</summary>
    public void Save(string path)
    {
        var header = new CheckpointHeader(
            Kind,
            JsonSerializer.SerializeToElement(new { Network = _stored }, CheckpointHeader.Json),
            "",
            Trace.Points.Select(p => p.Loss).ToArray(),
            Trace.SkippedSteps,
            0,
            Trace.Points.Count,
            Trace.Points.Where(p => p.Accuracy is not null).ToDictionary(p => p.Step, p => p.Accuracy!.Value)
        );
        CheckpointFile.Write(path, header, NetworkTrainer.Named(_weights));
    }

    /// <summary>
    /// Loads a file of <see cref="Save"/> or a checkpoint of <see cref="NetworkTrainer"/>, finished or not. The caller
    /// owns the result. Throws <see cref="GhnException"/> if the file is missing, damaged or of another kind.
    /// </summary>
    public static TrainedNetwork Load(string path, Device? device = null)
    {
        var file = Checkpoint.Read(path, Kind);
        var header = file.Header;
        var graph = header
            .Options.GetProperty(nameof(NetworkTrainer.Identity.Network))
            .Deserialize<StoredGraph>(CheckpointHeader.Json)!
            .Graph();
        var weights = new WeightSet(
            graph,
            graph
                .Parameters.Select(p => zeros(p.Shape.ToArray(), device: device ?? CPU).DetachFromDisposeScope())
                .ToArray()
        );
        file.CopyTo(NetworkTrainer.Named(weights));
        var points = header.Losses.Select(
            (loss, i) =>
                new TrainingProgress(
                    i + 1,
                    header.Losses.Count,
                    loss,
                    header.Accuracies.TryGetValue(i + 1, out var accuracy) ? accuracy : null
                )
        );
        return new TrainedNetwork(weights, new TrainingTrace(points.ToArray(), header.Skipped));
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose() => _weights.Dispose();
}

/// <summary>A network as JSON: a repeated block as architecture and options, any other network as its nodes.</summary>
internal sealed record StoredGraph(
    string? Architecture,
    NetworkOptions? Options,
    IReadOnlyList<GraphNode>? Nodes,
    bool NormAffine
)
{
    public static StoredGraph Of(ComputationGraph graph) =>
        new(
            graph.Architecture?.ToJson(),
            graph.Architecture is null ? null : graph.Options,
            graph.Architecture is null ? graph.Nodes : null,
            graph.Parameters.Any(p => p.Kind == ParameterKind.NormScale)
        );

    public ComputationGraph Graph() =>
        Architecture is not null
            ? new ComputationGraph(Ghn.Architectures.Architecture.FromJson(Architecture), Options!)
            : new ComputationGraph(Nodes!, NormAffine);

    public bool IsOf(ComputationGraph graph) => Json(this) == Json(Of(graph));

    private static string Json(StoredGraph graph) => JsonSerializer.Serialize(graph, CheckpointHeader.Json);
}

using System.Text.Json;
using Ghn.Graphs;
using Ghn.Operators;

namespace Ghn.Training;

/// <summary>A network as JSON: a repeated block by its architecture and options, every other one by its nodes.</summary>
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

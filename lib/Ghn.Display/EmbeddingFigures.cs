using Ghn.Graphs;

namespace Ghn.Display;

/// <summary>Figures of node embeddings and their changes by messages (sections 4.2 and 4.4).</summary>
public static class EmbeddingFigures
{
    /// <summary>
    /// A heat map of embeddings, one row per node. <paramref name="embeddings"/>: [N, D], row by row.
    /// </summary>
    public static Figure Heat(ComputationGraph graph, IReadOnlyList<float> embeddings, string title)
    {
        var nodes = graph.Nodes.Count;
        CheckSize(graph, embeddings);
        var size = embeddings.Count / nodes;
        var values = new double[nodes, size];
        for (var i = 0; i < embeddings.Count; i++)
            values[i / size, i % size] = embeddings[i];
        return Figure
            .HeatMap(title, "entry of the embedding", "node", values, "value", Names(graph), null, diverging: true)
            .WithSize(720, Height(nodes));
    }

    /// <summary>
    /// The Euclidean distance of each node's embedding between consecutive snapshots, one column per step.
    /// </summary>
    /// <param name="graph">The network, N nodes.</param>
    /// <param name="snapshots">A name and the embeddings [N, D], row by row, after each step; the first is the start.</param>
    /// <param name="title">The title.</param>
    public static Figure Changes(
        ComputationGraph graph,
        IReadOnlyList<(string Name, float[] Embeddings)> snapshots,
        string title
    )
    {
        var nodes = graph.Nodes.Count;
        var values = new double[nodes, snapshots.Count - 1];
        for (var step = 1; step < snapshots.Count; step++)
        {
            var (before, after) = (snapshots[step - 1].Embeddings, snapshots[step].Embeddings);
            CheckSize(graph, before);
            CheckSize(graph, after);
            var size = after.Length / nodes;
            for (var i = 0; i < after.Length; i++)
                values[i / size, step - 1] += Math.Pow(after[i] - before[i], 2);
            for (var node = 0; node < nodes; node++)
                values[node, step - 1] = Math.Sqrt(values[node, step - 1]);
        }
        var names = snapshots.Skip(1).Select(s => s.Name);
        return Figure
            .HeatMap(title, "level visited", "node", values, "distance moved", Names(graph), names)
            .WithSize(720, Height(nodes));
    }

    /// <summary>
    /// The receptive fields of nodes: a row for each node whose operator was changed, a column for each node whose
    /// embedding may have changed. <paramref name="reached"/>: [searched nodes, N].
    /// </summary>
    public static Figure ReceptiveFields(ComputationGraph graph, bool[,] reached, string title)
    {
        var values = new double[reached.GetLength(0), reached.GetLength(1)];
        for (var i = 0; i < reached.GetLength(0); i++)
        for (var j = 0; j < reached.GetLength(1); j++)
            values[i, j] = reached[i, j] ? 1 : 0;
        var names = Names(graph);
        var changed = graph.Nodes.Where(n => n.Operator.CanBeSearched).Select(n => names[n.Index]);
        return Figure
            .HeatMap(title, "embedding", "changed operator", values, "1: changed", changed, names, limits: (0, 1))
            .WithSize(720, Height(reached.GetLength(0)) + 40);
    }

    private static string[] Names(ComputationGraph graph) =>
        graph.Nodes.Select(n => $"{n.Index} {n.Operator.Name}").ToArray();

    private static int Height(int rows) => 120 + 24 * rows;

    private static void CheckSize(ComputationGraph graph, IReadOnlyList<float> embeddings)
    {
        if (embeddings.Count == 0 || embeddings.Count % graph.Nodes.Count != 0)
            throw new ArgumentException(
                $"{embeddings.Count} numbers are not embeddings of {graph.Nodes.Count} nodes.",
                nameof(embeddings)
            );
    }
}

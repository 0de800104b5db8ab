using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// What a trainable source made for a batch of graphs, as a few tensors a graph (its parts) from which the graph's weights
/// are cut. A trainer detaches the parts: each network's backward pass ends there, on its own thread, and one backward
/// pass takes the gradients of all parts into the source's parameters.
/// </summary>
public abstract class GeneratedBatch : IDisposable
{
    /// <summary>
    /// The batch whose parts are the tensors themselves: per graph one for each of its free tensors, in their order, connected to
    /// the source's parameters. It owns them: of a parameter itself, give an alias.
    /// </summary>
    public static GeneratedBatch Of(GraphBatch batch, IReadOnlyList<IReadOnlyList<Tensor>> tensors) =>
        new Whole(batch, tensors);

    /// <summary>The parts of graph g, connected to the source's parameters. The caller disposes them.</summary>
    public abstract IReadOnlyList<Tensor> Parts(int graph);

    /// <summary>The weights of graph g cut from given parts, such as detached copies of its own.</summary>
    public abstract WeightSet Weights(int graph, IReadOnlyList<Tensor> parts);

    /// <summary>
    /// Adds the gradients of the parts of every graph to those of the source's parameters.
    /// <paramref name="gradients"/>: per graph, one tensor per part, of its shape.
    /// </summary>
    public abstract void Backward(IReadOnlyList<IReadOnlyList<Tensor>> gradients);

    /// <summary>The weights of graph g; a gradient flows back into the source's parameters.</summary>
    public WeightSet Weights(int graph)
    {
        var parts = Parts(graph);
        var weights = Weights(graph, parts);
        foreach (var part in parts)
            part.Dispose();
        return weights;
    }

    /// <summary>Frees what the batch owns; parameters are not freed.</summary>
    public abstract void Dispose();

    private sealed class Whole(GraphBatch batch, IReadOnlyList<IReadOnlyList<Tensor>> tensors) : GeneratedBatch
    {
        public override IReadOnlyList<Tensor> Parts(int graph) => tensors[graph].Select(t => t.alias()).ToArray();

        public override WeightSet Weights(int graph, IReadOnlyList<Tensor> parts) =>
            new(batch.Graphs[graph], parts.Select(t => t.alias()).ToArray());

        public override void Backward(IReadOnlyList<IReadOnlyList<Tensor>> gradients)
        {
            using var scope = NewDisposeScope();
            autograd.backward(tensors.SelectMany(t => t).ToList(), gradients.SelectMany(g => g).ToList());
        }

        public override void Dispose()
        {
            foreach (var made in tensors.SelectMany(t => t))
                made.Dispose();
        }
    }
}

using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// The output of a trainable source for a batch of graphs. Each graph has a few tensors (its parts), and its weights
/// are slices of them. A trainer detaches the parts: each network's backward pass ends there, on its own thread. One
/// more backward pass propagates the gradients of all parts to the source's parameters.
/// </summary>
public abstract class GeneratedBatch : IDisposable
{
    /// <summary>
    /// A batch with one part per free tensor of each graph, in order, connected to the source's parameters. It owns the
    /// tensors, so pass an alias instead of a parameter itself.
    /// </summary>
    public static GeneratedBatch Of(GraphBatch batch, IReadOnlyList<IReadOnlyList<Tensor>> tensors) =>
        new Whole(batch, tensors);

    /// <summary>The parts of graph g, connected to the source's parameters. The caller disposes them.</summary>
    public abstract IReadOnlyList<Tensor> Parts(int graph);

    /// <summary>The weights of graph g as slices of the given parts, such as detached copies of its own.</summary>
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

    /// <summary>Frees the tensors of the batch, but not the source's parameters.</summary>
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

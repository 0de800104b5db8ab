using Ghn.Graphs;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Hypernetworks;

/// <summary>
/// What the decoder made for a batch of graphs, before it is cut into tensors. Owns the branch tensors; of the plan it
/// reads only where the parts of each tensor lie.
/// </summary>
internal sealed class DecodedBatch(
    GraphBatch batch,
    WeightDecoder decoder,
    DecodePlan plan,
    IReadOnlyList<Tensor> branches
) : GeneratedBatch
{
    /// <summary>Graph g's part of each branch, [parts of g, chunk size]: views of the branches.</summary>
    public override IReadOnlyList<Tensor> Parts(int graph) =>
        plan
            .Branches.Zip(branches)
            .Select(p =>
            {
                var start = p.First.Starts[graph];
                var end = graph + 1 < p.First.Starts.Count ? p.First.Starts[graph + 1] : p.First.Count;
                return p.Second.narrow(0, start, end - start);
            })
            .ToArray();

    /// <summary>The weights of graph g cut from given parts, such as detached copies of its own.</summary>
    public override WeightSet Weights(int graph, IReadOnlyList<Tensor> parts) =>
        new(batch.Graphs[graph], decoder.Assemble(parts, plan, graph));

    /// <summary>
    /// Sends gradients of the parts of every graph back through the decoder and the graph network.
    /// <paramref name="gradients"/>: per graph, one tensor per branch shaped like <see cref="Parts"/>.
    /// </summary>
    public override void Backward(IReadOnlyList<IReadOnlyList<Tensor>> gradients)
    {
        using var scope = NewDisposeScope();
        // The gradient of Σ branch · g with respect to branch is g; one backward pass serves all branches.
        var products = branches.Select((branch, b) => (branch * cat(gradients.Select(g => g[b]).ToArray())).sum());
        products.Aggregate((x, y) => x.Plus(y)).backward();
    }

    public override void Dispose()
    {
        foreach (var t in branches)
            t.Dispose();
    }
}

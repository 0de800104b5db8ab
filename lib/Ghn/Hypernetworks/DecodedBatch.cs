using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Hypernetworks;

/// <summary>
/// The decoder's output for a batch of graphs: one tensor per group of the plan, [n, shape of the group's tensors].
/// Owns them. The plan only tells the position of each free tensor.
/// </summary>
internal sealed class DecodedBatch(GraphBatch batch, DecodePlan plan, IReadOnlyList<Tensor> groups) : GeneratedBatch
{
    /// <summary>Graph g's tensors of each group, [n of g, shape]: views; empty where the graph has none.</summary>
    public override IReadOnlyList<Tensor> Parts(int graph) =>
        plan
            .Groups.Zip(
                groups,
                (group, tensors) =>
                    tensors.narrow(0, group.Starts[graph], group.Starts[graph + 1] - group.Starts[graph])
            )
            .ToArray();

    public override WeightSet Weights(int graph, IReadOnlyList<Tensor> parts)
    {
        // One call gives all tensors of a group, so that their gradients come back together.
        var tensors = parts.Select(part => part.shape[0] > 0 ? part.unbind(0) : []).ToArray();
        return new WeightSet(
            batch.Graphs[graph],
            plan.Places[graph].Select(place => tensors[place.Group][place.Index]).ToArray()
        );
    }

    public override void Backward(IReadOnlyList<IReadOnlyList<Tensor>> gradients)
    {
        using var scope = NewDisposeScope();
        var perGroup = groups.Select((_, k) => cat(gradients.Select(g => g[k]).ToArray()));
        autograd.backward(groups.ToList(), perGroup.ToList());
    }

    public override void Dispose()
    {
        foreach (var t in groups)
            t.Dispose();
    }
}

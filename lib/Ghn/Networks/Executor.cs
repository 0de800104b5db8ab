using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Networks;

/// <summary>
/// Runs a network: a pure function of (graph, weights, images) (section 4.1, eq. 7):
/// x_v = Σ f_v(x_u; w_v) over the inputs u of v.
/// </summary>
/// <remarks>
/// Differs: the paper leaves open where batch norms stand and which statistics they use. The defaults here are one norm
/// after the node's sum and the statistics of the batch, in training and in scoring alike.
/// Everything stays in channels-last memory, which is several times faster on a CPU. A pass can be differentiated once: to
/// a gradient's gradient, nodes that the library computes itself are constants.
/// </remarks>
public static class Executor
{
    /// <summary>Logits of the last classifier, [B, classes].</summary>
    /// <param name="weights">The network and its weights.</param>
    /// <param name="images">
    /// [B, 3, H, W] with channels-last strides, H = W = <see cref="ComputationGraph.ImageSize"/>, on the device of the
    /// weights and of their type, float32.
    /// </param>
    /// <param name="statistics">
    /// Statistics that the norms use; null: those of the batch. A norm that sees a single
    /// value there is a warning by <see cref="System.Diagnostics.Trace"/>, once a network; the kernel shows it.
    /// </param>
    /// <param name="observe">
    /// Hears of every node's output, [B, C, H, W], as soon as it is there, for scores that look at activations; it must not keep
    /// it. Null: nobody does.
    /// </param>
    public static Tensor Run(
        WeightSet weights,
        Tensor images,
        NormStatistics? statistics = null,
        Action<GraphNode, Tensor>? observe = null
    ) => Exits(weights, images, statistics, onlyLast: true, observe)[0];

    /// <summary>
    /// Logits of every exit, [B, classes] each, in the order of <see cref="ComputationGraph.Exits"/>; arguments as in
    /// <see cref="Run"/>.
    /// </summary>
    public static IReadOnlyList<Tensor> RunExits(WeightSet weights, Tensor images, NormStatistics? statistics = null) =>
        Exits(weights, images, statistics, onlyLast: false);

    private static Tensor[] Exits(
        WeightSet weights,
        Tensor images,
        NormStatistics? statistics,
        bool onlyLast,
        Action<GraphNode, Tensor>? observe = null
    )
    {
        var memory = GradientMemory.Of(weights, images, statistics);
        using var scope = NewDisposeScope();
        var exits = Pass(weights, images, statistics, observe).Exits()[onlyLast ? ^1.. : ..];
        foreach (var logits in exits)
        {
            logits.MoveToOuterDisposeScope();
            memory?.LivesAsLongAs(logits);
        }
        return exits;
    }

    /// <summary>A pass that has not begun; arguments as in <see cref="Run"/>.</summary>
    internal static NetworkPass Pass(
        WeightSet weights,
        Tensor images,
        NormStatistics? statistics,
        Action<GraphNode, Tensor>? observe = null
    )
    {
        statistics?.CheckFit(weights.Graph);
        return new NetworkPass(weights, images, new Norms(statistics), observe: observe);
    }
}

using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Networks;

/// <summary>
/// Runs a network: a pure function of (graph, weights, images) (section 4.1, eq. 7):
/// x_v = Σ f_v(x_u; w_v) over the inputs u of v.
/// </summary>
/// <remarks>
/// Differs: the paper does not say where batch norms are and which statistics they use. The defaults here are one norm
/// after the node's sum and the statistics of the batch, both in training and in evaluation.
/// All feature maps stay in channels-last memory, which is several times faster on a CPU. A pass can be differentiated
/// only once: for second derivatives, nodes computed by the library's own kernels count as constants.
/// </remarks>
public static class Executor
{
    /// <summary>Logits of the last classifier, [B, classes].</summary>
    /// <param name="weights">The network and its weights.</param>
    /// <param name="images">
    /// [B, 3, H, W] in channels-last memory, H = W = <see cref="ComputationGraph.ImageSize"/>, float32, on the device
    /// of the weights.
    /// </param>
    /// <param name="statistics">
    /// Statistics for the norms; null: those of the batch. If a norm then sees a single value per channel, a warning is
    /// written to <see cref="System.Diagnostics.Trace"/>, once per network; the notebook kernel shows it.
    /// </param>
    /// <param name="observe">
    /// Called with every node's output, [B, C, H, W], as soon as it is computed, for scores that use activations. It
    /// must not keep the tensor. Null: no callback.
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

    /// <summary>A pass that has not started; arguments as in <see cref="Run"/>.</summary>
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

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Kernels;

/// <summary>
/// Pads the channels of a network to whole vectors, as the library's own kernels require. Weights are padded with
/// zeros. An added channel is 0 before and after its norm, so it does not affect the others, and its gradients are 0.
/// </summary>
internal static class ChannelPadding
{
    /// <summary>
    /// The largest growth of multiply-adds; above it the extra cost is about the gain of the kernels.
    /// </summary>
    private const double MostGrowth = 1.7;

    private static readonly ConditionalWeakTable<ComputationGraph, ComputationGraph> s_graphs = [];

    /// <summary>
    /// Pads <paramref name="weights"/> if that is faster: on the CPU, if the operators allow it, and without scales and
    /// shifts of norms. New tensors belong to the caller's dispose scope; gradients reach the old ones.
    /// </summary>
    public static WeightSet Of(WeightSet weights)
    {
        if (!Vector256.IsHardwareAccelerated || !weights.Tensors.All(ChannelsLast.IsReadable))
            return weights;
        var graph = s_graphs.GetValue(weights.Graph, Extended);
        return graph == weights.Graph
            ? weights
            : new WeightSet(
                graph,
                [.. graph.Parameters.Zip(weights.Tensors, (spec, tensor) => Extended(tensor, spec.Shape))]
            );
    }

    /// <summary>The network with padded channels, or the same network if padding is not worth it.</summary>
    private static ComputationGraph Extended(ComputationGraph graph)
    {
        if (
            !graph.Nodes.All(n => n.Operator.KeepsZeroChannels)
            || graph.Parameters.Any(p => p.Kind == ParameterKind.NormScale)
            || graph.Nodes.All(n => n.Operator == Operator.Classifier || n.OutputChannels % SimdLanes.Count == 0)
        )
            return graph;
        var extended = new ComputationGraph([.. graph.Nodes.Select(Extended)], normAffine: false);
        return extended.MultiplyAdds > MostGrowth * graph.MultiplyAdds ? graph : extended;
    }

    private static GraphNode Extended(GraphNode node) =>
        node with
        {
            InputChannels = node.Operator == Operator.Stem ? node.InputChannels : Rounded(node.InputChannels),
            OutputChannels = node.Operator == Operator.Classifier ? node.OutputChannels : Rounded(node.OutputChannels),
        };

    private static int Rounded(int channels) => (channels + SimdLanes.Count - 1) / SimdLanes.Count * SimdLanes.Count;

    private static Tensor Extended(Tensor tensor, IReadOnlyList<long> shape)
    {
        if (tensor.shape.SequenceEqual(shape))
            return tensor.alias();
        var behind = shape.Select((size, dimension) => size - tensor.shape[dimension]).Reverse();
        return F.pad(tensor, [.. behind.SelectMany(more => new[] { 0, more })]);
    }
}

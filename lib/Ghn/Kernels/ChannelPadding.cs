using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Kernels;

/// <summary>
/// The same network with channels in whole vectors, as the library's own kernels take them. Weights are extended by
/// zeros: a further channel is 0 before its norm and behind it, so nothing else sees it, and its gradients are 0.
/// </summary>
internal static class ChannelPadding
{
    /// <summary>Multiply-adds may grow by so much; from there on they cost about what the kernels win.</summary>
    private const double MostGrowth = 1.7;

    private static readonly ConditionalWeakTable<ComputationGraph, ComputationGraph> s_graphs = [];

    /// <summary>
    /// <paramref name="weights"/>, extended where that is faster: on the CPU, if its operators allow it, and without scales and
    /// shifts of norms. New tensors belong to the caller's dispose scope, gradients reach the old ones.
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

    /// <summary>The network with more channels, or the same one where these would not pay.</summary>
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

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Graphs;
using Ghn.Weights;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Networks;

/// <summary>
/// The same network with channels in whole vectors, as the library's own kernels take them. Weights are extended by
/// zeros: a further channel is 0 before its norm and behind it, so nothing else sees it, and its gradients are 0.
/// </summary>
internal static class WholeVectors
{
    /// <summary>Channels may grow by so much; from there on the kernels win less than the further channels cost.</summary>
    private const double MostGrowth = 1.3;

    private static readonly ConditionalWeakTable<ComputationGraph, ComputationGraph> s_graphs = [];

    /// <summary>
    /// <paramref name="weights"/>, extended where that is faster: a chain on the CPU whose norms have neither scale nor shift.
    /// New tensors belong to the caller's dispose scope, gradients reach the old ones.
    /// </summary>
    public static WeightSet Of(WeightSet weights)
    {
        if (
            !Vector256.IsHardwareAccelerated
            || weights.Graph.Options is not { NormAffine: false } options
            || Rounded(options.Channels) == options.Channels
            || Rounded(options.Channels) > MostGrowth * options.Channels
            || !weights.Tensors.All(ChannelsLast.IsReadable)
        )
            return weights;
        var graph = s_graphs.GetValue(weights.Graph, Extended);
        return new WeightSet(
            graph,
            [.. graph.Parameters.Zip(weights.Tensors, (spec, tensor) => Extended(tensor, spec.Shape))]
        );
    }

    private static int Rounded(int channels) => (channels + Lanes.Count - 1) / Lanes.Count * Lanes.Count;

    private static ComputationGraph Extended(ComputationGraph graph)
    {
        var options = graph.Options! with { Channels = Rounded(graph.Options.Channels) };
        return graph.Cells is { } cells ? new(cells, options) : new(graph.Architecture!, options);
    }

    private static Tensor Extended(Tensor tensor, IReadOnlyList<long> shape)
    {
        if (tensor.shape.SequenceEqual(shape))
            return tensor.alias();
        var behind = shape.Select((size, dimension) => size - tensor.shape[dimension]).Reverse();
        return F.pad(tensor, [.. behind.SelectMany(more => new[] { 0, more })]);
    }
}

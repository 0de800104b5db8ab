using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Kernels;
using Ghn.Weights;

namespace Ghn.Networks;

/// <summary>
/// Reports to the garbage collector the native memory that a pass keeps for its gradient, as long as its logits live.
/// Without it, the collector sees only small objects and may leave gigabytes of undisposed logits.
/// </summary>
internal sealed class GradientMemory
{
    private static readonly ConditionalWeakTable<Tensor, GradientMemory> s_ofLogits = [];

    private readonly long _bytes;

    private GradientMemory(long bytes)
    {
        _bytes = bytes;
        GC.AddMemoryPressure(bytes);
    }

    ~GradientMemory() => GC.RemoveMemoryPressure(_bytes);

    /// <summary>
    /// Tells the collector before a pass, so that it frees what earlier ones left; null where a dispose scope frees the
    /// logits, or where there is no gradient. Arguments as for <see cref="Executor.Run"/>.
    /// </summary>
    public static GradientMemory? Of(WeightSet weights, Tensor images, NormStatistics? statistics)
    {
        if (CurrentDisposeScope is not null || !is_grad_enabled())
            return null;
        if (!images.requires_grad && !weights.Tensors.Any(t => t.requires_grad))
            return null;
        // The library's own kernels keep a node's output alone.
        var own =
            Vector256.IsHardwareAccelerated
            && ChannelsLast.IsReadable(images)
            && images.shape is [_, _, _, _]
            && images.stride(1) == 1
            && statistics is null;
        var kept = weights.Graph.Nodes.Sum(n =>
            own && n.OutputChannels % SimdLanes.Count == 0 ? n.OutputCount : n.Operator.KeptForGradient(n)
        );
        var bytes = (long)kept * images.shape.FirstOrDefault() * images.element_size();
        return bytes > 0 ? new(bytes) : null;
    }

    /// <summary>Reports the memory as free when the collector has freed the logits.</summary>
    public void LivesAsLongAs(Tensor logits) => s_ofLogits.Add(logits, this);
}

using System.Runtime.CompilerServices;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Networks;

/// <summary>
/// The native memory that a pass keeps for its gradient, for as long as its logits live. The garbage collector sees some
/// small objects; told of the memory, it collects logits that nobody disposed before there are gigabytes of it.
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
    /// logits, or where there is no gradient. It keeps about each node's output.
    /// </summary>
    public static GradientMemory? Of(WeightSet weights, Tensor images)
    {
        if (CurrentDisposeScope is not null || !is_grad_enabled())
            return null;
        if (!images.requires_grad && !weights.Tensors.Any(t => t.requires_grad))
            return null;
        var values = weights.Graph.Nodes.Sum(n => (long)n.OutputChannels * n.OutputSize * n.OutputSize);
        var bytes = images.shape.FirstOrDefault() * values * images.element_size();
        return bytes > 0 ? new(bytes) : null;
    }

    /// <summary>The memory is gone when the collector has found that nobody uses the logits any more.</summary>
    public void LivesAsLongAs(Tensor logits) => s_ofLogits.Add(logits, this);
}

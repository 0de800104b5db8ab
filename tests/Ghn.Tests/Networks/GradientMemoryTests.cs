using System.Runtime.CompilerServices;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

[Collection(Alone.Name)]
public sealed class GradientMemoryTests : IDisposable
{
    private const int Most = 200; // calls of 10 MB

    private readonly WeightSet _weights = Weights();
    private readonly Tensor _images = TestWeights.Images(32, count: 32);

    public void Dispose()
    {
        _weights.Dispose();
        _images.Dispose();
    }

    [Fact]
    public void Logits_that_nobody_disposes_are_collected_before_there_are_many()
    {
        var (first, collections, calls) = (Forgotten(), GC.CollectionCount(2), 1);
        while (GC.CollectionCount(2) == collections && calls < Most)
        {
            Forgotten();
            calls++;
        }
        Assert.True(calls < Most, $"no collection in {Most} calls");
        Assert.True(SpinWait.SpinUntil(() => !first.IsAlive, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Only_a_gradient_that_no_scope_frees_is_told()
    {
        Assert.NotNull(GradientMemory.Of(_weights, _images, null));
        using (no_grad())
            Assert.Null(GradientMemory.Of(_weights, _images, null));
        using (NewDisposeScope())
            Assert.Null(GradientMemory.Of(_weights, _images, null));
        foreach (var tensor in _weights.Tensors)
            tensor.requires_grad_(false);
        Assert.Null(GradientMemory.Of(_weights, _images, null));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Forgotten() => new(Executor.Run(_weights, _images));

    private static WeightSet Weights()
    {
        var options = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = 16,
            StemStride = 1,
        };
        var weights = TestWeights.Of(
            new ComputationGraph(new Architecture([new(Operator.Convolution1x1, [0])]), options),
            1
        );
        foreach (var tensor in weights.Tensors)
            tensor.requires_grad_();
        return weights;
    }
}

using System.Collections.Concurrent;

namespace Ghn.Operators;

/// <summary>
/// A conv2d that is safe on several threads. If two threads ask libtorch 2.10 (oneDNN 3.7.1) at the same time for a
/// convolution that is not compiled yet, they may choose different kernels, and one kernel runs with the memory of the
/// other. The result is a crash, or wrong numbers in that call. Therefore one thread compiles each new kind of
/// convolution, forward and backward, while the others wait.
/// </summary>
/// <remarks>
/// The backward pass is compiled in advance for a gradient with the memory layout of the output, which is the layout
/// inside a network. A gradient in another layout is compiled when it arrives, so that case is not protected.
/// </remarks>
public static class Conv2d
{
    private static readonly ConcurrentDictionary<Kind, bool> s_compiled = [];
    private static readonly object s_compiling = new();

    /// <summary>
    /// <paramref name="x"/>: [B, C, H, W] channels-last; <paramref name="kernel"/>: [C', C / groups, k, k]. Stride,
    /// padding and dilation apply to both dimensions.
    /// </summary>
    public static Tensor Apply(
        Tensor x,
        Tensor kernel,
        long stride = 1,
        long padding = 0,
        long dilation = 1,
        long groups = 1
    )
    {
        Tensor Run(Tensor images, Tensor weights) =>
            F.conv2d(
                images,
                weights,
                strides: [stride, stride],
                padding: [padding, padding],
                dilation: [dilation, dilation],
                groups: groups
            );
        if (x.device_type == DeviceType.CPU)
        {
            var backward = is_grad_enabled() && (x.requires_grad || kernel.requires_grad);
            var (layout, threads) = (x.stride(1), get_num_threads());
            var kind = new Kind(Shape(x), Shape(kernel), layout, stride, padding, dilation, x.dtype, backward, threads);
            if (!s_compiled.ContainsKey(kind))
                lock (s_compiling)
                    if (!s_compiled.ContainsKey(kind))
                    {
                        Compile(Run, x, kernel, backward);
                        s_compiled[kind] = true; // only now: until then others wait
                    }
        }
        return Run(x, kernel);
    }

    private static void Compile(Func<Tensor, Tensor, Tensor> run, Tensor x, Tensor kernel, bool backward)
    {
        using var scope = NewDisposeScope();
        if (!backward)
        {
            run(x, kernel);
            return;
        }
        var (images, weights) = (x.detach().requires_grad_(), kernel.detach().requires_grad_());
        var y = run(images, weights);
        autograd.grad([y], [images, weights], [y.detach()]);
    }

    private static (long, long, long, long) Shape(Tensor t) => (t.size(0), t.size(1), t.size(2), t.size(3));

    /// <summary>The properties for which oneDNN compiles a separate kernel.</summary>
    private readonly record struct Kind(
        (long, long, long, long) X,
        (long, long, long, long) Kernel,
        long Layout,
        long Stride,
        long Padding,
        long Dilation,
        ScalarType Type,
        bool Backward,
        int Threads
    );
}

using System.Numerics;
using Ghn.Graphs;

namespace Ghn.Kernels;

/// <summary>
/// All phases over one block as one differentiable operation on the CPU: h(0) [n, D] → h(T) [n, D]. With tensors,
/// message passing spends its time on the overhead of some twenty small operations per level. Here a level is two small
/// matrix products and a loop.
/// </summary>
internal sealed class FusedPropagation : autograd.SingleTensorFunction<FusedPropagation>
{
    private const string TapeKey = "tape",
        GradientsKey = "gradients";

    public override string Name => nameof(FusedPropagation);

    /// <summary>Call it in a dispose scope, which keeps the result alive until torch owns it.</summary>
    public static Tensor Run(Tensor h, FusedCell cell, IReadOnlyList<GraphLevel> levels, int phases)
    {
        Tensor[] read = [h, cell.Input, cell.InputBias, cell.State, cell.StateBias];
        var record = is_grad_enabled() && read.Any(t => t.requires_grad);
        return record ? apply([.. read, new Job(cell, levels, phases)])
            : h.dtype == ScalarType.Float64 ? Forward<double>(h, cell, levels, phases)
            : Forward<float>(h, cell, levels, phases);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var h = (Tensor)vars[0];
        var (cell, levels, phases) = (Job)vars[5];
        if (h.dtype == ScalarType.Float64)
            return Forward<double>(h, cell, levels, phases, k => ctx.save_data(TapeKey, k));
        return Forward<float>(h, cell, levels, phases, k => ctx.save_data(TapeKey, k));
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var gradients = ctx.get_data(TapeKey) switch
        {
            PropagationKernel<double> kernel => kernel.Backward(grad_output),
            var kernel => ((PropagationKernel<float>)kernel).Backward(grad_output),
        };
        // TorchSharp keeps nothing but their handles while torch copies them; the context lives until the node is gone.
        ctx.save_data(GradientsKey, gradients);
        GC.KeepAlive(grad_output);
        return gradients;
    }

    private static Tensor Forward<T>(
        Tensor h,
        FusedCell cell,
        IReadOnlyList<GraphLevel> levels,
        int phases,
        Action<object>? keep = null
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernel = new PropagationKernel<T>(cell.Packed<T>(), levels, phases, (int)h.shape[0], keep is not null);
        keep?.Invoke(kernel);
        return kernel.Forward(h);
    }

    private sealed record Job(FusedCell Cell, IReadOnlyList<GraphLevel> Levels, int Phases);
}

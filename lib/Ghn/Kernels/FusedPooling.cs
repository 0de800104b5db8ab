namespace Ghn.Kernels;

/// <summary>3×3 pooling of a feature map with stride 1 as one differentiable operation on the CPU.</summary>
internal sealed class FusedPooling : autograd.SingleTensorFunction<FusedPooling>
{
    private const string JobKey = "job";

    public override string Name => nameof(FusedPooling);

    /// <summary>
    /// [B, C, H, W], served by <see cref="ChannelsLast"/> → the same shape: the maximum over the neighbourhood, or else the
    /// mean with padding counted as zeros. <paramref name="gradients"/>: shared by all nodes of a pass.
    /// </summary>
    public static Tensor Run(Tensor x, bool maximum, LastGradients gradients)
    {
        var job = new Job(new PoolingKernel((int)x.shape[0], (int)x.shape[2], (int)x.shape[1]), maximum, gradients);
        var output = is_grad_enabled() && x.requires_grad ? apply(x, job) : Forward(x, job);
        GC.KeepAlive(x);
        return output;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, job) = ((Tensor)vars[0], (Job)vars[1]);
        var output = Forward(x, job);
        // Detached: a saved output that knows its own node would keep it alive for ever.
        ctx.save_for_backward(job.Maximum ? [x, output.detach()] : []);
        ctx.save_data(JobKey, job);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (kernel, maximum, gradients) = (Job)ctx.get_data(JobKey);
        using var gradient = ChannelsLast.Of(grad_output);
        var forInput = ChannelsLast.Empty(kernel.Batch, kernel.Channels, kernel.Size);
        var saved = ctx.get_saved_variables();
        if (maximum)
            kernel.MaximumGradient(
                ChannelsLast.Address(saved[0]),
                ChannelsLast.Address(saved[1]),
                ChannelsLast.Address(gradient),
                ChannelsLast.Address(forInput)
            );
        else
            kernel.Average(ChannelsLast.Address(gradient), ChannelsLast.Address(forInput));
        GC.KeepAlive(grad_output);
        foreach (var tensor in saved)
            tensor.Dispose();
        gradients.Replace([forInput]);
        return [forInput, null!]; // of the job there is none
    }

    private static Tensor Forward(Tensor x, Job job)
    {
        var (kernel, maximum, _) = job;
        var output = ChannelsLast.Empty(kernel.Batch, kernel.Channels, kernel.Size);
        if (maximum)
            kernel.Maximum(ChannelsLast.Address(x), ChannelsLast.Address(output));
        else
            kernel.Average(ChannelsLast.Address(x), ChannelsLast.Address(output));
        return output;
    }

    private sealed record Job(PoolingKernel Kernel, bool Maximum, LastGradients Gradients);
}

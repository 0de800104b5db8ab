namespace Ghn.Kernels;

/// <summary>
/// A convolution node as one differentiable operation on the CPU: ReLU of each input, their sum, depthwise and 1×1
/// convolution, batch norm. torch needs about ten operations for it, each of which reads and writes a feature map. Here
/// an image stays in the processor's cache from input to output, and only inputs and output are kept.
/// </summary>
/// <remarks>
/// It can be differentiated only once: for second derivatives this node is a constant. As with every function that
/// TorchSharp adds to autograd, an exception in its backward pass ends the process.
/// </remarks>
internal sealed class FusedConvolution : autograd.SingleTensorFunction<FusedConvolution>
{
    private const string JobKey = "job";

    public override string Name => nameof(FusedConvolution);

    /// <summary>
    /// Whether the node can be computed in this way: kernel sizes of the search space, whole vectors of channels,
    /// float32, channels-last memory. The inputs are the summed ones, at the size of the output; pointwise is [C', C,
    /// 1, 1], depthwise [C, 1, k, k] or null.
    /// </summary>
    public static bool Serves(
        GraphNode node,
        IReadOnlyList<Tensor> inputs,
        Tensor pointwise,
        Tensor? depthwise,
        int dilation
    ) =>
        node.OutputChannels % SimdLanes.Count == 0
        && dilation is 1 or 2
        && ChannelsLast.IsReadable(pointwise)
        && (depthwise is null || depthwise.shape[2] is 3 or 5 && ChannelsLast.IsReadable(depthwise))
        && inputs.All(x => x.shape[1] == node.InputChannels && x.shape[2] == node.OutputSize && ChannelsLast.Serves(x));

    /// <summary>
    /// The node's output [B, C', H, W], channels-last, normalised with the statistics of the batch; arguments as in
    /// <see cref="Serves"/>. <paramref name="gradients"/>: shared by all nodes of a pass.
    /// </summary>
    public static Tensor Run(
        GraphNode node,
        IReadOnlyList<Tensor> inputs,
        Tensor pointwise,
        Tensor? depthwise,
        int dilation,
        LastGradients gradients
    )
    {
        var job = new Job(
            new ConvolutionKernel(
                (int)inputs[0].shape[0],
                node.OutputSize,
                node.InputChannels,
                node.OutputChannels,
                inputs.Count,
                (int)(depthwise?.shape[2] ?? 1),
                depthwise is null ? 1 : dilation
            ),
            depthwise is not null,
            gradients
        );
        Tensor[] read = depthwise is null ? [pointwise, .. inputs] : [pointwise, depthwise, .. inputs];
        var output =
            is_grad_enabled() && read.Any(t => t.requires_grad) ? apply([.. read, job]) : Forward(read, job, out _);
        GC.KeepAlive(read);
        return output;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var job = (Job)vars[^1];
        var read = vars[..^1].Cast<Tensor>().ToArray();
        var output = Forward(read, job, out var deviations);
        // Detached: a saved output that knows its own node would keep it alive for ever.
        ctx.save_for_backward([.. read, output.detach()]);
        ctx.save_data(JobKey, job with { Deviations = deviations });
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var job = (Job)ctx.get_data(JobKey);
        var saved = ctx.get_saved_variables();
        using var gradient = ChannelsLast.Of(grad_output);
        using var pointwise = saved[0].contiguous();
        using var depthwise = job.HasDepthwise ? saved[1].contiguous() : null;
        var inputs = saved.Skip(job.HasDepthwise ? 2 : 1).SkipLast(1).ToArray();
        var forPointwise = empty_like(pointwise, device: CPU);
        var forDepthwise = depthwise is null ? null : empty_like(depthwise, device: CPU);
        var forInputs = inputs.Select(x => ChannelsLast.Empty(x.shape[0], x.shape[1], x.shape[2])).ToArray();
        job.Kernel.Backward(
            [.. inputs.Select(ChannelsLast.Address)],
            ChannelsLast.Address(pointwise),
            depthwise is null ? 0 : ChannelsLast.Address(depthwise),
            ChannelsLast.Address(saved[^1]),
            job.Deviations!,
            ChannelsLast.Address(gradient),
            ChannelsLast.Address(forPointwise),
            forDepthwise is null ? 0 : ChannelsLast.Address(forDepthwise),
            [.. forInputs.Select(ChannelsLast.Address)]
        );
        GC.KeepAlive(grad_output);
        foreach (var tensor in saved)
            tensor.Dispose();
        List<Tensor> all = forDepthwise is null
            ? [forPointwise, .. forInputs]
            : [forPointwise, forDepthwise, .. forInputs];
        job.Gradients.Replace(all);
        return [.. all, null!]; // of the job there is none
    }

    private static Tensor Forward(Tensor[] read, Job job, out float[] deviations)
    {
        var inputs = read.Skip(job.HasDepthwise ? 2 : 1).ToArray();
        var kernel = job.Kernel;
        using var pointwise = read[0].contiguous();
        using var depthwise = job.HasDepthwise ? read[1].contiguous() : null;
        var output = ChannelsLast.Empty(kernel.Batch, kernel.Outputs, kernel.Size);
        deviations = new float[kernel.Outputs];
        kernel.Forward(
            [.. inputs.Select(ChannelsLast.Address)],
            ChannelsLast.Address(pointwise),
            depthwise is null ? 0 : ChannelsLast.Address(depthwise),
            ChannelsLast.Address(output),
            deviations
        );
        return output;
    }

    private sealed record Job(ConvolutionKernel Kernel, bool HasDepthwise, LastGradients Gradients)
    {
        public float[]? Deviations { get; init; }
    }
}

namespace Ghn.Operators;

/// <summary>The sum of its inputs.</summary>
internal sealed class Sum() : Operator("Sum", "sum", "sum")
{
    public override bool KeepsZeroChannels => true;

    public override Tensor Run(NodePass pass) => pass.Sum();
}

/// <summary>Zeros: what remains of a cell without a path from its input to its output.</summary>
internal sealed class Zero() : Operator("Zero", "zero", "sum")
{
    public override bool KeepsZeroChannels => true;

    public override Tensor Run(NodePass pass) => pass.Sum().Times(0);
}

internal sealed class BatchNorm() : Operator("BatchNorm", "norm", "norm")
{
    public override bool HasNorm => true;

    public override bool KeepsZeroChannels => true;

    public override Tensor Run(NodePass pass) => pass.Norm(pass.Sum());
}

/// <summary>2×2 average pooling, then a 1×1 convolution: the shortcut of a residual block with stride 2.</summary>
internal sealed class Shortcut() : Operator("Shortcut", "shortcut", "1×1 convolution")
{
    public override bool CanBeSearched => false;

    public override bool ChangesChannels => true;

    public override bool TakesStride => true;

    public override bool KeepsZeroChannels => true;

    public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
        [ParameterSpec.Kernel(node, ParameterKind.Pointwise, 1)];

    public override long MultiplyAdds(GraphNode node) => node.InputCount * node.OutputChannels;

    public override Tensor Run(NodePass pass)
    {
        var x = pass.Sum();
        if (pass.Node.Stride > 1)
            x = F.avg_pool2d(x, pass.Node.Stride);
        return PointwiseConvolution.Apply(x, pass.Weight(ParameterKind.Pointwise));
    }
}

/// <summary>The mean over the pixels of a 3×3 neighbourhood that lie in the image.</summary>
internal sealed class AveragePool3x3WithoutPadding() : Operator("AveragePool3x3WithoutPadding", "avg 3×3", "pooling")
{
    public override bool KeepsZeroChannels => true;

    public override Tensor Run(NodePass pass)
    {
        var pooled = pass.Pool3x3(pass.Sum(), maximum: false); // padding counts as zeros
        var size = pass.Node.OutputSize;
        var inside = Enumerable.Range(0, size).Select(i => 1f + (i > 0 ? 1 : 0) + (i < size - 1 ? 1 : 0)).ToArray();
        var scale = inside.SelectMany(row => inside.Select(column => 9 / (row * column))).ToArray();
        return pooled.mul(tensor(scale, [size, size], dtype: pooled.dtype, device: pooled.device));
    }
}

namespace Ghn.Operators;

/// <summary>Norm(convolution(Σ ReLU(x_u))). A convolution is linear, so it runs once, on the sum.</summary>
internal abstract class Convolution(string id, string name, string family) : Operator(id, name, family)
{
    public override bool HasNorm => true;

    public override bool Rectifies => true;

    public override bool KeepsZeroChannels => true;
}

internal sealed class Convolution1x1() : Convolution("Convolution1x1", "conv 1×1", "1×1 convolution")
{
    public override bool TakesStride => true;

    public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
        [ParameterSpec.Kernel(node, ParameterKind.Pointwise, 1)];

    public override long MultiplyAdds(GraphNode node) => node.InputCount * node.OutputChannels;

    public override Tensor Run(NodePass pass)
    {
        var stride = pass.Node.Stride;
        if (stride == 1)
            return pass.SeparableNorm();
        // All that it reads, taken first: libtorch 2.10's own strided 1×1 convolution writes outside its memory in the
        // backward pass when it is channels-last with channels that are not a multiple of 16.
        var x = pass.RectifiedSum();
        x = x.slice(2, 0, x.shape[2], stride).slice(3, 0, x.shape[3], stride);
        return pass.Norm(PointwiseConvolution.Apply(x, pass.Weight(ParameterKind.Pointwise)));
    }
}

internal sealed class SeparableConvolution(int kernel, int dilation)
    : Convolution(
        $"{(dilation == 1 ? "Separable" : "Dilated")}Convolution{kernel}x{kernel}",
        $"{(dilation == 1 ? "sep" : "dil")} {kernel}×{kernel}",
        dilation == 1 ? "separable convolution" : "dilated convolution"
    )
{
    public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
        [
            new(node.Index, ParameterKind.Depthwise, [node.InputChannels, 1, kernel, kernel], kernel * kernel),
            ParameterSpec.Kernel(node, ParameterKind.Pointwise, 1),
        ];

    public override long MultiplyAdds(GraphNode node) => node.InputCount * (kernel * kernel + node.OutputChannels);

    /// <summary>Includes the input of its 1×1 convolution.</summary>
    public override double KeptForGradient(GraphNode node) => base.KeptForGradient(node) + node.InputCount;

    public override Tensor Run(NodePass pass) => pass.SeparableNorm(dilation);
}

internal sealed class Convolution3x3() : Convolution("Convolution3x3", "conv 3×3", "3×3 convolution")
{
    public override bool TakesStride => true;

    public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
        [ParameterSpec.Kernel(node, ParameterKind.Convolution3x3, 3)];

    public override long MultiplyAdds(GraphNode node) => 9 * node.InputCount * node.OutputChannels;

    public override Tensor Run(NodePass pass) =>
        pass.Norm(
            Conv2d.Apply(pass.RectifiedSum(), pass.Weight(ParameterKind.Convolution3x3), pass.Node.Stride, padding: 1)
        );
}

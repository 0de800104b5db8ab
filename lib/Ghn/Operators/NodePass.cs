namespace Ghn.Operators;

/// <summary>
/// What an operator computes with when a batch of images passes its node: inputs and weights. Neither change nor dispose these
/// tensors: other nodes read them.
/// </summary>
public abstract class NodePass
{
    /// <summary>The node, with the channels that it has here (see <see cref="Operator.KeepsZeroChannels"/>).</summary>
    public abstract GraphNode Node { get; }

    /// <summary>The images, [B, 3, H, W].</summary>
    public abstract Tensor Images { get; }

    /// <summary>The node's inputs x_u at the size at which it works, [B, C, size, size] each.</summary>
    public abstract IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The node's tensor of a kind.</summary>
    public abstract Tensor Weight(ParameterKind kind);

    /// <summary>
    /// Σ f(x_u) over the inputs; f null: Σ x_u. In training, drop-path leaves out some of them. A new tensor object even
    /// for one input.
    /// </summary>
    public abstract Tensor Sum(Func<Tensor, Tensor>? f = null);

    /// <summary>Σ ReLU(x_u) over the inputs. The ReLU of a node is computed once for all that read it at its own size.</summary>
    public abstract Tensor RectifiedSum();

    /// <summary>Batch norm of <paramref name="x"/>, [B, <see cref="GraphNode.OutputChannels"/>, size, size].</summary>
    public abstract Tensor Norm(Tensor x);

    /// <summary>3×3 pooling with stride 1: the maximum, or the mean with padding counted as zeros.</summary>
    public abstract Tensor Pool3x3(Tensor x, bool maximum);

    /// <summary>
    /// Norm(1×1 convolution(depthwise convolution(Σ ReLU(x_u)))), with the node's <see cref="ParameterKind.Pointwise"/> and,
    /// if it has one, <see cref="ParameterKind.Depthwise"/> kernel: in one operation where a kernel of the library serves,
    /// which is several times faster, else by torch's.
    /// </summary>
    /// <param name="dilation">Dilation of the depthwise convolution.</param>
    /// <param name="input">What stands in the place of Σ ReLU(x_u), nowhere negative; null: that itself.</param>
    public abstract Tensor SeparableNorm(int dilation = 1, Tensor? input = null);
}

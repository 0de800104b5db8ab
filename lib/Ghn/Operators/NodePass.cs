namespace Ghn.Operators;

/// <summary>
/// The inputs and weights of one node for a batch of images. Do not change or dispose these tensors: other nodes read
/// them.
/// </summary>
public abstract class NodePass
{
    /// <summary>The node. Its channels may be padded (see <see cref="Operator.KeepsZeroChannels"/>).</summary>
    public abstract GraphNode Node { get; }

    /// <summary>The images, [B, 3, H, W].</summary>
    public abstract Tensor Images { get; }

    /// <summary>The node's inputs x_u, resized to its input size, [B, C, size, size] each.</summary>
    public abstract IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The node's tensor of a kind.</summary>
    public abstract Tensor Weight(ParameterKind kind);

    /// <summary>
    /// Σ f(x_u) over the inputs, or Σ x_u if f is null. In training, drop-path drops some of them. Returns a new tensor
    /// object even for one input.
    /// </summary>
    public abstract Tensor Sum(Func<Tensor, Tensor>? f = null);

    /// <summary>
    /// Σ ReLU(x_u) over the inputs. The ReLU of a node is computed once for all readers that do not resize it.
    /// </summary>
    public abstract Tensor RectifiedSum();

    /// <summary>Batch norm of <paramref name="x"/>, [B, <see cref="GraphNode.OutputChannels"/>, size, size].</summary>
    public abstract Tensor Norm(Tensor x);

    /// <summary>3×3 pooling with stride 1: the maximum, or the mean with padding counted as zeros.</summary>
    public abstract Tensor Pool3x3(Tensor x, bool maximum);

    /// <summary>
    /// Norm(1×1 convolution(depthwise convolution(Σ ReLU(x_u)))), with the node's <see cref="ParameterKind.Pointwise"/>
    /// kernel and, if it has one, its <see cref="ParameterKind.Depthwise"/> kernel. Where the library has a fused
    /// kernel, this is one operation and several times faster.
    /// </summary>
    /// <param name="dilation">Dilation of the depthwise convolution.</param>
    /// <param name="input">A non-negative replacement for Σ ReLU(x_u); null: no replacement.</param>
    public abstract Tensor SeparableNorm(int dilation = 1, Tensor? input = null);
}

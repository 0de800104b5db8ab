using Ghn.Operators;
using Ghn.Weights;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Tests.Networks;

/// <summary>Torch's own functions in their plain form with the weights of one node: the oracle of the executor.</summary>
internal sealed class TorchFunctions(WeightSet weights)
{
    /// <summary>Convolution and batch norm of a node, without its ReLU.</summary>
    public Tensor Convolution(int index, Tensor x)
    {
        var node = weights.Graph.Nodes[index];
        var kernel = weights.Graph.Parameters.First(p => p.Node == index);
        var padding = kernel.Shape[2] / 2;
        var y = F.conv2d(
            x,
            weights[index, kernel.Kind],
            strides: [node.Stride, node.Stride],
            padding: [padding, padding]
        );
        return Norm(y, weights.Find(index, ParameterKind.NormScale), weights.Find(index, ParameterKind.NormShift));
    }

    /// <summary>Batch norm with the statistics of the batch.</summary>
    public static Tensor Norm(Tensor x, Tensor? scale = null, Tensor? shift = null) =>
        F.batch_norm(x, null, null, scale, shift, training: true);

    /// <summary>Global average pooling and linear layer of an exit, without its ReLU.</summary>
    public Tensor Classifier(int index, Tensor x) =>
        F.linear(
            F.adaptive_avg_pool2d(x, 1).flatten(1),
            weights[index, ParameterKind.ClassifierWeight],
            weights[index, ParameterKind.ClassifierBias]
        );
}

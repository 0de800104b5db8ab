using Ghn.Graphs;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

/// <summary>Torch's own modules with the weights of one node: the oracle of the executor.</summary>
internal sealed class TorchModules(WeightSet weights)
{
    /// <summary>Convolution and batch norm of a node, without its ReLU.</summary>
    public Tensor Convolution(int index, Tensor x)
    {
        var node = weights.Graph.Nodes[index];
        var kernel = weights.Graph.Parameters.First(p => p.Node == index);
        var k = kernel.Shape[2];
        var module = nn.Conv2d(
            node.InputChannels,
            node.OutputChannels,
            k,
            stride: node.Stride,
            padding: k / 2,
            bias: false
        );
        var norm = nn.BatchNorm2d(node.OutputChannels);
        norm.train();
        Copy(module.weight, weights[index, kernel.Kind]);
        Copy(norm.weight, weights.Find(index, ParameterKind.NormScale));
        Copy(norm.bias, weights.Find(index, ParameterKind.NormShift));
        return norm.forward(module.forward(x));
    }

    /// <summary>Global average pooling and linear layer of an exit, without its ReLU.</summary>
    public Tensor Classifier(int index, Tensor x)
    {
        var node = weights.Graph.Nodes[index];
        var module = nn.Linear(node.InputChannels, node.OutputChannels);
        Copy(module.weight, weights[index, ParameterKind.ClassifierWeight]);
        Copy(module.bias, weights[index, ParameterKind.ClassifierBias]);
        return module.forward(nn.AdaptiveAvgPool2d(1).forward(x).flatten(1));
    }

    private static void Copy(Tensor? to, Tensor? from)
    {
        using var noGradient = no_grad();
        if (from is not null)
            to!.copy_(from);
    }
}

using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

/// <summary>
/// A network out of torch's own modules in their plain form: one <c>BatchNorm2d</c> a norm, one convolution an edge where
/// norms are on edges, feature maps in the usual memory order.
/// </summary>
internal sealed class ReferenceNetwork(WeightSet weights, NormPlace place)
{
    private readonly Dictionary<(int Node, int Edge), BatchNorm2d> _norms = [];
    private readonly Dictionary<(int Node, int Edge), List<(Tensor Mean, Tensor Variance)>> _seen = [];

    /// <summary>From here on norms use the means over the batches so far.</summary>
    public void Evaluate()
    {
        using var noGradient = no_grad();
        foreach (var (key, norm) in _norms)
        {
            norm.running_mean!.copy_(stack(_seen[key].Select(s => s.Mean)).mean([0L]));
            norm.running_var!.copy_(stack(_seen[key].Select(s => s.Variance)).mean([0L]));
            norm.eval();
        }
    }

    public Tensor Forward(Tensor images)
    {
        var outputs = new List<Tensor>();
        foreach (var node in weights.Graph.Nodes)
            outputs.Add(Output(node, node.Inputs.Select(u => outputs[u]).ToArray(), images.contiguous()));
        return outputs[^1];
    }

    private Tensor Output(GraphNode node, Tensor[] inputs, Tensor images)
    {
        Tensor Sum(IEnumerable<Tensor> values) => values.Aggregate((a, b) => a + b);
        Tensor Relu(Tensor x) => nn.ReLU().forward(x);
        switch (node.Operator)
        {
            case OperatorKind.Stem:
                return Norm(node, 0, Convolution(node, ParameterKind.Stem, images, 3));
            case OperatorKind.BlockInput or OperatorKind.Identity:
                return Sum(inputs);
            case OperatorKind.BlockOutput:
                return Sum(inputs) / inputs.Length;
            case OperatorKind.AveragePool3x3:
                return Sum(inputs.Select(nn.AvgPool2d(3, stride: 1, padding: 1).forward));
            case OperatorKind.MaxPool3x3:
                return Sum(inputs.Select(nn.MaxPool2d(3, stride: 1, padding: 1).forward));
            case OperatorKind.Concatenation:
                return cat(inputs, 1);
            case OperatorKind.Rectifier:
                return Relu(Sum(inputs));
            case OperatorKind.Classifier:
                var linear = nn.Linear(node.InputChannels, node.OutputChannels);
                Copy(linear.weight!, weights[node.Index, ParameterKind.ClassifierWeight]);
                Copy(linear.bias!, weights[node.Index, ParameterKind.ClassifierBias]);
                return linear.forward(nn.AdaptiveAvgPool2d(1).forward(Sum(inputs.Select(Relu))).flatten(1));
            default:
                return place == NormPlace.OnEveryEdge
                    ? Sum(inputs.Select((x, edge) => Norm(node, edge, Normed(node, Relu(x)))))
                    : Norm(node, 0, Sum(inputs.Select(x => Normed(node, Relu(x)))));
        }
    }

    private Tensor Normed(GraphNode node, Tensor x) =>
        node.Operator switch
        {
            OperatorKind.Reduction => Convolution(
                node,
                ParameterKind.Pointwise,
                nn.AvgPool2d(2, stride: 2).forward(x),
                1,
                stride: 1
            ),
            OperatorKind.Convolution1x1 => Convolution(node, ParameterKind.Pointwise, x, 1),
            OperatorKind.Convolution3x3 => Convolution(node, ParameterKind.Dense, x, 3),
            _ => Convolution(
                node,
                ParameterKind.Pointwise,
                Convolution(
                    node,
                    ParameterKind.Depthwise,
                    x,
                    node.Operator.DepthwiseKernel(),
                    dilation: node.Operator.Dilation(),
                    groups: node.InputChannels
                ),
                1
            ),
        };

    private Tensor Convolution(
        GraphNode node,
        ParameterKind kind,
        Tensor x,
        int kernel,
        int? stride = null,
        int dilation = 1,
        int groups = 1
    )
    {
        var module = nn.Conv2d(
            node.InputChannels,
            node.OutputChannels,
            kernel,
            stride: stride ?? node.Stride,
            padding: dilation * (kernel - 1) / 2,
            dilation: dilation,
            groups: groups,
            bias: false
        );
        Copy(module.weight, weights[node.Index, kind]);
        return module.forward(x);
    }

    private Tensor Norm(GraphNode node, int edge, Tensor x)
    {
        if (!_norms.TryGetValue((node.Index, edge), out var norm))
        {
            _norms.Add((node.Index, edge), norm = nn.BatchNorm2d(node.OutputChannels));
            if (weights.Find(node.Index, ParameterKind.NormScale) is { } scale)
            {
                Copy(norm.weight!, scale);
                Copy(norm.bias!, weights[node.Index, ParameterKind.NormShift]);
            }
            norm.train();
            _seen.Add((node.Index, edge), []);
        }
        if (norm.training)
            _seen[(node.Index, edge)].Add((x.mean([0L, 2, 3]), x.var([0L, 2, 3], unbiased: true)));
        return norm.forward(x);
    }

    private static void Copy(Tensor to, Tensor from)
    {
        using var noGradient = no_grad();
        to.copy_(from);
    }
}

using Ghn.Operators;
using Ghn.Weights;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Tests.Networks;

/// <summary>
/// A network out of torch's own functions in their plain form: one convolution an edge, feature maps in the usual memory
/// order.
/// </summary>
internal sealed class ReferenceNetwork(WeightSet weights)
{
    private readonly Dictionary<int, List<(Tensor Mean, Tensor Variance)>> _seen = [];
    private bool _evaluates;

    /// <summary>From here on norms use the means over the batches so far.</summary>
    public void Evaluate() => _evaluates = true;

    public Tensor Forward(Tensor images)
    {
        var outputs = new List<Tensor>();
        foreach (var node in weights.Graph.Nodes)
            outputs.Add(Output(node, node.Inputs.Select(u => outputs[u]).ToArray(), images.contiguous()));
        return outputs[^1];
    }

    private Tensor Output(GraphNode node, Tensor[] inputs, Tensor images)
    {
        Tensor Sum(IEnumerable<Tensor> values) => values.Aggregate((a, b) => a.Plus(b));
        Tensor Relu(Tensor x) => F.relu(x);
        switch (node.Operator.Id)
        {
            case "Stem":
                return Norm(node, Convolution(node, ParameterKind.Stem, images));
            case "BlockInput" or "Identity":
                return Sum(inputs);
            case "BlockOutput":
                return Sum(inputs).Over(inputs.Length);
            case "AveragePool3x3":
                return Sum(inputs.Select(x => F.avg_pool2d(x, 3, stride: 1, padding: 1)));
            case "MaxPool3x3":
                return Sum(inputs.Select(x => F.max_pool2d(x, 3, stride: 1, padding: 1)));
            case "Concatenation":
                return cat(inputs, 1);
            case "Rectifier":
                return Relu(Sum(inputs));
            case "Classifier":
                return new TorchFunctions(weights).Classifier(node.Index, Sum(inputs.Select(Relu)));
            default:
                return Norm(node, Sum(inputs.Select(x => Normed(node, Relu(x)))));
        }
    }

    private Tensor Normed(GraphNode node, Tensor x) =>
        node.Operator.Id switch
        {
            "Reduction" => Convolution(node, ParameterKind.Pointwise, F.avg_pool2d(x, 2, stride: 2), 1),
            "Convolution1x1" => Convolution(node, ParameterKind.Pointwise, x),
            "Convolution3x3" => Convolution(node, ParameterKind.Convolution3x3, x),
            _ => Convolution(
                node,
                ParameterKind.Pointwise,
                Convolution(
                    node,
                    ParameterKind.Depthwise,
                    x,
                    dilation: node.Operator.Id.StartsWith("Dilated", StringComparison.Ordinal) ? 2 : 1,
                    groups: node.InputChannels
                )
            ),
        };

    private Tensor Convolution(
        GraphNode node,
        ParameterKind kind,
        Tensor x,
        int? stride = null,
        int dilation = 1,
        int groups = 1
    )
    {
        var kernel = weights[node.Index, kind];
        var step = stride ?? node.Stride;
        var padding = dilation * (kernel.shape[2] - 1) / 2;
        return F.conv2d(x, kernel, null, [step, step], [padding, padding], [dilation, dilation], groups);
    }

    private Tensor Norm(GraphNode node, Tensor x)
    {
        var (scale, shift) = (
            weights.Find(node.Index, ParameterKind.NormScale),
            weights.Find(node.Index, ParameterKind.NormShift)
        );
        if (!_seen.TryGetValue(node.Index, out var seen))
            _seen.Add(node.Index, seen = []);
        if (_evaluates)
            return F.batch_norm(
                x,
                stack(seen.Select(s => s.Mean)).mean([0L]),
                stack(seen.Select(s => s.Variance)).mean([0L]),
                scale,
                shift
            );
        seen.Add((x.mean([0L, 2, 3]), x.var([0L, 2, 3], unbiased: true)));
        return TorchFunctions.Norm(x, scale, shift);
    }
}

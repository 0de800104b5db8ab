using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Bench;

// A network as the bare list of its operators, each bound beforehand to its tensors: no graph, no look-up of weights,
// no assembly. What it takes is the floor of what the executor takes. Pooling and depthwise convolutions are torch's
// own functions, or the library's.
internal sealed class BareOperators(WeightSet weights, bool torchsOwn)
{
    private readonly Tensor[] _outputs = new Tensor[weights.Graph.Nodes.Count];
    private readonly Tensor[] _rectified = new Tensor[weights.Graph.Nodes.Count];
    private readonly HashSet<int> _hasRectified = [];
    private readonly List<Action> _calls = [];
    private int _last;

    public static BareOperators Of(WeightSet weights, Tensor images, bool torchsOwn)
    {
        var operators = new BareOperators(weights, torchsOwn);
        foreach (var node in weights.Graph.Nodes)
            operators.Add(node, images);
        return operators;
    }

    // Appends the calls of one node; the stem reads the images.
    public void Add(GraphNode node, Tensor images)
    {
        var call = Call(node, images);
        _calls.Add(() => _outputs[node.Index] = call());
        _last = node.Index;
    }

    // Puts a tensor in the place of a node's output: for the nodes that read it.
    public void Put(int node, Tensor output) => _outputs[node] = output;

    // Runs all calls. Result: the output of the node that was added last, in the caller's dispose scope.
    public Tensor Run()
    {
        using var scope = NewDisposeScope();
        foreach (var call in _calls)
            call();
        return _outputs[_last].MoveToOuterDisposeScope();
    }

    private Func<Tensor> Call(GraphNode node, Tensor images)
    {
        switch (node.Operator.Id)
        {
            case "Stem":
                var (stem, stride) = (weights[node.Index, ParameterKind.Stem], node.Stride);
                return () => Norm(F.conv2d(images, stem, strides: [stride, stride], padding: [1, 1]));
            case "Reduction":
                var (toReduce, reducing) = (RectifiedSum(node), weights[node.Index, ParameterKind.Pointwise]);
                return () => Norm(F.conv2d(F.avg_pool2d(toReduce(), 2), reducing));
            case "Classifier":
                var features = RectifiedSum(node);
                var weight = weights[node.Index, ParameterKind.ClassifierWeight];
                var bias = weights[node.Index, ParameterKind.ClassifierBias];
                return () => F.linear(Pooling.Global(features()), weight, bias);
            case "BlockInput":
            case "Identity":
                return Sum(node, _outputs);
            case "BlockOutput":
                var (sum, count) = (Sum(node, _outputs), node.Inputs.Count);
                return count == 1 ? sum : () => sum().ScaleInPlace(1.0 / count);
            case "AveragePool3x3":
                var averaged = Sum(node, _outputs);
                return torchsOwn ? () => F.avg_pool2d(averaged(), 3, 1, 1) : () => Pooling.Average3x3(averaged());
            case "MaxPool3x3":
                var inputs = node.Inputs;
                return () => inputs.Select(u => Pooling.Max3x3(_outputs[u])).Aggregate((a, b) => a.AddInPlace(b));
            case "Convolution1x1":
                var (x, pointwise) = (RectifiedSum(node), weights[node.Index, ParameterKind.Pointwise]);
                return () => Norm(F.conv2d(x(), pointwise));
            default:
                return Separable(node);
        }
    }

    private Func<Tensor> Separable(GraphNode node)
    {
        var x = RectifiedSum(node);
        var depthwise = weights[node.Index, ParameterKind.Depthwise];
        var pointwise = weights[node.Index, ParameterKind.Pointwise];
        var (channels, dilation) = (
            node.InputChannels,
            node.Operator.Id.StartsWith("Dilated", StringComparison.Ordinal) ? 2 : 1
        );
        var padding = dilation * (depthwise.shape[2] - 1) / 2;
        if (!torchsOwn)
            return () => Norm(F.conv2d(DepthwiseConvolution.Apply(x(), depthwise, dilation), pointwise));
        return () =>
            Norm(
                F.conv2d(
                    F.conv2d(
                        x(),
                        depthwise,
                        padding: [padding, padding],
                        dilation: [dilation, dilation],
                        groups: channels
                    ),
                    pointwise
                )
            );
    }

    private static Tensor Norm(Tensor x) => F.batch_norm(x, null, null, training: true);

    private Func<Tensor> RectifiedSum(GraphNode node)
    {
        foreach (var u in node.Inputs)
            if (_hasRectified.Add(u))
                _calls.Add(() => _rectified[u] = F.relu(_outputs[u]));
        return Sum(node, _rectified);
    }

    private static Func<Tensor> Sum(GraphNode node, Tensor[] values) =>
        node.Inputs switch
        {
            [var only] => () => values[only],
            [var a, var b] => () => values[a].Plus(values[b]),
            var many => () =>
                many.Skip(2).Aggregate(values[many[0]].Plus(values[many[1]]), (sum, u) => sum.AddInPlace(values[u])),
        };
}

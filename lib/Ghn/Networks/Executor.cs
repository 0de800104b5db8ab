using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Weights;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Networks;

/// <summary>
/// Runs a network: a pure function of (graph, weights, images) (section 4.1, eq. 7):
/// x_v = Σ f_v(x_u; w_v) over the inputs u of v.
/// </summary>
/// <remarks>
/// Differs: a convolution is linear, so it runs once, on the sum of its inputs' ReLUs; the batch norm follows the sum
/// (the paper leaves its place open; this is faster than a norm on every edge). Batch norm uses the statistics of the
/// batch. Everything stays in channels-last memory, which is several times faster on a CPU.
/// </remarks>
public static class Executor
{
    private const double NormEpsilon = 1e-5;

    /// <summary>
    /// Logits of a batch. <paramref name="images"/>: float32 [B, 3, H, W] with channels-last strides. Result: [B, classes].
    /// </summary>
    public static Tensor Run(WeightSet weights, Tensor images)
    {
        using var scope = NewDisposeScope();
        var pass = new Pass(weights, images);
        return pass.Logits().MoveToOuterDisposeScope();
    }

    private sealed class Pass(WeightSet weights, Tensor images)
    {
        private readonly Tensor?[] _outputs = new Tensor?[weights.Graph.Nodes.Count];
        private readonly Tensor?[] _rectified = new Tensor?[weights.Graph.Nodes.Count];

        public Tensor Logits()
        {
            foreach (var node in weights.Graph.Nodes)
                _outputs[node.Index] = Output(node);
            return _outputs[^1]!;
        }

        private Tensor Output(GraphNode node)
        {
            switch (node.Operator)
            {
                case OperatorKind.Stem:
                    return Norm(
                        node,
                        F.conv2d(
                            images,
                            weights[node.Index, ParameterKind.Stem],
                            strides: [node.Stride, node.Stride],
                            padding: [1, 1]
                        )
                    );
                case OperatorKind.Reduction:
                    return Norm(node, Pointwise(node, F.avg_pool2d(RectifiedSum(node), 2)));
                case OperatorKind.Classifier:
                    var features = RectifiedSum(node).mean([2, 3]); // [B, C]
                    return F.linear(
                        features,
                        weights[node.Index, ParameterKind.ClassifierWeight],
                        weights[node.Index, ParameterKind.ClassifierBias]
                    );
                case OperatorKind.BlockInput:
                case OperatorKind.Identity:
                    return Sum(node, _outputs!);
                case OperatorKind.BlockOutput:
                    return node.Inputs.Count == 1 ? Sum(node, _outputs!) : Sum(node, _outputs!) / node.Inputs.Count;
                case OperatorKind.AveragePool3x3:
                    return Pooling.Average3x3(Sum(node, _outputs!));
                case OperatorKind.MaxPool3x3:
                    return node.Inputs.Select(u => Pooling.Max3x3(_outputs[u]!)).Aggregate((a, b) => a + b);
                case OperatorKind.Convolution1x1:
                    return Norm(node, Pointwise(node, RectifiedSum(node)));
                default:
                    var kernel = weights[node.Index, ParameterKind.Depthwise];
                    var depthwise = DepthwiseConvolution.Apply(RectifiedSum(node), kernel, node.Operator.Dilation());
                    return Norm(node, Pointwise(node, depthwise));
            }
        }

        private Tensor Pointwise(GraphNode node, Tensor x) => F.conv2d(x, weights[node.Index, ParameterKind.Pointwise]);

        private Tensor Norm(GraphNode node, Tensor x) =>
            F.batch_norm(
                x,
                null,
                null,
                weights.Find(node.Index, ParameterKind.NormScale),
                weights.Find(node.Index, ParameterKind.NormShift),
                training: true,
                eps: NormEpsilon
            );

        /// <summary>Σ ReLU(x_u); the ReLU of a node is computed once, however many nodes read it.</summary>
        private Tensor RectifiedSum(GraphNode node)
        {
            foreach (var u in node.Inputs)
                _rectified[u] ??= F.relu(_outputs[u]!);
            return Sum(node, _rectified!);
        }

        private static Tensor Sum(GraphNode node, Tensor[] values) =>
            node.Inputs.Select(u => values[u]).Aggregate((a, b) => a + b);
    }
}

using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Weights;
using TorchSharp;
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
    /// Logits of the last classifier. <paramref name="images"/>: float32 [B, 3, H, W] with channels-last strides. Result:
    /// [B, classes].
    /// </summary>
    public static Tensor Run(WeightSet weights, Tensor images)
    {
        using var scope = NewDisposeScope();
        return new Pass(weights, images).Exits()[^1].MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Logits of every exit, [B, classes] each, in the order of <see cref="ComputationGraph.Exits"/>.
    /// <paramref name="images"/>: float32 [B, 3, H, W] with channels-last strides.
    /// </summary>
    public static IReadOnlyList<Tensor> RunExits(WeightSet weights, Tensor images)
    {
        using var scope = NewDisposeScope();
        var exits = new Pass(weights, images).Exits();
        foreach (var logits in exits)
            logits.MoveToOuterDisposeScope();
        return exits;
    }

    private sealed class Pass(WeightSet weights, Tensor images)
    {
        private readonly Tensor?[] _outputs = new Tensor?[weights.Graph.Nodes.Count];
        private readonly Tensor?[] _rectified = new Tensor?[weights.Graph.Nodes.Count];

        /// <summary>
        /// Runs every node. A feature map is let go after its last reader, and what a node needs on the way at once:
        /// without gradients that frees the memory, with gradients autograd keeps what it needs.
        /// </summary>
        public Tensor[] Exits()
        {
            var graph = weights.Graph;
            var lastReaders = new int[graph.Nodes.Count];
            foreach (var node in graph.Nodes)
            foreach (var u in node.Inputs)
                lastReaders[u] = node.Index;
            foreach (var node in graph.Nodes)
            {
                using (NewDisposeScope())
                    _outputs[node.Index] = Output(node).MoveToOuterDisposeScope();
                foreach (var u in node.Inputs.Where(u => lastReaders[u] == node.Index))
                {
                    _outputs[u]!.Dispose();
                    _rectified[u]?.Dispose();
                }
            }
            return graph.Exits.Select(e => _outputs[e.Index]!).ToArray();
        }

        private Tensor Output(GraphNode node)
        {
            switch (node.Operator)
            {
                case OperatorKind.Stem:
                    return Norm(node, Convolution3x3(node, ParameterKind.Stem, images));
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
                    return Sum(node);
                case OperatorKind.BlockOutput:
                    return node.Inputs.Count == 1 ? Sum(node) : Mean(node);
                case OperatorKind.AveragePool3x3:
                    return Pooling.Average3x3(Sum(node));
                case OperatorKind.MaxPool3x3:
                    return node.Inputs.Select(u => Pooling.Max3x3(Input(node, u))).Aggregate((a, b) => a.Plus(b));
                case OperatorKind.Convolution1x1:
                    return Norm(node, Pointwise(node, Strided(node, RectifiedSum(node))));
                case OperatorKind.Convolution3x3:
                    return Norm(node, Convolution3x3(node, ParameterKind.Dense, RectifiedSum(node)));
                case OperatorKind.Concatenation:
                    return cat(node.Inputs.Select(u => Input(node, u)).ToArray(), 1);
                case OperatorKind.Rectifier:
                    return F.relu(Sum(node));
                default:
                    var kernel = weights[node.Index, ParameterKind.Depthwise];
                    var depthwise = DepthwiseConvolution.Apply(RectifiedSum(node), kernel, node.Operator.Dilation());
                    return Norm(node, Pointwise(node, depthwise));
            }
        }

        private Tensor Convolution3x3(GraphNode node, ParameterKind kind, Tensor x) =>
            F.conv2d(x, weights[node.Index, kind], strides: [node.Stride, node.Stride], padding: [1, 1]);

        private Tensor Pointwise(GraphNode node, Tensor x) => F.conv2d(x, weights[node.Index, ParameterKind.Pointwise]);

        /// <summary>
        /// Every <c>Stride</c>-th row and column: all that a strided 1×1 convolution reads. Taken first, because libtorch
        /// 2.10's own strided 1×1 convolution writes outside its memory in the backward pass when it is channels-last
        /// with channels that are not a multiple of 16.
        /// </summary>
        private static Tensor Strided(GraphNode node, Tensor x) =>
            node.Stride == 1 ? x : x.slice(2, 0, x.shape[2], node.Stride).slice(3, 0, x.shape[3], node.Stride);

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

        /// <summary>
        /// Σ ReLU(x_u); the ReLU of a node is computed once for all nodes that read it at its own size.
        /// </summary>
        private Tensor RectifiedSum(GraphNode node) => Sum(node, u => Rectified(node, u));

        private Tensor Rectified(GraphNode node, int input)
        {
            var source = weights.Graph.Nodes[input];
            if (source.OutputSize != node.InputSize)
                return F.relu(Input(node, input));
            return _rectified[input] ??= (
                source.Operator is OperatorKind.Rectifier ? _outputs[input]!.alias() : F.relu(_outputs[input]!)
            ).MoveToOuterDisposeScope();
        }

        private Tensor Sum(GraphNode node) => Sum(node, u => Input(node, u));

        private Tensor Mean(GraphNode node)
        {
            using Scalar count = node.Inputs.Count; // kept alive to the end of the method: see KeptScalar
            return Sum(node) / count;
        }

        /// <summary>A new tensor object even for one input: each node's output is let go on its own.</summary>
        private static Tensor Sum(GraphNode node, Func<int, Tensor> value) =>
            node.Inputs.Count == 1
                ? value(node.Inputs[0]).alias()
                : node.Inputs.Select(value).Aggregate((a, b) => a.Plus(b));

        /// <summary>An input at the size at which the node works.</summary>
        private Tensor Input(GraphNode node, int input) =>
            Resizing.Apply(_outputs[input]!, weights.Graph.Nodes[input].OutputSize, node.InputSize);
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Kernels;
using Ghn.Weights;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Networks;

/// <summary>One pass of a batch of images through a network, node by node.</summary>
/// <param name="weights">The network and its weights.</param>
/// <param name="images">As for <see cref="Executor.Run"/>.</param>
/// <param name="options">Where the norms stand.</param>
/// <param name="norms">Which statistics they use.</param>
/// <param name="dropPath">Which edges are dropped; null: none.</param>
/// <param name="kept">A node whose output is wanted too; null: none.</param>
internal sealed class NetworkPass(
    WeightSet weights,
    Tensor images,
    ExecutionOptions options,
    Norms norms,
    DropPath? dropPath = null,
    int? kept = null
)
{
    private static readonly ConditionalWeakTable<ComputationGraph, object> s_warned = []; // once a network

    /// <summary>With channels in whole vectors if that is faster, and if no single channel is looked at.</summary>
    private readonly WeightSet _weights =
        options.NormPlace == NormPlace.AfterSum && norms.AreOfTheBatch && dropPath is null && kept is null
            ? WholeVectors.Of(weights)
            : weights;

    private readonly Tensor?[] _outputs = new Tensor?[weights.Graph.Nodes.Count];
    private readonly Tensor?[] _rectified = new Tensor?[weights.Graph.Nodes.Count];
    private readonly int[] _readers = new int[weights.Graph.Nodes.Count]; // nodes still to be run that read each
    private readonly LastGradients _gradients = new();

    /// <summary>The output [B, C, H, W] of the node that was to be kept, after <see cref="Exits"/>.</summary>
    public Tensor Kept => _outputs[kept!.Value]!;

    /// <summary>Runs every node and gives the logits of every exit, [B, classes].</summary>
    public Tensor[] Exits()
    {
        Begin(_weights.Graph.Nodes);
        foreach (var node in _weights.Graph.Nodes)
            Run(node);
        return _weights.Graph.Exits.Select(e => _outputs[e.Index]!).ToArray();
    }

    /// <summary>Once, before any node is run: all that will be, so that a feature map goes after the last that reads it.</summary>
    public void Begin(IEnumerable<GraphNode> nodes)
    {
        CheckImages();
        var (single, normed) = (0, 0);
        foreach (var node in nodes)
        {
            normed += node.Operator.HasNorm() ? 1 : 0;
            single += node.Operator.HasNorm() && node.OutputSize == 1 ? 1 : 0;
            foreach (var u in node.Inputs)
                _readers[u]++;
        }
        if (single > 0 && norms.UseTheBatch && images.shape[0] == 1 && s_warned.TryAdd(weights.Graph, s_warned))
            Trace.TraceWarning(
                $"{single} of {normed} batch norms see a single value a channel (one image, 1×1 pixels) and give the same "
                    + "for every image: give several images, or NormStatistics."
            );
    }

    /// <summary>
    /// Runs one node, all of whose inputs have been run, and gives its output in the caller's dispose scope. A feature map
    /// is let go after its last reader, and what a node needs on the way at once: without gradients that frees the memory,
    /// with gradients autograd keeps what it needs.
    /// </summary>
    public Tensor Run(GraphNode node)
    {
        node = _weights.Graph.Nodes[node.Index]; // with the channels that it has here
        Tensor output;
        using (NewDisposeScope())
            _outputs[node.Index] = output = Output(node).MoveToOuterDisposeScope();
        foreach (var u in node.Inputs.Where(u => --_readers[u] == 0))
        {
            if (u != kept)
                _outputs[u]!.Dispose();
            _rectified[u]?.Dispose();
        }
        return output;
    }

    private void CheckImages()
    {
        if (!Devices.Same(images.device, _weights.Device))
            throw new GhnException(
                $"The images are on {images.device} and the weights on {_weights.Device}: bring the images there with "
                    + "images.to(weights.Device)."
            );
        var (size, type) = (_weights.Graph.ImageSize, _weights.Tensors[0].dtype);
        if (
            images.dtype != type
            || images.shape is not [> 0, 3, var height, var width]
            || height != size
            || width != size
        )
            throw new GhnException(
                $"The images are {images.dtype} [{string.Join(", ", images.shape)}], but this network takes "
                    + $"{type} [B, 3, {size}, {size}]: convert them, or make the network with the ImageSize of the images."
            );
    }

    private Tensor Output(GraphNode node)
    {
        switch (node.Operator)
        {
            case OperatorKind.Stem:
                return norms.Apply(_weights, node.Index, 0, Convolution3x3(node, ParameterKind.Stem, images));
            case OperatorKind.Classifier:
                var features = Pooling.Global(RectifiedSum(node)); // [B, C]
                return F.linear(
                    features,
                    _weights[node.Index, ParameterKind.ClassifierWeight],
                    _weights[node.Index, ParameterKind.ClassifierBias]
                );
            case OperatorKind.BlockInput:
            case OperatorKind.Identity:
                return Sum(Inputs(node));
            case OperatorKind.BlockOutput:
                return node.Inputs.Count == 1 ? Sum(Inputs(node)) : Sum(Inputs(node)).Over(node.Inputs.Count);
            case OperatorKind.AveragePool3x3:
                return Average3x3(Sum(Remaining(node, Inputs(node))));
            case OperatorKind.MaxPool3x3:
                return Sum(Remaining(node, Inputs(node).Select(Max3x3)));
            case OperatorKind.Concatenation:
                return cat(Inputs(node).ToArray(), 1);
            case OperatorKind.Rectifier:
                return F.relu(Sum(Inputs(node)));
            default:
                if (Fused(node) is { } fused)
                    return fused;
                return options.NormPlace switch
                {
                    NormPlace.AfterSum => norms.Apply(_weights, node.Index, 0, Convolution(node, RectifiedSum(node))),
                    _ => Sum(
                        Remaining(
                            node,
                            Rectified(node)
                                .Select((x, edge) => norms.Apply(_weights, node.Index, edge, Convolution(node, x)))
                        )
                    ),
                };
        }
    }

    /// <summary>The output of a node with a convolution in one operation, or null where that does not serve.</summary>
    private Tensor? Fused(GraphNode node)
    {
        var served =
            options.NormPlace == NormPlace.AfterSum
            && norms.AreOfTheBatch
            && dropPath is null
            && _weights.Find(node.Index, ParameterKind.NormScale) is null
            && node.Inputs.All(u => ChannelsLast.Serves(_outputs[u]!));
        if (!served)
            return null;
        // A mean of ReLUs is its own ReLU.
        Tensor[] inputs =
            node.Operator is OperatorKind.Reduction ? [F.avg_pool2d(RectifiedSum(node), 2)] : [.. Inputs(node)];
        var (pointwise, depthwise) = (
            _weights.Find(node.Index, ParameterKind.Pointwise),
            _weights.Find(node.Index, ParameterKind.Depthwise)
        );
        return pointwise is not null && FusedConvolution.Serves(node, inputs, [pointwise, depthwise])
            ? FusedConvolution.Run(node, inputs, pointwise, depthwise, _gradients)
            : null;
    }

    private Tensor Average3x3(Tensor x) =>
        ChannelsLast.Serves(x) ? FusedPooling.Run(x, maximum: false, _gradients) : Pooling.Average3x3(x);

    private Tensor Max3x3(Tensor x) =>
        ChannelsLast.Serves(x) ? FusedPooling.Run(x, maximum: true, _gradients) : Pooling.Max3x3(x);

    /// <summary>The convolution of a node that a norm follows.</summary>
    private Tensor Convolution(GraphNode node, Tensor x) =>
        node.Operator switch
        {
            OperatorKind.Reduction => Pointwise(node, F.avg_pool2d(x, 2)),
            OperatorKind.Convolution1x1 => Pointwise(node, Strided(node, x)),
            OperatorKind.Convolution3x3 => Convolution3x3(node, ParameterKind.Dense, x),
            _ => Pointwise(
                node,
                DepthwiseConvolution.Apply(x, _weights[node.Index, ParameterKind.Depthwise], node.Operator.Dilation())
            ),
        };

    private Tensor Convolution3x3(GraphNode node, ParameterKind kind, Tensor x) =>
        Conv2d.Apply(x, _weights[node.Index, kind], stride: node.Stride, padding: 1);

    private Tensor Pointwise(GraphNode node, Tensor x) =>
        PointwiseConvolution.Apply(x, _weights[node.Index, ParameterKind.Pointwise]);

    /// <summary>
    /// Every <c>Stride</c>-th row and column: all that a strided 1×1 convolution reads. Taken first, because libtorch
    /// 2.10's own strided 1×1 convolution writes outside its memory in the backward pass when it is channels-last
    /// with channels that are not a multiple of 16.
    /// </summary>
    private static Tensor Strided(GraphNode node, Tensor x) =>
        node.Stride == 1 ? x : x.slice(2, 0, x.shape[2], node.Stride).slice(3, 0, x.shape[3], node.Stride);

    /// <summary>The node's inputs at the size at which it works.</summary>
    private IEnumerable<Tensor> Inputs(GraphNode node) => node.Inputs.Select(u => Input(node, u));

    private Tensor Input(GraphNode node, int input) =>
        Resizing.Apply(_outputs[input]!, _weights.Graph.Nodes[input].OutputSize, node.InputSize);

    /// <summary>ReLU(x_u) of each input, computed once for all nodes that read it at its own size.</summary>
    private IEnumerable<Tensor> Rectified(GraphNode node) => node.Inputs.Select(u => Rectified(node, u));

    private Tensor Rectified(GraphNode node, int input)
    {
        var source = _weights.Graph.Nodes[input];
        if (source.OutputSize != node.InputSize)
            return F.relu(Input(node, input));
        return _rectified[input] ??= (
            source.Operator is OperatorKind.Rectifier ? _outputs[input]!.alias() : F.relu(_outputs[input]!)
        ).MoveToOuterDisposeScope();
    }

    private Tensor RectifiedSum(GraphNode node) => Sum(Remaining(node, Rectified(node)));

    /// <summary>What drop-path leaves of the values on the edges into a node.</summary>
    private IEnumerable<Tensor> Remaining(GraphNode node, IEnumerable<Tensor> values) =>
        dropPath is null ? values : values.Select((x, edge) => dropPath.Apply(node, edge, x));

    /// <summary>A new tensor object even for one value: each node's output is let go on its own.</summary>
    private static Tensor Sum(IEnumerable<Tensor> values)
    {
        var all = values.ToArray();
        return all.Length == 1 ? all[0].alias() : all.Aggregate((a, b) => a.Plus(b));
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ghn.Graphs;
using Ghn.Kernels;
using Ghn.Weights;

namespace Ghn.Networks;

/// <summary>One pass of a batch of images through a network, node by node.</summary>
/// <param name="weights">The network and its weights.</param>
/// <param name="images">As for <see cref="Executor.Run"/>.</param>
/// <param name="norms">The statistics of the norms.</param>
/// <param name="dropPath">Which edges are dropped; null: none.</param>
/// <param name="kept">A node whose output is wanted too; null: none.</param>
/// <param name="observe">Called with every node's output; null: no callback.</param>
internal sealed class NetworkPass(
    WeightSet weights,
    Tensor images,
    Norms norms,
    DropPath? dropPath = null,
    int? kept = null,
    Action<GraphNode, Tensor>? observe = null
)
{
    private static readonly ConditionalWeakTable<ComputationGraph, object> s_warned = []; // once a network

    /// <summary>With channels in whole vectors if that is faster, and if no single channel is looked at.</summary>
    private readonly WeightSet _weights =
        norms.AreOfTheBatch && dropPath is null && kept is null && observe is null
            ? ChannelPadding.Of(weights)
            : weights;

    private readonly Tensor _images = images;
    private readonly Norms _norms = norms;
    private readonly DropPath? _dropPath = dropPath;
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

    /// <summary>
    /// Call once before the first node, with all nodes that will run, so that a feature map is freed after its last
    /// reader.
    /// </summary>
    public void Begin(IEnumerable<GraphNode> nodes)
    {
        CheckImages();
        var (single, normed) = (0, 0);
        foreach (var node in nodes)
        {
            normed += node.Operator.HasNorm ? 1 : 0;
            single += node.Operator.HasNorm && node.OutputSize == 1 ? 1 : 0;
            foreach (var u in node.Inputs)
                _readers[u]++;
        }
        if (single > 0 && _norms.UseTheBatch && _images.shape[0] == 1 && s_warned.TryAdd(weights.Graph, s_warned))
            Trace.TraceWarning(
                $"{single} of {normed} batch norms see a single value per channel (one image, 1×1 pixels) and return the same "
                    + "output for every image: pass several images, or NormStatistics."
            );
    }

    /// <summary>
    /// Runs one node, after all of its inputs, and returns its output in the caller's dispose scope. A feature map is
    /// disposed after its last reader, and intermediate tensors at once. Without gradients that frees the memory; with
    /// gradients autograd keeps what it needs.
    /// </summary>
    public Tensor Run(GraphNode node)
    {
        node = _weights.Graph.Nodes[node.Index]; // with the channels that it has here
        Tensor output;
        using (NewDisposeScope())
            _outputs[node.Index] = output = Output(node).MoveToOuterDisposeScope();
        observe?.Invoke(node, output);
        foreach (var u in node.Inputs.Where(u => --_readers[u] == 0))
        {
            if (u != kept)
                _outputs[u]!.Dispose();
            _rectified[u]?.Dispose();
        }
        return output;
    }

    private Tensor Output(GraphNode node)
    {
        var output = RunNamed(node);
        long[] shape =
            node.Operator == Operator.Classifier
                ? [_images.shape[0], node.OutputChannels]
                : [_images.shape[0], node.OutputChannels, node.OutputSize, node.OutputSize];
        if (!output.shape.SequenceEqual(shape))
            throw new GhnException(
                $"Operator {node.Operator} returned [{string.Join(", ", output.shape)}] at node {node.Index}; it must return "
                    + $"[{string.Join(", ", shape)}]."
            );
        return node.Inputs.Any(u => ReferenceEquals(_outputs[u], output)) ? output.alias() : output; // each is let go on its own
    }

    /// <summary>Adds operator, node and shapes to torch's error in a user's operator.</summary>
    private Tensor RunNamed(GraphNode node)
    {
        try
        {
            return node.Operator.Run(new At(this, node));
        }
        catch (Exception e)
            when (!Operator.BuiltIn.Contains(node.Operator) && e is ExternalException or ArgumentException)
        {
            static string Shapes(IEnumerable<Tensor> tensors) =>
                string.Join(" and ", tensors.Where(t => !t.IsInvalid).Select(t => $"[{string.Join(", ", t.shape)}]"));
            var weights = node.Operator.Parameters(node).Select(p => _weights[p.Node, p.Kind]);
            throw new GhnException(
                $"Operator {node.Operator} failed at node {node.Index}, inputs {Shapes(node.Inputs.Select(u => _outputs[u]!))}, "
                    + $"weights {Shapes(weights)}: {e.Message.Split('\n')[0]}",
                e
            );
        }
    }

    private void CheckImages()
    {
        if (!Devices.Same(_images.device, _weights.Device))
            throw new GhnException(
                $"The images are on {_images.device} but the weights are on {_weights.Device}: move the images with "
                    + "images.to(weights.Device)."
            );
        var (size, type) = (_weights.Graph.ImageSize, _weights.Tensors[0].dtype);
        if (
            _images.dtype != type
            || _images.shape is not [> 0, 3, var height, var width]
            || height != size
            || width != size
        )
            throw new GhnException(
                $"The images are {_images.dtype} [{string.Join(", ", _images.shape)}], but this network takes "
                    + $"{type} [B, 3, {size}, {size}]: convert them, or make the network with the ImageSize of the images."
            );
    }

    /// <summary>The pass at one node.</summary>
    private sealed class At(NetworkPass pass, GraphNode node) : NodePass
    {
        public override GraphNode Node => node;

        public override Tensor Images => pass._images;

        public override IReadOnlyList<Tensor> Inputs => [.. node.Inputs.Select(u => pass.Input(node, u))];

        public override Tensor Weight(ParameterKind kind) => pass._weights[node.Index, kind];

        public override Tensor Sum(Func<Tensor, Tensor>? f = null) =>
            pass.SumOf(node, f is null ? Inputs : Inputs.Select(f));

        public override Tensor RectifiedSum() => pass.SumOf(node, node.Inputs.Select(u => pass.Rectified(node, u)));

        public override Tensor Norm(Tensor x) => pass._norms.Apply(pass._weights, node.Index, x);

        public override Tensor Pool3x3(Tensor x, bool maximum) =>
            ChannelsLast.Serves(x) ? FusedPooling.Run(x, maximum, pass._gradients)
            : maximum ? Pooling.Max3x3(x)
            : Pooling.Average3x3(x);

        public override Tensor SeparableNorm(int dilation = 1, Tensor? input = null)
        {
            var (pointwise, depthwise) = (
                Weight(ParameterKind.Pointwise),
                pass._weights.Find(node.Index, ParameterKind.Depthwise)
            );
            if (pass.MayFuse(node))
            {
                IReadOnlyList<Tensor> inputs = input is null ? Inputs : [input]; // its ReLU is itself
                if (FusedConvolution.Serves(node, inputs, pointwise, depthwise, dilation))
                    return FusedConvolution.Run(node, inputs, pointwise, depthwise, dilation, pass._gradients);
            }
            var x = input ?? RectifiedSum();
            if (depthwise is not null)
                x = DepthwiseConvolution.Apply(x, depthwise, dilation);
            return Norm(PointwiseConvolution.Apply(x, pointwise));
        }
    }

    /// <summary>Whether a node may run as one operation, which takes its inputs as they are.</summary>
    private bool MayFuse(GraphNode node) =>
        _norms.AreOfTheBatch
        && _dropPath is null
        && _weights.Find(node.Index, ParameterKind.NormScale) is null
        && node.Inputs.All(u => ChannelsLast.Serves(_outputs[u]!));

    private Tensor Input(GraphNode node, int input) =>
        Resizing.Apply(_outputs[input]!, _weights.Graph.Nodes[input].OutputSize, node.InputSize);

    /// <summary>ReLU(x_u) of an input, computed once for all nodes that read it at its own size.</summary>
    private Tensor Rectified(GraphNode node, int input)
    {
        var source = _weights.Graph.Nodes[input];
        if (source.OutputSize != node.InputSize)
            return F.relu(Input(node, input));
        return _rectified[input] ??= (
            source.Operator == Operator.Relu ? _outputs[input]!.alias() : F.relu(_outputs[input]!)
        ).MoveToOuterDisposeScope();
    }

    /// <summary>The sum of what drop-path leaves of the values on the edges into a node.</summary>
    private Tensor SumOf(GraphNode node, IEnumerable<Tensor> values)
    {
        var all = values.ToArray();
        if (_dropPath is not null)
            all = [.. all.Select((x, edge) => _dropPath.Apply(node, edge, x))];
        return all.Length == 1 ? all[0].alias() : all.Aggregate((a, b) => a.Plus(b));
    }
}

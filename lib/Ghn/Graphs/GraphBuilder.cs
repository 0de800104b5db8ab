namespace Ghn.Graphs;

/// <summary>
/// Builds a network node by node. Channels and sizes follow from a node's inputs. Use it for networks that are not a
/// chain of blocks.
/// </summary>
/// <param name="imageSize">Height and width of an input image, in pixels.</param>
public sealed class GraphBuilder(int imageSize = 32)
{
    private const int ImageChannels = 3;

    private readonly int _imageSize = Require.AtLeast(1, imageSize, nameof(imageSize));
    private readonly List<GraphNode> _nodes = [];
    private int _block;

    /// <summary>The nodes so far, in the order in which they were added.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>
    /// Adds a node and returns its index. Throws <see cref="GhnException"/> if the node does not fit its inputs.
    /// </summary>
    /// <param name="kind">What it computes.</param>
    /// <param name="inputs">Indices of the nodes it reads, all different; none for the stem, which reads the image.</param>
    /// <param name="outputChannels">
    /// Output channels of a convolution, at least 2 (see <see cref="NetworkOptions.Channels"/>). 0: as many as the
    /// input has, or twice as many for a reduction. For a classifier the number of classes, which is required.
    /// </param>
    /// <param name="stride">Stride of a stem, a shortcut, a 1×1 or a dense 3×3 convolution.</param>
    /// <param name="size">
    /// Height and width of the node's inputs. Inputs of another size are average-pooled or upsampled, which costs no
    /// multiply-adds. 0: the size of its inputs, which must agree.
    /// </param>
    public int Add(Operator kind, IReadOnlyList<int> inputs, int outputChannels = 0, int stride = 1, int size = 0)
    {
        var index = _nodes.Count;
        CheckReads(index, kind, inputs);
        var isStem = kind == Operator.Stem;
        var sources = inputs.Select(u => _nodes[u]).ToArray();
        if (size != 0 && (size < 0 || isStem))
            throw new GhnException($"size = {size} of node {index} ({kind}) is impossible.");
        var inputSize =
            size > 0 ? size
            : isStem ? _imageSize
            : sources[0].OutputSize;
        var inputChannels =
            isStem ? ImageChannels
            : kind == Operator.Concatenation ? sources.Sum(n => n.OutputChannels)
            : sources[0].OutputChannels;
        foreach (var source in sources)
            CheckInput(index, kind, source, inputChannels, inputSize, resizes: size > 0);
        CheckOutput(index, kind, inputChannels, inputSize, outputChannels, stride);
        stride = kind == Operator.Reduction ? 2 : stride;
        _nodes.Add(
            new GraphNode(
                index,
                kind,
                _block,
                [.. inputs],
                inputChannels,
                inputSize,
                outputChannels > 0 ? outputChannels
                    : kind == Operator.Reduction ? 2 * inputChannels
                    : inputChannels,
                kind == Operator.Classifier ? 1 : (inputSize + stride - 1) / stride,
                stride
            )
        );
        return index;
    }

    /// <summary>
    /// Begins a new block with the next node. Messages of a graph network travel within blocks, and graph embeddings
    /// between them (section 4.3).
    /// </summary>
    public void BeginBlock()
    {
        if (_nodes.Count == 0 || _nodes[^1].Block < _block)
            throw new GhnException($"Block {_block} has no nodes: add at least one before the next block begins.");
        _block++;
    }

    /// <summary>
    /// The network of all nodes so far. Throws <see cref="GhnException"/> if it does not end in a classifier.
    /// </summary>
    /// <param name="normAffine">Whether batch norm's scale and shift are free tensors or fixed at 1 and 0.</param>
    public ComputationGraph Build(bool normAffine = false) => new([.. _nodes], normAffine);

    private static void CheckReads(int index, Operator kind, IReadOnlyList<int> inputs)
    {
        var isStem = kind == Operator.Stem;
        var rule = isStem ? "a stem reads only the image" : "give at least one node, each once and each added before";
        var known = inputs.All(u => u >= 0 && u < index) && inputs.Distinct().Count() == inputs.Count;
        if ((inputs.Count == 0) != isStem || !known)
            throw new GhnException($"Node {index} ({kind}) reads [{string.Join(", ", inputs)}]: {rule}.");
    }

    private static void CheckInput(int index, Operator kind, GraphNode source, int channels, int size, bool resizes)
    {
        if (source.Operator == Operator.Classifier)
            throw new GhnException(
                $"Node {index} ({kind}) reads node {source.Index}, a classifier: no node can read a classifier."
            );
        if (
            (source.OutputSize != size && !resizes)
            || (source.OutputChannels != channels && kind != Operator.Concatenation)
        )
            throw new GhnException(
                $"Node {index} ({kind}) reads {source.OutputChannels} channels of size {source.OutputSize} from node "
                    + $"{source.Index}, but {channels} of size {size} from another."
            );
        if (Math.Max(source.OutputSize, size) % Math.Min(source.OutputSize, size) != 0)
            throw new GhnException(
                $"Node {index} ({kind}) cannot resize node {source.Index} from {source.OutputSize} to {size}: one must "
                    + "divide the other."
            );
    }

    private static void CheckOutput(
        int index,
        Operator kind,
        int inputChannels,
        int inputSize,
        int outputChannels,
        int stride
    )
    {
        if (outputChannels == 1 && kind.HasNorm)
            throw new GhnException($"outputChannels = 1 of node {index} ({kind}) is impossible: use at least 2.");
        if (outputChannels == 0 && kind == Operator.Classifier)
            throw new GhnException($"Node {index}, a classifier, needs a number of classes: give outputChannels.");
        if (outputChannels < 0 || (outputChannels > 0 && outputChannels != inputChannels && !kind.ChangesChannels))
            throw new GhnException(
                $"outputChannels = {outputChannels} of node {index} is impossible: a {kind} of {inputChannels} channels "
                    + (kind.ChangesChannels ? "needs a positive number." : "keeps them.")
            );
        if (stride < 1 || (stride > 1 && !kind.TakesStride))
            throw new GhnException($"stride = {stride} of node {index} ({kind}) is impossible.");
        if (kind == Operator.Reduction && inputSize % 2 != 0)
            throw new GhnException($"Node {index}, a reduction, cannot halve a size of {inputSize}.");
        if (kind == Operator.Shortcut && inputSize % stride != 0)
            throw new GhnException($"Node {index}, a shortcut, cannot divide a size of {inputSize} by {stride}.");
    }
}

using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>One node of the whole network.</summary>
/// <param name="Index">Position in topological order.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Segment">The block it belongs to, from 0 (a stem or reduction belongs to the block that it leads into).</param>
/// <param name="Inputs">Indices of the nodes it reads.</param>
/// <param name="InputChannels">Channels of each input.</param>
/// <param name="OutputChannels">Channels of its output (classes for the classifier).</param>
/// <param name="OutputSize">Height and width of its output (1 for the classifier).</param>
/// <param name="Stride">Stride of its convolution.</param>
public sealed record GraphNode(
    int Index,
    OperatorKind Operator,
    int Segment,
    IReadOnlyList<int> Inputs,
    int InputChannels,
    int OutputChannels,
    int OutputSize,
    int Stride
);

/// <summary>
/// A whole network as a directed acyclic graph A = (V, E) (section 4.1): stem, blocks, reductions, classifier, in
/// topological order, with the shape of every output and of every free tensor.
/// </summary>
/// <remarks>
/// Differs: the paper does not say how stem, reductions, block inputs and classifier are embedded; here they are nodes
/// of their own operator kinds. A block with what leads into it is a segment: messages travel within segments, and
/// graph embeddings between them (section 4.3).
/// </remarks>
public sealed class ComputationGraph
{
    private readonly List<GraphNode> _nodes = [];

    /// <summary>Builds the network that repeats <paramref name="architecture"/> along the chain.</summary>
    public ComputationGraph(Architecture architecture, NetworkOptions options)
    {
        options.Validate();
        Architecture = architecture;
        Options = options;
        var channels = options.Channels;
        var size = options.ImageSize / options.StemStride;
        var last = Add(OperatorKind.Stem, 0, [], 3, channels, size, options.StemStride);
        for (var block = 0; block < options.Blocks; block++)
        {
            if (options.ReductionsAfter.Contains(block))
            {
                size /= 2;
                last = Add(OperatorKind.Reduction, block, [last], channels, 2 * channels, size, 2);
                channels *= 2;
            }
            last = AddBlock(architecture, block, last, channels, size);
        }
        Add(OperatorKind.Classifier, options.Blocks - 1, [last], channels, options.Classes, 1, 1);
        Parameters = _nodes.SelectMany(n => ParameterSpec.Of(n, options)).ToArray();
    }

    /// <summary>The block structure that is repeated.</summary>
    public Architecture Architecture { get; }

    /// <summary>The chain of blocks around it.</summary>
    public NetworkOptions Options { get; }

    /// <summary>All nodes in topological order; the last one is the classifier.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>Every free tensor of the network, in node order.</summary>
    public IReadOnlyList<ParameterSpec> Parameters { get; }

    /// <summary>Number of free scalars of the network.</summary>
    public long ParameterCount => Parameters.Sum(p => p.Count);

    /// <summary>
    /// Multiply-adds of one image's forward pass: convolutions and the linear layer; pooling, norms and additions are
    /// not counted, as is usual in the field.
    /// </summary>
    public long MultiplyAdds => _nodes.Sum(Cost.MultiplyAdds);

    private int AddBlock(Architecture architecture, int block, int before, int channels, int size)
    {
        var input = Add(OperatorKind.BlockInput, block, [before], channels, channels, size);
        foreach (var node in architecture.Nodes)
            Add(node.Operator, block, node.Inputs.Select(i => input + i).ToArray(), channels, channels, size);
        var ends = architecture.LooseEnds().Select(i => input + i).ToArray();
        return Add(OperatorKind.BlockOutput, block, ends, channels, channels, size);
    }

    private int Add(
        OperatorKind kind,
        int segment,
        IReadOnlyList<int> inputs,
        int inputChannels,
        int outputChannels,
        int outputSize,
        int stride = 1
    )
    {
        _nodes.Add(
            new GraphNode(_nodes.Count, kind, segment, inputs, inputChannels, outputChannels, outputSize, stride)
        );
        return _nodes.Count - 1;
    }
}

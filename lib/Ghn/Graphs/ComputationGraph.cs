using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>
/// A whole network as a directed acyclic graph A = (V, E) (section 4.1): stem, blocks, reductions, classifier, in
/// topological order, with the shape of every output and of every free tensor.
/// </summary>
/// <remarks>
/// Differs: the paper does not say how stem, reductions, block inputs and classifier are embedded. Here they are nodes
/// with operators of their own. A stem or reduction belongs to the block that follows it: messages travel within
/// blocks, and graph embeddings between them (section 4.3).
/// </remarks>
public sealed class ComputationGraph
{
    /// <summary>Builds the network that repeats <paramref name="architecture"/> in every block of the chain.</summary>
    public ComputationGraph(Architecture architecture, NetworkOptions options)
        : this(Chain([.. Enumerable.Repeat(architecture, options.Blocks)], options), options.NormAffine)
    {
        Architecture = architecture;
        Options = options;
    }

    /// <summary>
    /// Builds an anytime network, in which each block has its own cell. Throws <see cref="GhnException"/> if the
    /// numbers of cells and blocks differ.
    /// </summary>
    public ComputationGraph(CellArchitecture architecture, NetworkOptions options)
        : this(Chain(architecture.Cells, options), options.NormAffine)
    {
        Cells = architecture;
        Options = options;
    }

    /// <summary>Takes nodes whose shapes agree, as <see cref="GraphBuilder"/> makes them.</summary>
    internal ComputationGraph(IReadOnlyList<GraphNode> nodes, bool normAffine)
    {
        if (nodes.Count == 0 || nodes[^1].Operator != Operator.Classifier)
            throw new GhnException("A network must end in a classifier: add one as the last node.");
        Exits = nodes.Where(n => n.Operator == Operator.Classifier).ToArray();
        if (Exits.FirstOrDefault(n => n.OutputChannels != nodes[^1].OutputChannels) is { } odd)
            throw new GhnException(
                $"The exit at node {odd.Index} has {odd.OutputChannels} classes, but the last one has {nodes[^1].OutputChannels}."
            );
        Nodes = nodes;
        Parameters = nodes.SelectMany(n => ParameterSpec.Of(n, normAffine)).ToArray();
        CheckParameters();
    }

    /// <summary>The repeated block structure; null for networks that repeat none.</summary>
    public Architecture? Architecture { get; }

    /// <summary>The cells of an anytime network; null for other networks.</summary>
    public CellArchitecture? Cells { get; }

    /// <summary>The chain of blocks; null for a hand-made network.</summary>
    public NetworkOptions? Options { get; }

    /// <summary>All nodes in topological order; the last one is a classifier.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The classifiers, in the order of the nodes; a network without early exits has one.</summary>
    public IReadOnlyList<GraphNode> Exits { get; }

    /// <summary>Height and width of an input image, in pixels.</summary>
    public int ImageSize => Nodes[0].InputSize; // the first node is a stem: nothing else reads no node

    /// <summary>Number of blocks.</summary>
    public int BlockCount => Nodes[^1].Block + 1;

    /// <summary>Every free tensor of the network, in node order.</summary>
    public IReadOnlyList<ParameterSpec> Parameters { get; }

    /// <summary>Number of free scalars of the network.</summary>
    public long ParameterCount => Parameters.Sum(p => p.Count);

    /// <summary>Multiply-adds of one image's forward pass through all nodes, as <see cref="Cost"/> counts them.</summary>
    public long MultiplyAdds => Nodes.Sum(Cost.MultiplyAdds);

    /// <summary>Rejects errors of a user's operator before weights are generated.</summary>
    private void CheckParameters()
    {
        var roles = new HashSet<(int, ParameterKind)>();
        foreach (var spec in Parameters)
        {
            string Of() => $"{spec.Kind} of {Nodes[spec.Node].Operator}";
            if (!roles.Add((spec.Node, spec.Kind)))
                throw new GhnException(
                    $"A node has {Of()} twice: define your own ParameterKind for the second tensor."
                );
            if (spec.FanIn < 1)
                throw new GhnException(
                    $"FanIn = {spec.FanIn} for {Of()} is impossible: give the number of inputs of one output, at least 1."
                );
            if (spec.Shape.Count != 4 || Operator.BuiltIn.Contains(Nodes[spec.Node].Operator))
                continue;
            var (made, wanted) = (spec.Kind.Chunk(1).Kernel, Math.Max(spec.Shape[2], spec.Shape[3]));
            if (wanted > made)
                throw new GhnException(
                    $"{Of()} has a {spec.Shape[2]}×{spec.Shape[3]} kernel, but this kind makes at most {made}×{made}: "
                        + "define a ParameterKind with a larger chunk."
                );
        }
    }

    private static IReadOnlyList<GraphNode> Chain(IReadOnlyList<Architecture> blocks, NetworkOptions options)
    {
        options.Validate();
        if (blocks.Count != options.Blocks)
            throw new GhnException(
                $"{blocks.Count} cells do not fit a chain of Blocks = {options.Blocks}: give as many cells as blocks."
            );
        var builder = new GraphBuilder(options.ImageSize);
        var channels = options.Channels;
        var last = builder.Add(Operator.Stem, [], channels, options.StemStride);
        for (var block = 0; block < options.Blocks; block++)
        {
            if (block > 0)
                builder.BeginBlock();
            if (options.ReductionsAfter.Contains(block))
            {
                channels *= 2;
                last = builder.Add(Operator.Reduction, [last], channels);
            }
            last = AddBlock(builder, blocks[block], last, options.Classes);
        }
        builder.Add(Operator.Classifier, [last], options.Classes);
        return builder.Nodes;
    }

    private static int AddBlock(GraphBuilder builder, Architecture architecture, int before, int classes)
    {
        var places = new List<int> { builder.Add(Operator.BlockInput, [before]) };
        var size = builder.Nodes[before].OutputSize;
        for (var i = 0; i < architecture.Nodes.Count; i++)
        {
            var node = architecture.Nodes[i];
            if (size % (1 << node.Scale) != 0)
                throw new GhnException($"Node {i + 1}, {node}, cannot work at that scale in a block of size {size}.");
            places.Add(builder.Add(node.Operator, [.. node.Inputs.Select(u => places[u])], size: size >> node.Scale));
            if (node.Exit)
                builder.Add(Operator.Classifier, [places[^1]], classes);
        }
        return builder.Add(Operator.BlockOutput, [.. architecture.LooseEnds().Select(u => places[u])], size: size);
    }
}

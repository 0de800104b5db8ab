using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>
/// A whole network as a directed acyclic graph A = (V, E) (section 4.1): stem, blocks, reductions, classifier, in
/// topological order, with the shape of every output and of every free tensor.
/// </summary>
/// <remarks>
/// Differs: the paper does not say how stem, reductions, block inputs and classifier are embedded; here they are nodes
/// of their own operator kinds. A stem or reduction belongs to the block that it leads into: messages travel within
/// blocks, and graph embeddings between them (section 4.3).
/// </remarks>
public sealed class ComputationGraph
{
    /// <summary>Builds the network that repeats <paramref name="architecture"/> along the chain.</summary>
    public ComputationGraph(Architecture architecture, NetworkOptions options)
        : this(Chain([.. Enumerable.Repeat(architecture, options.Blocks)], options), options.NormAffine)
    {
        Architecture = architecture;
        Options = options;
    }

    /// <summary>
    /// Builds the chain of an anytime network, each block with the structure of its cell. Throws
    /// <see cref="GhnException"/> if there is not one for each block.
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
            throw new GhnException("A network ends in a classifier: add one as the last node.");
        Exits = nodes.Where(n => n.Operator == Operator.Classifier).ToArray();
        if (Exits.FirstOrDefault(n => n.OutputChannels != nodes[^1].OutputChannels) is { } odd)
            throw new GhnException(
                $"The exit at node {odd.Index} has {odd.OutputChannels} classes, the last one {nodes[^1].OutputChannels}."
            );
        Nodes = nodes;
        Parameters = nodes.SelectMany(n => ParameterSpec.Of(n, normAffine)).ToArray();
        CheckParameters();
    }

    /// <summary>The block structure that is repeated; null for every other network.</summary>
    public Architecture? Architecture { get; }

    /// <summary>The structures of the cells of an anytime network; null for every other network.</summary>
    public CellArchitecture? Cells { get; }

    /// <summary>The chain of blocks around it; null for a network made by hand.</summary>
    public NetworkOptions? Options { get; }

    /// <summary>All nodes in topological order; the last one is a classifier.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The classifiers, in the order of the nodes; a network without early exits has one.</summary>
    public IReadOnlyList<GraphNode> Exits { get; }

    /// <summary>Height and width of an image that it takes, in pixels.</summary>
    public int ImageSize => Nodes[0].InputSize; // the first node is a stem: nothing else reads no node

    /// <summary>Number of blocks.</summary>
    public int BlockCount => Nodes[^1].Block + 1;

    /// <summary>Every free tensor of the network, in node order.</summary>
    public IReadOnlyList<ParameterSpec> Parameters { get; }

    /// <summary>Number of free scalars of the network.</summary>
    public long ParameterCount => Parameters.Sum(p => p.Count);

    /// <summary>Multiply-adds of one image's forward pass through all nodes, as <see cref="Cost"/> counts them.</summary>
    public long MultiplyAdds => Nodes.Sum(Cost.MultiplyAdds);

    /// <summary>Refuses what an operator of one's own may get wrong, before anything is generated.</summary>
    private void CheckParameters()
    {
        var roles = new HashSet<(int, ParameterKind)>();
        foreach (var spec in Parameters)
        {
            string Of() => $"{spec.Kind} of {Nodes[spec.Node].Operator}";
            if (!roles.Add((spec.Node, spec.Kind)))
                throw new GhnException(
                    $"A node has {Of()} twice: define a ParameterKind of your own for the second tensor."
                );
            if (spec.FanIn < 1)
                throw new GhnException(
                    $"FanIn = {spec.FanIn} for {Of()} is impossible: give the inputs of one output, at least 1."
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
                $"{blocks.Count} cells do not make a chain of Blocks = {options.Blocks}: give as many cells as blocks."
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

using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Spaces;
using Parameter = TorchSharp.Modules.Parameter;

namespace Ghn.Weights;

/// <summary>
/// The one-shot model of table 4: one set of weights for every choice that an architecture can make, shared by all
/// architectures that make the same choice, as in ENAS (Pham et al. 2018). Tensors belong to (block, position in the block,
/// operator, kind); stem, reductions and classifier are common to all, an early exit to all that have it at that node. It
/// is made for one space and one chain of blocks.
/// </summary>
/// <remarks>
/// Weights are selected, never copied: a set is a set of views of the parameters. In training, a tensor that no network
/// of the step uses rests, with its moments and its count of updates, and goes on where it stood when it is used again.
/// Differs: the paper shares weights "per node and operator"; nothing is said about blocks, and here each block has its
/// own, since channels grow along the chain.
/// </remarks>
public sealed class OneShotWeights : TrainableWeightSource
{
    /// <summary>Makes weights for all architectures of a space; all of them follow from <paramref name="seed"/>.</summary>
    /// <param name="space">Architectures may have any operator of it and up to its number of nodes.</param>
    /// <param name="network">The chain of blocks that all networks must have.</param>
    /// <param name="seed">Seed of the initial values (He et al. 2015).</param>
    /// <param name="device">Where the weights live; the CPU by default.</param>
    public OneShotWeights(BlockSpace space, NetworkOptions network, long seed = 0, Device? device = null)
        : base(nameof(OneShotWeights))
    {
        Space = space;
        Network = network;
        var made = new HashSet<Key>();
        foreach (var kind in space.Operators)
        {
            // A block with this operator everywhere names all tensors that the operator can ask for.
            var nodes = Enumerable
                .Range(0, space.Nodes)
                .Select(i => new BlockNode(kind, [i]) { Exit = space.ExitProbability > 0 })
                .ToArray();
            var graph = new ComputationGraph(new Architecture(nodes), network);
            foreach (var (key, spec) in Keys(graph).Zip(graph.Parameters))
            {
                if (!made.Add(key))
                    continue;
                var random = new RandomStream(seed, "init " + key.Name);
                register_parameter(key.Name, new Parameter(HeInitialization.Tensor(spec, random, device ?? CPU)));
            }
        }
    }

    /// <summary>The space of the architectures that it has weights for.</summary>
    public BlockSpace Space { get; }

    /// <summary>The chain of blocks that all networks have.</summary>
    public NetworkOptions Network { get; }

    /// <inheritdoc/>
    public override object Settings => new { Space, Network };

    /// <inheritdoc/>
    public override GeneratedBatch Decode(GraphBatch batch) =>
        GeneratedBatch.Of(
            batch,
            [.. batch.Graphs.Select(g => Select(g).Select(key => get_parameter(key.Name)!.alias()).ToArray())]
        );

    /// <summary>The key of every free tensor of a graph, in order.</summary>
    private Key[] Select(ComputationGraph graph)
    {
        if (graph.Architecture is null || graph.Options is null)
            throw new GhnException(
                "One-shot weights fit networks that repeat a block of their space; this one does not."
            );
        if (graph.Options != Network)
            throw new GhnException(
                $"The one-shot weights were made for the chain {Network}; this network has another: make weights for it."
            );
        if (graph.Architecture.Nodes.Count > Space.Nodes)
            throw new GhnException(
                $"The one-shot weights were made for blocks of up to {Space.Nodes} nodes; this architecture has "
                    + $"{graph.Architecture.Nodes.Count}."
            );
        var odd = graph.Architecture.Nodes.FirstOrDefault(n =>
            !Space.Operators.Contains(n.Operator) || (n.Exit && Space.ExitProbability == 0)
        );
        if (odd is not null)
            throw new GhnException($"The one-shot weights have none for the node {odd}: their space has no such node.");
        return Keys(graph).ToArray();
    }

    private static IEnumerable<Key> Keys(ComputationGraph graph)
    {
        var positions = NodePosition.Of(graph);
        return graph.Parameters.Select(p =>
        {
            var node = graph.Nodes[p.Node];
            return new Key(node.Block, positions[p.Node], node.Operator, p.Kind);
        });
    }

    private readonly record struct Key(int Block, int Position, Operator Operator, ParameterKind Kind)
    {
        public string Name => $"block{Block}_node{Position}_{Operator}_{Kind}";
    }
}

using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Spaces;
using Parameter = TorchSharp.Modules.Parameter;

namespace Ghn.Weights;

/// <summary>
/// The one-shot model of table 4: weight sharing as in ENAS (Pham et al. 2018). Each tensor belongs to a (block,
/// position in the block, operator, kind), and all architectures with this choice share it. Stem, reductions and
/// classifier are shared by all architectures; an early exit is shared by all that have it at the same node. A model is
/// for one space and one chain of blocks.
/// </summary>
/// <remarks>
/// Weights are views of the parameters, never copies. In training, a tensor that no network of a step uses does not
/// change, nor do its moments and its count of updates. Differs: the paper shares weights "per node and operator" and
/// does not mention blocks. Here each block has its own weights, because channels grow along the chain.
/// </remarks>
public sealed class OneShotWeights : TrainableWeightSource
{
    /// <summary>
    /// Creates weights for all architectures of a space; their initial values follow from <paramref name="seed"/>.
    /// </summary>
    /// <param name="space">Architectures may use its operators and up to its number of nodes.</param>
    /// <param name="network">The chain of blocks that all networks must have.</param>
    /// <param name="seed">Seed of the initial values (He et al. 2015).</param>
    /// <param name="device">Device of the weights; the CPU by default.</param>
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

    /// <summary>The space of supported architectures.</summary>
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
                "One-shot weights need a network that repeats a block of their space; this network does not."
            );
        if (graph.Options != Network)
            throw new GhnException(
                $"The one-shot weights are for the chain {Network}, but this network has another chain: create weights for it."
            );
        if (graph.Architecture.Nodes.Count > Space.Nodes)
            throw new GhnException(
                $"The one-shot weights are for blocks of up to {Space.Nodes} nodes, but this architecture has "
                    + $"{graph.Architecture.Nodes.Count}."
            );
        var odd = graph.Architecture.Nodes.FirstOrDefault(n =>
            !Space.Operators.Contains(n.Operator) || (n.Exit && Space.ExitProbability == 0)
        );
        if (odd is not null)
            throw new GhnException($"There are no one-shot weights for the node {odd}: it is not in their space.");
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

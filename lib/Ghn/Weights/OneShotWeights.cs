using System.Text.Json;
using Ghn.Architectures;
using Ghn.Graphs;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Ghn.Weights;

/// <summary>
/// The one-shot model of table 4: one set of weights for every choice that an architecture can make, shared by all
/// architectures that make the same choice, as in ENAS (Pham et al. 2018). Tensors belong to (block, position in the block,
/// operator, kind); stem, reductions and classifier are common to all. It is made for one space and one chain of blocks.
/// </summary>
/// <remarks>
/// Weights are selected, never copied: a set is a set of views of the parameters. In training, a tensor that no network
/// of the step uses has no gradient, so Adam leaves it, its moments and its step count alone; they go on where they stood
/// when the tensor is used again.
/// Differs: the paper shares weights "per node and operator"; nothing is said about blocks, and here each block has its
/// own, since channels grow along the chain.
/// </remarks>
public sealed class OneShotWeights : TrainableWeightSource
{
    private readonly HashSet<Key> _keys = [];
    private readonly BlockSpace _space;
    private readonly NetworkOptions _network;
    private readonly string _chain;

    /// <summary>Makes weights for all architectures of a space; all of them follow from <paramref name="seed"/>.</summary>
    /// <param name="space">Architectures may have any operator of it and up to its number of nodes.</param>
    /// <param name="network">The chain of blocks that all networks must have.</param>
    /// <param name="seed">Seed of the initial values (He et al. 2015).</param>
    public OneShotWeights(BlockSpace space, NetworkOptions network, long seed = 0)
        : base(nameof(OneShotWeights))
    {
        _space = space;
        _network = network;
        _chain = JsonSerializer.Serialize(network);
        foreach (var kind in space.Operators)
        {
            // A block with this operator everywhere names all tensors that the operator can ask for.
            var nodes = Enumerable.Range(0, space.Nodes).Select(i => new BlockNode(kind, [i])).ToArray();
            var graph = new ComputationGraph(new Architecture(nodes), network);
            foreach (var (key, spec) in Keys(graph).Zip(graph.Parameters))
            {
                if (!_keys.Add(key))
                    continue;
                var values = HeInitialization.Values(spec, new RandomStream(seed, "init " + key.Name));
                register_parameter(key.Name, new Parameter(tensor(values, [.. spec.Shape])));
            }
        }
    }

    internal override GeneratedBatch Decode(GraphBatch batch) =>
        new Selection(this, batch, batch.Graphs.Select(Select).ToArray());

    /// <summary>The shared tensor of every free tensor of a graph, in order.</summary>
    private Parameter[] Select(ComputationGraph graph)
    {
        if (graph.Architecture is null)
            throw new GhnException("One-shot weights belong to repeated blocks; this network was made by hand.");
        if (!ReferenceEquals(graph.Options, _network) && JsonSerializer.Serialize(graph.Options) != _chain)
            throw new GhnException(
                $"The one-shot weights were made for the chain {_chain}; this network has another: make weights for it."
            );
        if (graph.Architecture.Nodes.Count > _space.Nodes)
            throw new GhnException(
                $"The one-shot weights were made for blocks of up to {_space.Nodes} nodes; this architecture has "
                    + $"{graph.Architecture.Nodes.Count}."
            );
        var odd = graph.Architecture.Nodes.FirstOrDefault(n => !_space.Operators.Contains(n.Operator));
        if (odd is not null)
            throw new GhnException(
                $"The one-shot weights have none for the operator {odd.Operator}, which is not in their space."
            );
        return Keys(graph).Select(key => get_parameter(key.Name)!).ToArray();
    }

    private static IEnumerable<Key> Keys(ComputationGraph graph)
    {
        var positions = NodePosition.Of(graph);
        return graph.Parameters.Select(p =>
        {
            var node = graph.Nodes[p.Node];
            return new Key(node.Segment, positions[p.Node], node.Operator, p.Kind);
        });
    }

    private readonly record struct Key(int Block, int Position, OperatorKind Operator, ParameterKind Kind)
    {
        public string Name => $"block{Block}_node{Position}_{Operator}_{Kind}";
    }

    /// <summary>The parts of a graph are its tensors themselves.</summary>
    private sealed class Selection(OneShotWeights source, GraphBatch batch, Parameter[][] tensors) : GeneratedBatch
    {
        public override IReadOnlyList<Tensor> Parts(int graph) => tensors[graph].Select(t => t.alias()).ToArray();

        public override WeightSet Weights(int graph, IReadOnlyList<Tensor> parts) =>
            new(batch.Graphs[graph], parts.Select(t => t.alias()).ToArray());

        public override void Backward(IReadOnlyList<IReadOnlyList<Tensor>> gradients)
        {
            source.zero_grad(set_to_none: true); // a gradient of zero would still move a tensor along its moments
            using var scope = NewDisposeScope();
            autograd.backward(tensors.SelectMany(t => t).ToList<Tensor>(), gradients.SelectMany(g => g).ToList());
        }

        public override void Dispose() { }
    }
}

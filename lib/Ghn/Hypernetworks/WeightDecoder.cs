using Ghn.Graphs;

namespace Ghn.Hypernetworks;

/// <summary>
/// H, the hypernetwork proper (section 4.2, eq. 8): w̃_v = H(h_v^(T)). A two-layer MLP shared by all nodes, with one
/// output branch per kind of tensor.
/// </summary>
/// <remarks>
/// Differs: the paper does not say how H distinguishes the chunks of one tensor. Here the first layer adds a learned
/// embedding of the chunk's position (see <see cref="DecoderOptions.ChunkEmbedding"/>).
/// </remarks>
public sealed class WeightDecoder : nn.Module
{
    internal const int MaxPlaces = 128; // chunks along one side of a tensor

    private readonly DecoderOptions _options;
    private readonly nn.Module<Tensor, Tensor> _hidden;
    private readonly nn.Module<Tensor, Tensor>? _outputPlace;
    private readonly nn.Module<Tensor, Tensor>? _inputPlace;
    private readonly OutputBranches _branches;

    /// <summary>
    /// Creates the decoder for node embeddings of size <paramref name="embeddingSize"/> and these operators; null: the
    /// built-in ones.
    /// </summary>
    public WeightDecoder(int embeddingSize, DecoderOptions options, KnownOperators? operators = null)
        : base(nameof(WeightDecoder))
    {
        _options = options;
        _hidden = nn.Linear(embeddingSize, options.Hidden);
        if (options.ChunkEmbedding)
        {
            _outputPlace = nn.Embedding(MaxPlaces, options.Hidden);
            _inputPlace = nn.Embedding(MaxPlaces, options.Hidden);
        }
        _branches = new OutputBranches(options, operators?.Added ?? []);
        RegisterComponents();
    }

    internal DecodePlan Plan(GraphBatch batch)
    {
        var other = batch.Graphs.SelectMany(g => g.Parameters.Select(p => (Graph: g, Spec: p)));
        if (other.FirstOrDefault(p => !_branches.Has(p.Spec.Kind)) is { Graph: { } graph, Spec: var spec })
        {
            var wanted = graph.Nodes[spec.Node].Operator;
            throw KnownOperators.Unknown(wanted, $"generates no {spec.Kind} for {wanted}");
        }
        return new DecodePlan(batch, _options.ChunkChannels);
    }

    /// <summary>
    /// Decodes all tensors of all graphs, one call per group of the plan. <paramref name="embeddings"/>: [rows, D].
    /// Result: one tensor [n, shape of the group's tensors] per group.
    /// </summary>
    internal IReadOnlyList<Tensor> Decode(Tensor embeddings, DecodePlan plan)
    {
        using var scope = NewDisposeScope();
        var z = _hidden.forward(embeddings).index_select(0, plan.Rows); // [chunks, hidden]
        if (_outputPlace is not null && _inputPlace is not null)
            z = z.Plus(_outputPlace.forward(plan.OutputPlaces)).Plus(_inputPlace.forward(plan.InputPlaces));
        var perGroup = nn.functional.relu(z).split(plan.Groups.Select(g => (long)g.Rows).ToArray());
        var parts = new Dictionary<ParameterKind, List<BranchPart>>();
        return plan.Groups.Zip(perGroup, (g, x) => Decode(g, x, parts).MoveToOuterDisposeScope()).ToArray();
    }

    private Tensor Decode(DecodePlan.Group group, Tensor z, Dictionary<ParameterKind, List<BranchPart>> parts)
    {
        var (kind, shape) = (group.Spec.Kind, group.Spec.Shape);
        if (!parts.TryGetValue(kind, out var known))
            parts[kind] = known = [BranchPart.Whole(ChunkShape.Of(kind, _options.ChunkChannels), _branches.Of(kind))];
        // Larger parts come first: each is cut from the smallest one that holds it, so its gradient is small, too.
        var part = known.Last(p => p.Holds(group.Chunk)).Cut(group.Chunk);
        known.Add(part);
        var tensors = group.Chunk.Assemble(part.Decode(z, ChunkShape.Scale(group.Spec)), shape);
        return kind.Start is > 0 and var start ? tensors.Plus(start) : tensors;
    }

    /// <summary>The last layer for each kind of tensor (a <c>ModuleDict</c> could not be moved to another device).</summary>
    private sealed class OutputBranches : nn.Module
    {
        /// <summary>An arbitrary node; only the kinds of its tensors are used.</summary>
        private static readonly GraphNode s_node = new(0, Operator.Identity, 0, [], 16, 16, 16, 16, 1);

        private readonly Dictionary<ParameterKind, TorchSharp.Modules.Linear> _layers = [];

        public OutputBranches(DecoderOptions options, IReadOnlyList<Operator> operators)
            : base(nameof(OutputBranches))
        {
            IEnumerable<Operator> all = options.DenseKernels ? [.. operators, Operator.Convolution3x3] : operators;
            var ofOperators = all.SelectMany(o => o.Parameters(s_node with { Operator = o })).Select(p => p.Kind);
            foreach (var kind in ParameterKind.OfEveryNetwork.Concat(ofOperators).Distinct())
            {
                var layer = nn.Linear(options.Hidden, ChunkShape.Of(kind, options.ChunkChannels).Size);
                _layers.Add(kind, layer);
                register_module(kind.Id, layer);
            }
        }

        public bool Has(ParameterKind kind) => _layers.ContainsKey(kind);

        public TorchSharp.Modules.Linear Of(ParameterKind kind) => _layers[kind];
    }
}

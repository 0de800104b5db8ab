using Ghn.Graphs;
using static TorchSharp.torch;

namespace Ghn.Hypernetworks;

/// <summary>
/// H, the hypernetwork proper (section 4.2, eq. 8): w̃_v = H(h_v^(T)). A two-layer MLP shared by all nodes, with one
/// output branch per kind of tensor.
/// </summary>
/// <remarks>
/// Differs: the paper does not say how chunks of one tensor are told apart; here the first layer adds a learned
/// embedding of the chunk's place (see <see cref="DecoderOptions.ChunkEmbedding"/>).
/// </remarks>
public sealed class WeightDecoder : nn.Module
{
    internal const int MaxPlaces = 128; // chunks along one side of a tensor

    private readonly DecoderOptions _options;
    private readonly nn.Module<Tensor, Tensor> _hidden;
    private readonly nn.Module<Tensor, Tensor>? _outputPlace;
    private readonly nn.Module<Tensor, Tensor>? _inputPlace;
    private readonly OutputBranches _branches;

    /// <summary>Creates the decoder for node embeddings of size <paramref name="embeddingSize"/>.</summary>
    public WeightDecoder(int embeddingSize, DecoderOptions options)
        : base(nameof(WeightDecoder))
    {
        _options = options;
        _hidden = nn.Linear(embeddingSize, options.Hidden);
        if (options.ChunkEmbedding)
        {
            _outputPlace = nn.Embedding(MaxPlaces, options.Hidden);
            _inputPlace = nn.Embedding(MaxPlaces, options.Hidden);
        }
        _branches = new OutputBranches(options);
        RegisterComponents();
    }

    internal DecodePlan Plan(GraphBatch batch)
    {
        if (!_options.DenseKernels && batch.Graphs.Any(g => g.Parameters.Any(p => p.Kind == ParameterKind.Dense)))
            throw new GhnException(
                "A network with dense 3×3 convolutions needs a hypernetwork with DecoderOptions.DenseKernels = true."
            );
        return new DecodePlan(batch, _options.ChunkChannels);
    }

    /// <summary>
    /// Decodes all chunks of all graphs, one call per kind. <paramref name="embeddings"/>: [rows, D]. Result: one tensor
    /// [chunks, chunk size] per branch of the plan.
    /// </summary>
    internal IReadOnlyList<Tensor> Decode(Tensor embeddings, DecodePlan plan)
    {
        using var scope = NewDisposeScope();
        var perNode = _hidden.forward(embeddings); // [rows, hidden]
        return plan
            .Branches.Select(branch =>
            {
                var z = perNode.index_select(0, branch.Rows); // [chunks, hidden]
                if (_outputPlace is not null && _inputPlace is not null)
                    z = z.Plus(_outputPlace.forward(branch.OutputPlaces)).Plus(_inputPlace.forward(branch.InputPlaces));
                var chunks = _branches.Of(branch.Kind).forward(nn.functional.relu(z)) * branch.Scales;
                return chunks.MoveToOuterDisposeScope();
            })
            .ToArray();
    }

    /// <summary>Cuts one graph's part of each branch into its free tensors.</summary>
    internal IReadOnlyList<Tensor> Assemble(IReadOnlyList<Tensor> graphChunks, DecodePlan plan, int graph)
    {
        using var scope = NewDisposeScope();
        var byKind = plan.Branches.Zip(graphChunks).ToDictionary(p => p.First.Kind, p => p.Second);
        return plan.Slots[graph]
            .Select(slot =>
            {
                var chunks = byKind[slot.Spec.Kind].narrow(0, slot.First, slot.Count);
                var shape = ChunkShape.Of(slot.Spec.Kind, _options.ChunkChannels);
                return shape.Assemble(chunks, slot).MoveToOuterDisposeScope();
            })
            .ToArray();
    }

    /// <summary>The last layer for each kind of tensor (a <c>ModuleDict</c> could not be moved to another device).</summary>
    private sealed class OutputBranches : nn.Module
    {
        private readonly Dictionary<ParameterKind, nn.Module<Tensor, Tensor>> _layers = [];

        public OutputBranches(DecoderOptions options)
            : base(nameof(OutputBranches))
        {
            foreach (
                var kind in Enum.GetValues<ParameterKind>().Where(k => k != ParameterKind.Dense || options.DenseKernels)
            )
            {
                var layer = nn.Linear(options.Hidden, ChunkShape.Of(kind, options.ChunkChannels).Size);
                _layers.Add(kind, layer);
                register_module(kind.ToString(), layer);
            }
        }

        public nn.Module<Tensor, Tensor> Of(ParameterKind kind) => _layers[kind];
    }
}

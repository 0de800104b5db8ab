using Ghn.Graphs;

namespace Ghn.Hypernetworks;

/// <summary>
/// Sizes of a hypernetwork that reads only operators; the defaults are those of the graph hypernetwork.
/// </summary>
public sealed record OperatorHypernetworkOptions : HypernetworkOptions
{
    /// <summary>D: size of a node embedding.</summary>
    public int EmbeddingSize
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 32;
}

/// <summary>
/// The graph hypernetwork without the graph, as a baseline: a node's embedding is a learned vector of its operator,
/// h_v^(0). Nodes with the same operator and channels have equal weights at every position. Any advantage of the graph
/// hypernetwork is therefore due to the graph.
/// </summary>
public sealed class OperatorHypernetwork : Hypernetwork
{
    /// <summary>
    /// Creates the hypernetwork on a device (null: the CPU); all its parameters follow from <paramref name="seed"/>.
    /// </summary>
    public OperatorHypernetwork(OperatorHypernetworkOptions options, long seed = 0, Device? device = null)
        : base(
            nameof(OperatorHypernetwork),
            known => ("_operators", new OperatorEmbedding(options.EmbeddingSize, known)),
            options.EmbeddingSize,
            options.Decoder,
            new KnownOperators(options.Operators),
            seed,
            device
        ) => Options = options;

    /// <summary>The options it was created with.</summary>
    public OperatorHypernetworkOptions Options { get; }

    /// <inheritdoc/>
    public override object Settings => Options;

    private sealed class OperatorEmbedding : nn.Module<GraphBatch, Tensor>
    {
        private readonly KnownOperators _known;
        private readonly nn.Module<Tensor, Tensor> _embed;

        public OperatorEmbedding(int size, KnownOperators known)
            : base(nameof(OperatorEmbedding))
        {
            _known = known;
            _embed = nn.Embedding(known.Count, size);
            RegisterComponents();
        }

        public override Tensor forward(GraphBatch batch)
        {
            using var scope = NewDisposeScope();
            var operators = cat(batch.Blocks.Select(_known.RowsOf).ToArray()); // [rows]
            return _embed.forward(operators).MoveToOuterDisposeScope(); // [rows, D]
        }
    }
}

using Ghn.Gnn;
using Ghn.Graphs;

namespace Ghn.Hypernetworks;

/// <summary>Sizes of a graph hypernetwork; the defaults are the paper's.</summary>
public sealed record GhnOptions : HypernetworkOptions
{
    /// <summary>The graph neural network.</summary>
    public GnnOptions Gnn { get; init; } = new();
}

/// <summary>
/// GHN(A; φ, ϕ): reads a computation graph and generates all weights of the network (section 4, eqs. 9–11). Its node
/// encoder is <see cref="MessagePassing"/>; the embeddings are h^(T).
/// </summary>
public sealed class GraphHyperNetwork : Hypernetwork
{
    /// <summary>
    /// Creates the hypernetwork on a device (null: the CPU); all its parameters follow from <paramref name="seed"/>.
    /// </summary>
    public GraphHyperNetwork(GhnOptions options, long seed = 0, Device? device = null)
        : base(
            nameof(GraphHyperNetwork),
            known => ("_messagePassing", new MessagePassing(options.Gnn, known)),
            options.Gnn.EmbeddingSize,
            options.Decoder,
            new KnownOperators(options.Operators),
            seed,
            device
        ) => Options = options;

    /// <summary>The options it was created with.</summary>
    public GhnOptions Options { get; }

    /// <summary>
    /// As <see cref="Hypernetwork.Embed"/>, but calls <paramref name="observe"/> after every level, as in
    /// <see cref="MessagePassing.Trace"/>.
    /// </summary>
    public Tensor Trace(GraphBatch batch, Action<PropagationStep> observe)
    {
        CheckDevice(batch);
        return ((MessagePassing)Encoder).Trace(batch, observe);
    }

    internal bool Fused
    {
        init => ((MessagePassing)Encoder).Fused = value;
    }

    /// <inheritdoc/>
    public override object Settings => Options;
}

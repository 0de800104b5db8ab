using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Hypernetworks;

/// <summary>Sizes of a graph hypernetwork; the defaults are the paper's.</summary>
public sealed record GhnOptions
{
    /// <summary>The graph neural network.</summary>
    public GnnOptions Gnn { get; init; } = new();

    /// <summary>The weight decoder.</summary>
    public DecoderOptions Decoder { get; init; } = new();
}

/// <summary>
/// GHN(A; φ, ϕ): reads a computation graph, gives all weights of the network (section 4, eqs. 9–11).
/// </summary>
public sealed class GraphHyperNetwork : nn.Module, IWeightSource
{
    private readonly MessagePassing _messagePassing;
    private readonly WeightDecoder _decoder;

    /// <summary>
    /// Creates the hypernetwork on a device (null: the CPU); all its parameters follow from <paramref name="seed"/>.
    /// </summary>
    public GraphHyperNetwork(GhnOptions options, long seed = 0, Device? device = null)
        : base(nameof(GraphHyperNetwork))
    {
        Options = options;
        _messagePassing = new MessagePassing(options.Gnn);
        _decoder = new WeightDecoder(options.Gnn.EmbeddingSize, options.Decoder);
        RegisterComponents();
        ParameterInitialization.Apply(this, seed);
        if (device is not null)
            this.to(device);
    }

    /// <summary>The sizes it was made with.</summary>
    public GhnOptions Options { get; }

    /// <inheritdoc/>
    public Device Device => _messagePassing.parameters().First().device;

    /// <summary>Node embeddings h^(T), [rows, D]; rows as in <see cref="GraphBatch.RowOf"/>.</summary>
    public Tensor Embed(GraphBatch batch) => _messagePassing.forward(batch);

    /// <inheritdoc/>
    public IReadOnlyList<WeightSet> Generate(GraphBatch batch)
    {
        using var decoded = Decode(batch);
        return Enumerable.Range(0, batch.Graphs.Count).Select(decoded.Weights).ToArray();
    }

    /// <summary>Generates, but leaves the decoder's output whole: where a trainer cuts the gradient.</summary>
    internal DecodedBatch Decode(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        using var plan = _decoder.Plan(batch); // its index tensors are not needed after decoding
        var branches = _decoder.Decode(Embed(batch), plan);
        foreach (var t in branches)
            t.MoveToOuterDisposeScope();
        return new DecodedBatch(batch, _decoder, plan, branches);
    }
}

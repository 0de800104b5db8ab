using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Hypernetworks;

/// <summary>
/// A node encoder and the weight decoder H (section 4.2): every graph in a batch becomes one embedding a node, and every
/// embedding the weights of its node. The hypernetworks that are compared differ in the encoder alone.
/// </summary>
public abstract class Hypernetwork : TrainableWeightSource
{
    private readonly nn.Module<GraphBatch, Tensor> _encoder;
    private readonly WeightDecoder _decoder;

    /// <summary>
    /// Joins an encoder of one's own and a decoder on a device (null: the CPU). The decoder's parameters follow from
    /// <paramref name="seed"/>, the encoder's are left as they are.
    /// </summary>
    /// <param name="encoder">
    /// Gives node embeddings, [rows, D], rows as in <see cref="GraphBatch.RowOf"/>: a graph's nodes, their operators
    /// (<see cref="KnownOperators"/>) and neighbours are in the batch's blocks.
    /// </param>
    /// <param name="embeddingSize">D.</param>
    /// <param name="decoder">Sizes of the decoder.</param>
    /// <param name="operators">Operators besides the built-in ones; null: none.</param>
    /// <param name="seed">Seed of the decoder.</param>
    /// <param name="device">Where it lives.</param>
    protected Hypernetwork(
        nn.Module<GraphBatch, Tensor> encoder,
        int embeddingSize,
        DecoderOptions decoder,
        KnownOperators? operators = null,
        long seed = 0,
        Device? device = null
    )
        : this(
            nameof(Hypernetwork),
            _ => (nameof(_encoder), encoder),
            embeddingSize,
            decoder,
            operators ?? new KnownOperators(),
            seed,
            device
        ) { }

    /// <summary>
    /// Joins the two on a device (null: the CPU); all parameters follow from <paramref name="seed"/>. The names of the
    /// parts are registered here, because a module's own search for parts does not see the private fields of its base
    /// classes.
    /// </summary>
    private protected Hypernetwork(
        string name,
        Func<KnownOperators, (string Name, nn.Module<GraphBatch, Tensor> Module)> encoder,
        int embeddingSize,
        DecoderOptions decoder,
        KnownOperators operators,
        long seed,
        Device? device
    )
        : base(name)
    {
        (var part, _encoder) = encoder(operators);
        _decoder = new WeightDecoder(embeddingSize, decoder, operators);
        register_module(part, _encoder);
        register_module(nameof(_decoder), _decoder);
        ParameterInitialization.Apply(this, seed, except: nameof(_encoder) + ".");
        if (device is not null)
            this.to(device);
    }

    private protected nn.Module<GraphBatch, Tensor> Encoder => _encoder;

    /// <summary>Node embeddings, [rows, D]; rows as in <see cref="GraphBatch.RowOf"/>.</summary>
    public Tensor Embed(GraphBatch batch)
    {
        CheckDevice(batch);
        return _encoder.forward(batch);
    }

    /// <inheritdoc/>
    public override GeneratedBatch Decode(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        using var plan = _decoder.Plan(batch); // its index tensors are not needed after decoding
        var groups = _decoder.Decode(Embed(batch), plan);
        foreach (var t in groups)
            t.MoveToOuterDisposeScope();
        return new DecodedBatch(batch, plan, groups);
    }
}

using Ghn.Graphs;
using Ghn.Weights;

namespace Ghn.Hypernetworks;

/// <summary>
/// A node encoder and the weight decoder H (section 4.2). The encoder computes an embedding for every node, and the
/// decoder generates the node's weights from it. The compared hypernetworks differ only in the encoder.
/// </summary>
public abstract class Hypernetwork : TrainableWeightSource
{
    private readonly nn.Module<GraphBatch, Tensor> _encoder;
    private readonly WeightDecoder _decoder;

    /// <summary>
    /// Combines your own encoder with a decoder on a device (null: the CPU). The decoder's parameters follow from
    /// <paramref name="seed"/>; the encoder's parameters do not change.
    /// </summary>
    /// <param name="encoder">
    /// Computes node embeddings, [rows, D], with rows as in <see cref="GraphBatch.RowOf"/>. The batch's blocks contain
    /// the nodes, their operators (<see cref="KnownOperators"/>) and neighbours.
    /// </param>
    /// <param name="embeddingSize">D.</param>
    /// <param name="decoder">Sizes of the decoder.</param>
    /// <param name="operators">Operators in addition to the built-in ones; null: none.</param>
    /// <param name="seed">Seed of the decoder.</param>
    /// <param name="device">The device of all parameters.</param>
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
    /// Combines both on a device (null: the CPU); all parameters follow from <paramref name="seed"/>. The parts are
    /// registered here, because RegisterComponents does not see the private fields of base classes.
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

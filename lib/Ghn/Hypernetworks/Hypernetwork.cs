using Ghn.Graphs;
using Ghn.Weights;
using TorchSharp;
using static TorchSharp.torch;

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
        ParameterInitialization.Apply(this, seed);
        if (device is not null)
            this.to(device);
    }

    /// <summary>The node encoder.</summary>
    private protected nn.Module<GraphBatch, Tensor> Encoder => _encoder;

    /// <summary>Node embeddings, [rows, D]; rows as in <see cref="GraphBatch.RowOf"/>.</summary>
    public Tensor Embed(GraphBatch batch)
    {
        CheckDevice(batch);
        return _encoder.forward(batch);
    }

    internal override GeneratedBatch Decode(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        using var plan = _decoder.Plan(batch); // its index tensors are not needed after decoding
        var groups = _decoder.Decode(Embed(batch), plan);
        foreach (var t in groups)
            t.MoveToOuterDisposeScope();
        return new DecodedBatch(batch, plan, groups);
    }
}

using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// A weight source with learned parameters: the loss of a network is backpropagated through the generated weights to
/// the source's parameters (section 4.5). One trainer works for all such sources.
/// </summary>
/// <remarks>
/// To write one, derive from this class and create the tensors of a batch in <see cref="Decode"/>
/// (<see cref="GeneratedBatch.Of"/>). Or derive from <see cref="Hypernetworks.Hypernetwork"/> with your own encoder.
/// </remarks>
public abstract class TrainableWeightSource : nn.Module, IWeightSource
{
    /// <summary>Sets the name of the module.</summary>
    protected TrainableWeightSource(string name)
        : base(name) { }

    /// <summary>
    /// The options it was created with, as a record. A checkpoint with other options is rejected. Null: no options.
    /// </summary>
    public virtual object? Settings => null;

    /// <inheritdoc/>
    public Device Device => parameters().First().device;

    /// <inheritdoc/>
    public IReadOnlyList<WeightSet> Generate(GraphBatch batch)
    {
        CheckDevice(batch);
        using var generated = Decode(batch);
        return Enumerable.Range(0, batch.Graphs.Count).Select(generated.Weights).ToArray();
    }

    /// <summary>Generates the parts of a batch, at which a trainer cuts the gradient.</summary>
    public abstract GeneratedBatch Decode(GraphBatch batch);

    /// <summary>Throws <see cref="GhnException"/> if the batch and the parameters are on different devices.</summary>
    protected void CheckDevice(GraphBatch batch)
    {
        if (!Devices.Same(batch.Device, Device))
            throw new GhnException(
                $"The graph batch is on {batch.Device}, but the weight source is on {Device}: create the batch with "
                    + "new GraphBatch(graphs, source.Device)."
            );
    }
}

using Ghn.Graphs;

namespace Ghn.Weights;

/// <summary>
/// A weight source with parameters that are learned: the loss of a network that runs with its weights is differentiated
/// through the weights into them (section 4.5). One trainer serves all of them.
/// </summary>
/// <remarks>
/// To write one, derive from this class and make the tensors of a batch in <see cref="Decode"/>
/// (<see cref="GeneratedBatch.Of"/>); or derive from <see cref="Hypernetworks.Hypernetwork"/> and give it an encoder.
/// </remarks>
public abstract class TrainableWeightSource : nn.Module, IWeightSource
{
    /// <summary>Names the module.</summary>
    protected TrainableWeightSource(string name)
        : base(name) { }

    /// <summary>
    /// The options it was made with, a record, for checkpoints: one of a source with other options is refused. Null: none.
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

    /// <summary>Generates, but leaves what was made uncut: where a trainer cuts the gradient.</summary>
    public abstract GeneratedBatch Decode(GraphBatch batch);

    /// <summary>Throws <see cref="GhnException"/> if the batch is not where the parameters are.</summary>
    protected void CheckDevice(GraphBatch batch)
    {
        if (!Devices.Same(batch.Device, Device))
            throw new GhnException(
                $"The graph batch is on {batch.Device} and the weight source on {Device}: make the batch with "
                    + "new GraphBatch(graphs, source.Device)."
            );
    }
}

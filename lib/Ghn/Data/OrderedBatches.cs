namespace Ghn.Data;

/// <summary>Batches that are gathered as they are asked for, each with a stream of random numbers of its own.</summary>
/// <param name="count">Number of images.</param>
/// <param name="batchSize">Images a step.</param>
/// <param name="seed">Seed of the order and of all random changes.</param>
/// <param name="gather">Makes a batch of images by index.</param>
internal sealed class OrderedBatches(int count, int batchSize, long seed, Func<int[], RandomStream, ImageBatch> gather)
    : ITrainingBatches
{
    private readonly EpochOrder _order = new(count, batchSize, seed);

    public int StepsPerEpoch => _order.StepsPerEpoch;

    public ImageBatch Batch(int number)
    {
        int[] indices;
        lock (_order)
            indices = _order.Batch(number);
        return gather(indices, new RandomStream(seed, "augmentation", number));
    }

    public void Dispose() { }
}

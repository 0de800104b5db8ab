namespace Ghn.Data;

/// <summary>
/// The images of each training step. Every epoch has its own permutation, a pure function of (seed, epoch), so any
/// batch can be computed without the earlier ones. An incomplete last batch of an epoch is dropped.
/// </summary>
public sealed class EpochOrder
{
    private readonly long _seed;
    private (long Epoch, int[] Order)? _latest; // saves the permutation of 45,000 a step; never changes a result

    /// <summary>The order of <paramref name="count"/> images in batches of <paramref name="batchSize"/>.</summary>
    /// <exception cref="GhnException">The batch size is not 1 … <paramref name="count"/>.</exception>
    public EpochOrder(int count, int batchSize, long seed)
    {
        if (batchSize < 1 || batchSize > count)
            throw new GhnException($"The batch size is {batchSize}; choose 1 to {count}, the number of images.");
        (Count, BatchSize, _seed) = (count, batchSize, seed);
    }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Images per step.</summary>
    public int BatchSize { get; }

    /// <summary>Steps per epoch; only whole batches count.</summary>
    public int StepsPerEpoch => Count / BatchSize;

    /// <summary>Indices of the images of one step, counted from 0 over all epochs.</summary>
    public int[] Batch(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var (epoch, position) = Math.DivRem(step, StepsPerEpoch);
        if (_latest is not { } latest || latest.Epoch != epoch)
            _latest = latest = (epoch, new RandomStream(_seed, "order", epoch).Permutation(Count));
        return latest.Order.AsSpan((int)position * BatchSize, BatchSize).ToArray();
    }

    /// <summary>
    /// 0 … <paramref name="count"/> − 1 in order and in batches, for evaluation; the last batch may be smaller.
    /// </summary>
    public static IEnumerable<int[]> Sequential(int count, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        return Enumerable.Range(0, count).Chunk(batchSize);
    }
}

/// <summary>Batches that are gathered on demand, each with its own stream of random numbers.</summary>
/// <param name="count">Number of images.</param>
/// <param name="batchSize">Images per step.</param>
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

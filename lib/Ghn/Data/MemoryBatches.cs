using static TorchSharp.torch;

namespace Ghn.Data;

/// <summary>Batches of images that are in memory.</summary>
internal sealed class MemoryBatches(ImageSet set, int batchSize, long seed, Augmentation augmentation, Device device)
    : ITrainingBatches
{
    private readonly EpochOrder _order = new(set.Count, batchSize, seed);

    public int StepsPerEpoch => _order.StepsPerEpoch;

    public ImageBatch Batch(int number) =>
        BatchLoader.Gather(
            set,
            _order.Batch(number),
            augmentation,
            new RandomStream(seed, "augmentation", number),
            device
        );

    public void Dispose() { }
}

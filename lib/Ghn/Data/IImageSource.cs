namespace Ghn.Data;

/// <summary>
/// Labelled images for training and evaluation. <see cref="ImageSet"/> holds them in memory; a reader of files decodes
/// them on demand. Implement it for your own images; <see cref="SourceSplits"/> splits one.
/// </summary>
public interface IImageSource
{
    /// <summary>Name of the data set and its part, such as <c>cifar10/train</c>.</summary>
    string Name { get; }

    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Height of an image as input of a network, in pixels.</summary>
    int Height { get; }

    /// <summary>Width of an image as input of a network, in pixels.</summary>
    int Width { get; }

    /// <summary>One name per class.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>A checksum of the images. A checkpoint with another checksum is rejected.</summary>
    string Checksum { get; }

    /// <summary>
    /// Images by index without augmentation, for evaluation. Labels int64 [B] and images float32 [B, 3, H, W],
    /// channels-last, normalised, in the caller's dispose scope. A source may skip images that cannot be read.
    /// </summary>
    ImageBatch Gather(int[] indices, Device device);

    /// <summary>The batches of a training; the caller disposes them.</summary>
    /// <param name="batchSize">Images per step.</param>
    /// <param name="seed">Seed of the order and of the augmentation.</param>
    /// <param name="augmentation">The augmentation, unless the source has its own.</param>
    /// <param name="device">Device of the batches.</param>
    ITrainingBatches Begin(int batchSize, long seed, Augmentation augmentation, Device device);
}

/// <summary>The batches of one training, each a pure function of the seed and the step.</summary>
public interface ITrainingBatches : IDisposable
{
    /// <summary>Steps per epoch; only whole batches count.</summary>
    int StepsPerEpoch { get; }

    /// <summary>
    /// The batch of a step, numbered from 0, in the caller's dispose scope. Several threads may call it at the same
    /// time.
    /// </summary>
    ImageBatch Batch(int number);
}

/// <summary>A batch ready for a network.</summary>
/// <param name="Images">float32 [B, C, H, W] in channels-last memory, normalised.</param>
/// <param name="Labels">int64 [B].</param>
public sealed record ImageBatch(Tensor Images, Tensor Labels) : IDisposable
{
    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}

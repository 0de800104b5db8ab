namespace Ghn.Data;

/// <summary>
/// Labelled images that a training takes its batches from: <see cref="ImageSet"/> has them in memory, a reader of files
/// decodes them as they are needed. Implement it for images of your own; <see cref="SourceSplits"/> splits one.
/// </summary>
public interface IImageSource
{
    /// <summary>Name of the data set and the part of it: <c>cifar10/train</c>.</summary>
    string Name { get; }

    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Height of an image as a network gets it, in pixels.</summary>
    int Height { get; }

    /// <summary>Width of an image as a network gets it, in pixels.</summary>
    int Width { get; }

    /// <summary>One name a class.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Changes when the images do; a checkpoint of a training on other ones is refused.</summary>
    string Checksum { get; }

    /// <summary>
    /// Images by index as they are evaluated: not changed at random. Labels int64 [B] and images float32 [B, 3, H, W],
    /// channels-last, normalised, in the caller's dispose scope. A source may leave out images that cannot be read.
    /// </summary>
    ImageBatch Gather(int[] indices, Device device);

    /// <summary>The batches of a training; the caller disposes them.</summary>
    /// <param name="batchSize">Images a step.</param>
    /// <param name="seed">Seed of the order and of all random changes.</param>
    /// <param name="augmentation">The random changes, where the source has none of its own.</param>
    /// <param name="device">Where the batches go.</param>
    ITrainingBatches Begin(int batchSize, long seed, Augmentation augmentation, Device device);
}

/// <summary>The batches of one training, each a pure function of the seed and the step.</summary>
public interface ITrainingBatches : IDisposable
{
    /// <summary>Steps an epoch: whole batches only.</summary>
    int StepsPerEpoch { get; }

    /// <summary>The batch of a step, numbered from 0, in the caller's dispose scope; several threads may ask at once.</summary>
    ImageBatch Batch(int number);
}

/// <summary>A batch ready for a network.</summary>
/// <param name="Images">float32 [B, C, H, W] with channels-last strides, normalised.</param>
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

using System.Security.Cryptography;

namespace Ghn.Data;

/// <summary>
/// Labelled images in memory, as bytes in the order [image, row, column, colour]. A batch permuted to [B, C, H, W] is
/// then in channels-last memory without a copy, the format in which CPU convolutions are fast.
/// </summary>
/// <remarks>The set owns its tensors, regardless of the dispose scope in which it was created.</remarks>
public sealed class ImageSet : IImageSource, IDisposable
{
    private readonly Lazy<string> _checksum;

    /// <summary>Takes ownership of the tensors.</summary>
    /// <param name="name">Name of the data set and its part, for messages and ledgers.</param>
    /// <param name="images">uint8 [N, H, W, 3], contiguous.</param>
    /// <param name="labels">int64 [N], each in 0 … <paramref name="classNames"/>.Count − 1.</param>
    /// <param name="classNames">One name per class.</param>
    /// <param name="statistics">Statistics of the training images, shared by all parts of a data set.</param>
    /// <exception cref="ArgumentException">The tensors have other types or shapes.</exception>
    public ImageSet(
        string name,
        Tensor images,
        Tensor labels,
        IReadOnlyList<string> classNames,
        ChannelStatistics statistics
    )
    {
        if (images.dtype != ScalarType.Byte || images.dim() != 4 || images.shape[3] != 3 || !images.is_contiguous())
            throw new ArgumentException("Images are contiguous uint8 [N, H, W, 3].", nameof(images));
        if (labels.dtype != ScalarType.Int64 || labels.dim() != 1 || labels.shape[0] != images.shape[0])
            throw new ArgumentException("Labels are int64 [N], one an image.", nameof(labels));
        Name = name;
        Images = images.DetachFromDisposeScope();
        Labels = labels.DetachFromDisposeScope();
        ClassNames = classNames;
        Statistics = statistics;
        _checksum = new(ComputeChecksum, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>Name of the data set and its part, such as <c>cifar10/train</c>.</summary>
    public string Name { get; }

    /// <summary>uint8 [N, H, W, 3], contiguous.</summary>
    public Tensor Images { get; }

    /// <summary>int64 [N].</summary>
    public Tensor Labels { get; }

    /// <summary>One name per class.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of images, N.</summary>
    public int Count => (int)Images.shape[0];

    /// <summary>Height of an image in pixels, H.</summary>
    public int Height => (int)Images.shape[1];

    /// <summary>Width of an image in pixels, W.</summary>
    public int Width => (int)Images.shape[2];

    /// <summary>Mean and standard deviation of the training images, per channel.</summary>
    public ChannelStatistics Statistics { get; }

    /// <summary>Mean of the training images per channel, for pixel values 0 … 1.</summary>
    public IReadOnlyList<float> Mean => Statistics.Mean;

    /// <summary>Standard deviation of the training images per channel, for pixel values 0 … 1.</summary>
    public IReadOnlyList<float> Std => Statistics.Std;

    /// <summary>SHA-256 (lower-case hex) of pixels, then labels (little-endian int64); computed on first use.</summary>
    public string Checksum => _checksum.Value;

    /// <summary>A copy on another device. Batches from it are created there, without a transfer per step.</summary>
    public ImageSet To(Device device) =>
        new(Name, Images.to(device, copy: true), Labels.to(device, copy: true), ClassNames, Statistics);

    /// <inheritdoc/>
    public ImageBatch Gather(int[] indices, Device device) => BatchLoader.Gather(this, indices, device: device);

    /// <inheritdoc/>
    public ITrainingBatches Begin(int batchSize, long seed, Augmentation augmentation, Device device) =>
        new OrderedBatches(
            Count,
            batchSize,
            seed,
            (indices, random) => BatchLoader.Gather(this, indices, augmentation, random, device)
        );

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }

    private string ComputeChecksum()
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Images.cpu().bytes);
        hash.AppendData(Labels.cpu().bytes);
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }
}

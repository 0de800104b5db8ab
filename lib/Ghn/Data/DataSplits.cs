using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Ghn.Data;

/// <summary>
/// A data set in three disjoint parts. Validation images are drawn from the official training images; the test images
/// are the official ones, used for final numbers only.
/// </summary>
/// <remarks>Normalisation statistics come from the training part alone and are shared by all three.</remarks>
public sealed class DataSplits : IDisposable
{
    private DataSplits(string name, ImageSet train, ImageSet validation, ImageSet test) =>
        (Name, Train, Validation, Test) = (name, train, validation, test);

    /// <summary>Name of the data set, as in <see cref="DataOptions.Name"/>.</summary>
    public string Name { get; }

    /// <summary>Images to train on.</summary>
    public ImageSet Train { get; }

    /// <summary>Images to choose by.</summary>
    public ImageSet Validation { get; }

    /// <summary>Images for final numbers.</summary>
    public ImageSet Test { get; }

    /// <summary>One name a class.</summary>
    public IReadOnlyList<string> ClassNames => Train.ClassNames;

    /// <summary>SHA-256 (lower-case hex) of the checksums of the three parts: it changes with the data and with the split.</summary>
    public string Checksum =>
        Convert
            .ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(Train.Checksum + Validation.Checksum + Test.Checksum)))
            .ToLowerInvariant();

    /// <summary>
    /// Draws <paramref name="validation"/> of the training images by the stream (<paramref name="seed"/>, "split").
    /// The training tensors stay the caller's; the test tensors
    /// go into the result.
    /// </summary>
    internal static DataSplits Draw(
        string name,
        IReadOnlyList<string> classNames,
        (Tensor Images, Tensor Labels) training,
        (Tensor Images, Tensor Labels) test,
        int validation,
        long seed
    )
    {
        using var scope = NewDisposeScope();
        var order = new RandomStream(seed, "split").Permutation((int)training.Labels.shape[0]);
        var chosen = Array.ConvertAll(order, i => (long)i);
        Array.Sort(chosen, 0, validation); // in the order of the files: rows are then copied front to back
        Array.Sort(chosen, validation, chosen.Length - validation);

        (Tensor, Tensor) Take(long[] indices) =>
            (training.Images.index_select(0, tensor(indices)), training.Labels.index_select(0, tensor(indices)));
        var (validationImages, validationLabels) = Take(chosen[..validation]);
        var (trainImages, trainLabels) = Take(chosen[validation..]);
        var statistics = ChannelStatistics.Of(trainImages);
        return new DataSplits(
            name,
            new ImageSet($"{name}/train", trainImages, trainLabels, classNames, statistics),
            new ImageSet($"{name}/validation", validationImages, validationLabels, classNames, statistics),
            new ImageSet($"{name}/test", test.Images, test.Labels, classNames, statistics)
        );
    }

    /// <summary>A copy on another device.</summary>
    public DataSplits To(Device device) => new(Name, Train.To(device), Validation.To(device), Test.To(device));

    /// <summary>Frees the tensors of all three parts.</summary>
    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
        Test.Dispose();
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Ghn.Data;

/// <summary>
/// A data set in three disjoint parts. Validation images are drawn from the official training images. The test images
/// are the official ones, used only for final results.
/// </summary>
/// <remarks>Normalisation statistics come only from the training part; all three parts share them.</remarks>
public sealed class DataSplits : IDisposable
{
    /// <summary>Creates a data set from three existing parts and takes ownership of them.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="train">Training images, with their own statistics.</param>
    /// <param name="validation">Validation images, with the same statistics.</param>
    /// <param name="test">Test images, with the same statistics.</param>
    public DataSplits(string name, ImageSet train, ImageSet validation, ImageSet test) =>
        (Name, Train, Validation, Test) = (name, train, validation, test);

    /// <summary>Name of the data set, as in <see cref="DataOptions.Label"/>.</summary>
    public string Name { get; }

    /// <summary>Training images.</summary>
    public ImageSet Train { get; }

    /// <summary>Images for model selection.</summary>
    public ImageSet Validation { get; }

    /// <summary>Images for final results.</summary>
    public ImageSet Test { get; }

    /// <summary>One name per class.</summary>
    public IReadOnlyList<string> ClassNames => Train.ClassNames;

    /// <summary>
    /// SHA-256 (lower-case hex) of the checksums of the three parts. It changes with the data and with the split.
    /// </summary>
    public string Checksum => Digest(Train.Checksum + Validation.Checksum + Test.Checksum);

    /// <summary>
    /// Creates your own data set from arrays. It is split by a seed and normalised by its training images.
    /// </summary>
    /// <param name="name">Its name, also used in names of ledgers.</param>
    /// <param name="pixels">Bytes [N, H, W, 3], one image after the other, or [N, H, W] for grey images.</param>
    /// <param name="height">Height of an image, H.</param>
    /// <param name="width">Width of an image, W.</param>
    /// <param name="labels">The class of each image, from 0.</param>
    /// <param name="classNames">One name per class; null: the numbers of the classes.</param>
    /// <param name="split">The split; null: 70 % training, 10 % validation, 20 % test.</param>
    /// <exception cref="GhnException">
    /// A wrong number of bytes, an invalid label, fewer than two classes, or too few images.
    /// </exception>
    public static DataSplits Of(
        string name,
        byte[] pixels,
        int height,
        int width,
        IReadOnlyList<int> labels,
        IReadOnlyList<string>? classNames = null,
        SplitOptions? split = null
    )
    {
        using var scope = NewDisposeScope();
        var size = (long)labels.Count * height * width;
        if (pixels.LongLength != 3 * size && pixels.LongLength != size || size == 0)
            throw new GhnException(
                $"{name} has {pixels.LongLength:N0} bytes for {labels.Count} labels; images of {height} × {width} pixels "
                    + $"need {3 * size:N0} bytes in colour or {size:N0} in grey."
            );
        var images = tensor(pixels, [labels.Count, height, width, pixels.LongLength / size]);
        return Of(
            name,
            images.expand(-1, -1, -1, 3).contiguous(),
            tensor(labels.Select(l => (long)l).ToArray()),
            classNames,
            split
        );
    }

    /// <summary>The same from tensors, uint8 [N, H, W, 3] and int64 [N]. The caller keeps ownership of them.</summary>
    public static DataSplits Of(
        string name,
        Tensor images,
        Tensor labels,
        IReadOnlyList<string>? classNames = null,
        SplitOptions? split = null
    )
    {
        using var scope = NewDisposeScope();
        var classes = labels.data<long>().ToArray();
        classNames ??= [.. Enumerable.Range(0, (int)classes.DefaultIfEmpty(-1).Max() + 1).Select(c => $"{c}")];
        RequireClasses(name, classNames);
        if (Array.FindIndex(classes, c => c < 0 || c >= classNames.Count) is >= 0 and var bad)
            throw new GhnException(
                $"{name}: label {classes[bad]} of image {bad} is not a class; the classes are 0 to {classNames.Count - 1}."
            );
        var (train, validation, test) = (split ?? new()).Draw(name, classes.Length);
        return Of(
            name,
            classNames,
            Rows(images, labels, train),
            Rows(images, labels, validation),
            Rows(images, labels, test)
        );
    }

    /// <summary>
    /// Draws <paramref name="validation"/> of the training images, by a seed. The caller keeps the training tensors;
    /// the result owns the test tensors.
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
        var (train, chosen, _) = SplitOptions.Draw(seed, (int)training.Labels.shape[0], validation, test: 0);
        return Of(
            name,
            classNames,
            Rows(training.Images, training.Labels, train),
            Rows(training.Images, training.Labels, chosen),
            test
        );
    }

    internal static string Digest(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();

    /// <summary>Throws <see cref="GhnException"/> if there are fewer than two classes.</summary>
    internal static void RequireClasses(string name, IReadOnlyList<string> classNames)
    {
        if (classNames.Count < 2)
            throw new GhnException(
                $"{name} has {classNames.Count} {(classNames.Count == 1 ? "class" : "classes")}; a classifier needs at least two."
            );
    }

    private static (Tensor Images, Tensor Labels) Rows(Tensor images, Tensor labels, int[] chosen)
    {
        using var which = tensor(Array.ConvertAll(chosen, i => (long)i));
        return (images.index_select(0, which), labels.index_select(0, which));
    }

    private static DataSplits Of(
        string name,
        IReadOnlyList<string> classNames,
        (Tensor Images, Tensor Labels) train,
        (Tensor Images, Tensor Labels) validation,
        (Tensor Images, Tensor Labels) test
    )
    {
        var statistics = ChannelStatistics.Of(train.Images);
        ImageSet Part(string part, (Tensor Images, Tensor Labels) rows) =>
            new($"{name}/{part}", rows.Images, rows.Labels, classNames, statistics);
        return new(name, Part("train", train), Part("validation", validation), Part("test", test));
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

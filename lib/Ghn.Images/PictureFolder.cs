using Ghn.Data;
using static TorchSharp.torch;

namespace Ghn.Images;

/// <summary>Your own data set in memory: a folder of image files with one sub-folder per class.</summary>
public static class PictureFolder
{
    private const int AtOnce = 1_000;

    /// <summary>Loads the data set of the options, a folder of images or any other one; the caller owns it.</summary>
    /// <exception cref="GhnException">A folder or file is missing or damaged, or is not a valid data set.</exception>
    public static DataSplits Load(DataOptions options) =>
        options.ImageFolder is { } folder
            ? Load(folder, split: new SplitOptions { Seed = options.SplitSeed }, name: options.Label)
            : DataSource.Load(options);

    /// <summary>
    /// Decodes the central square of all images (JPEG and PNG) at one size. Classes are ordered by the names of their
    /// folders.
    /// </summary>
    /// <param name="folder">The folder with one sub-folder per class.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="split">The split; null: 70 % training, 10 % validation, 20 % test.</param>
    /// <param name="bad">The treatment of files that are not usable images.</param>
    /// <param name="name">Name of the data set; null: the name of the folder.</param>
    /// <exception cref="GhnException">No images, one class, too few images, or a file that is not an image.</exception>
    public static DataSplits Load(
        string folder,
        int size = 32,
        SplitOptions? split = null,
        BadImages bad = BadImages.Refuse,
        string? name = null
    )
    {
        using var scope = NewDisposeScope();
        name ??= new DataOptions { Name = DataOptions.FolderPrefix + folder }.Label;
        var options = new ImageFolderOptions
        {
            Size = size,
            EvaluationSide = size,
            LeastSide = 1,
            Bad = bad,
        };
        var files = ImageFolder.OfClasses(folder, name, options);
        var batches = Enumerable
            .Range(0, files.Count)
            .Chunk(AtOnce)
            .Select(indices => files.Decode(indices, null))
            .ToArray();
        var images = batches.Select(b =>
            tensor(b.Pixels, dtype: ScalarType.Byte)
                .narrow(0, 0, b.Labels.LongLength * size * size * 3)
                .view(b.Labels.LongLength, size, size, 3)
        );
        long[] labels = [.. batches.SelectMany(b => b.Labels)];
        return DataSplits.Of(name, cat([.. images]), tensor(labels), files.ClassNames, split);
    }
}

using Ghn.Data;
using static TorchSharp.torch;

namespace Ghn.Images;

/// <summary>A data set of one's own in memory: a folder of image files with one sub-folder a class.</summary>
public static class PictureFolder
{
    private const int AtOnce = 1_000;

    /// <summary>Loads the data set that the options name, be it a folder of pictures or another one; the caller owns it.</summary>
    /// <exception cref="GhnException">A folder or file is missing or damaged, or it makes no data set.</exception>
    public static DataSplits Load(DataOptions options) =>
        options.ImageFolder is { } folder
            ? Load(folder, split: new SplitOptions { Seed = options.SplitSeed }, name: options.Label)
            : DataSource.Load(options);

    /// <summary>
    /// Decodes all pictures (JPEG and PNG) at one size, the central square of each; classes are in the order of the names of
    /// their folders.
    /// </summary>
    /// <param name="folder">The folder of the classes' folders.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="split">How it is split; null: 70, 10 and 20 %.</param>
    /// <param name="bad">What becomes of files that are no usable pictures.</param>
    /// <param name="name">Name of the data set; null: that of the folder.</param>
    /// <exception cref="GhnException">No pictures, one class, too few pictures, or a file that is none.</exception>
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

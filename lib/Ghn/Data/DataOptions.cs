namespace Ghn.Data;

/// <summary>The data set, its folder and its split.</summary>
public sealed record DataOptions
{
    /// <summary>Prefix of <see cref="Name"/> for a folder of your own images.</summary>
    public const string FolderPrefix = "folder:";

    /// <summary>
    /// <c>generated</c> (the default, needs no files), <c>cifar10</c>, <c>fashion</c>, or <c>folder:PATH</c> for a
    /// folder of image files with one sub-folder per class.
    /// </summary>
    public string Name
    {
        get;
        init =>
            field =
                DataSource.Names.Contains(value)
                || value.StartsWith(FolderPrefix, StringComparison.Ordinal) && value.Length > FolderPrefix.Length
                    ? value
                    : throw new GhnException(
                        $"The data set '{value}' is unknown; choose one of {string.Join(", ", DataSource.Names)}, or {FolderPrefix}PATH."
                    );
    } = GeneratedImages.Name;

    /// <summary>The folder of your own images; null for other data sets.</summary>
    public string? ImageFolder =>
        Name.StartsWith(FolderPrefix, StringComparison.Ordinal) ? Path.GetFullPath(Name[FolderPrefix.Length..]) : null;

    /// <summary>
    /// The data set's name in results and file names. For a folder: its last part and the start of a checksum of the
    /// whole path.
    /// </summary>
    public string Label =>
        ImageFolder is not { } folder
            ? Name
            : $"folder-{string.Concat(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))}-{DataSplits.Digest(folder)[..8]}";

    /// <summary>
    /// Folder of the files. Null: the environment variable GHN_DATA, then, for Fashion-MNIST, the folder of Debian's
    /// package. The generated set needs none.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Seed of the random choice of validation images from the training images.</summary>
    public long SplitSeed { get; init; }

    /// <summary>Seed and sizes of the generated set.</summary>
    public GeneratedOptions Generated { get; init; } = new();
}

namespace Ghn.Data;

/// <summary>Which data set, from where, split how.</summary>
public sealed record DataOptions
{
    /// <summary>What the name of a folder of one's own images begins with.</summary>
    public const string FolderPrefix = "folder:";

    /// <summary>
    /// <c>generated</c> (the default: needs no files), <c>cifar10</c>, <c>fashion</c>, or <c>folder:PATH</c> of image files,
    /// with one sub-folder a class.
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

    /// <summary>The folder of one's own images; null: another data set.</summary>
    public string? ImageFolder =>
        Name.StartsWith(FolderPrefix, StringComparison.Ordinal) ? Path.GetFullPath(Name[FolderPrefix.Length..]) : null;

    /// <summary>
    /// The data set's name in results and names of files: of a folder its last part, with the beginning of a checksum of
    /// the whole path.
    /// </summary>
    public string Label =>
        ImageFolder is not { } folder
            ? Name
            : $"folder-{string.Concat(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))}-{DataSplits.Digest(folder)[..8]}";

    /// <summary>Folder of the files; null: the environment variable GHN_DATA, then, for Fashion-MNIST,
    /// the folder of Debian's package. The generated set needs none.</summary>
    public string? Folder { get; init; }

    /// <summary>Seed of the draw of the validation images out of the training images.</summary>
    public long SplitSeed { get; init; }

    /// <summary>Seed and sizes of the generated set.</summary>
    public GeneratedOptions Generated { get; init; } = new();
}

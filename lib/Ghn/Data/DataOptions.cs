namespace Ghn.Data;

/// <summary>Which data set, from where, split how.</summary>
public sealed record DataOptions
{
    /// <summary><c>generated</c> (the default: needs no files), <c>cifar10</c> or <c>fashion</c>.</summary>
    public string Name
    {
        get;
        init =>
            field = DataSource.Names.Contains(value)
                ? value
                : throw new GhnException(
                    $"The data set '{value}' is unknown; choose one of {string.Join(", ", DataSource.Names)}."
                );
    } = GeneratedImages.Name;

    /// <summary>Folder of the files; null: the environment variable GHN_DATA, then, for Fashion-MNIST,
    /// the folder of Debian's package. The generated set needs none.</summary>
    public string? Folder { get; init; }

    /// <summary>Seed of the draw of the validation images out of the training images.</summary>
    public long SplitSeed { get; init; }

    /// <summary>Seed and sizes of the generated set.</summary>
    public GeneratedOptions Generated { get; init; } = new();
}

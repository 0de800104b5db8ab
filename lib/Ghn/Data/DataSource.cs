namespace Ghn.Data;

/// <summary>Finds and loads data sets by name.</summary>
public static class DataSource
{
    /// <summary>Environment variable that names the folder of the files.</summary>
    public const string FolderVariable = "GHN_DATA";

    /// <summary>All names that <see cref="DataOptions.Name"/> accepts, except folders.</summary>
    public static IReadOnlyList<string> Names { get; } = [GeneratedImages.Name, Cifar10.Name, FashionMnist.Name];

    /// <summary>Loads the data set of the options. The caller owns the result.</summary>
    /// <exception cref="GhnException">No folder is given, or a file is missing or damaged.</exception>
    public static DataSplits Load(DataOptions options) =>
        options.Name switch
        {
            GeneratedImages.Name => GeneratedImages.Make(options.Generated, options.SplitSeed),
            Cifar10.Name => Cifar10.Load(FolderOf(options, Variable), options.SplitSeed),
            FashionMnist.Name => FashionMnist.Load(FolderOf(options, Variable), options.SplitSeed),
            _ => throw new GhnException($"{options.Name} is decoded by Ghn.Images: call PictureFolder.Load."),
        };

    /// <summary>
    /// Checks for every data set whether it is available, only by names and sizes of files. Never throws.
    /// </summary>
    /// <param name="folder">Where to look; null: the environment variable GHN_DATA.</param>
    public static IReadOnlyList<FoundData> Find(string? folder = null)
    {
        string Place(string name) => FolderOf(name, folder, Variable);
        return
        [
            new(GeneratedImages.Name, true, null, "made in memory"),
            Look(Cifar10.Name, () => Cifar10.LocateAll(Place(Cifar10.Name))),
            Look(FashionMnist.Name, () => FashionMnist.LocateAll(Place(FashionMnist.Name))),
        ];
    }

    private static FoundData Look(string name, Func<string> locate)
    {
        try
        {
            return new(name, true, locate(), "found");
        }
        catch (Exception e) // a report on the state of a machine must not fail because of that state
        {
            return new(name, false, null, e.Message);
        }
    }

    /// <summary>The folder of the caller, else that of the variable; an error if neither is set.</summary>
    internal static string FolderOf(DataOptions options, string? variable) =>
        FolderOf(options.Name, options.Folder, variable);

    private static string FolderOf(string name, string? folder, string? variable)
    {
        if (!string.IsNullOrWhiteSpace(folder))
            return folder;
        var named = !string.IsNullOrWhiteSpace(variable);
        var isFashion = name == FashionMnist.Name && FashionMnist.IsIn(FashionMnist.DebianFolder);
        if (isFashion && !(named && FashionMnist.IsIn(variable!)))
            return FashionMnist.DebianFolder; // where Debian's package puts it
        return named
            ? variable!
            : throw new GhnException(
                $"The data set '{name}' needs a folder: set {FolderVariable} or give --data-folder; "
                    + "'ghn data download cifar10' fetches CIFAR-10."
            );
    }

    private static string? Variable => Environment.GetEnvironmentVariable(FolderVariable);
}

/// <summary>Whether a data set is on this machine.</summary>
/// <param name="Name">As in <see cref="DataOptions.Name"/>.</param>
/// <param name="Found">True if its files are there (the batches of CIFAR-10 with the right sizes).</param>
/// <param name="Path">The folder or archive; null if not found, or if it needs none.</param>
/// <param name="Reason">A phrase or sentence to show: the reason why not, and the remedy.</param>
public sealed record FoundData(string Name, bool Found, string? Path, string Reason);

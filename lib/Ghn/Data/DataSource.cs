namespace Ghn.Data;

/// <summary>Finds and loads data sets by name.</summary>
public static class DataSource
{
    /// <summary>Environment variable that names the folder of the files.</summary>
    public const string FolderVariable = "GHN_DATA";

    /// <summary>Every name that <see cref="DataOptions.Name"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [GeneratedImages.Name, Cifar10.Name, FashionMnist.Name];

    /// <summary>Loads the data set that the options name. The caller owns the result.</summary>
    /// <exception cref="GhnException">No folder is known, or a file is missing or damaged.</exception>
    public static DataSplits Load(DataOptions options) =>
        options.Name switch
        {
            GeneratedImages.Name => GeneratedImages.Make(options.Generated, options.SplitSeed),
            Cifar10.Name => Cifar10.Load(FolderOf(options), options.SplitSeed),
            _ => FashionMnist.Load(FolderOf(options), options.SplitSeed),
        };

    /// <summary>
    /// Says for every data set whether it is there, by names and sizes of files alone. Never throws.
    /// </summary>
    /// <param name="folder">Where to look; null: the environment variable GHN_DATA.</param>
    public static IReadOnlyList<FoundData> Find(string? folder = null)
    {
        var place = Given(folder);
        return
        [
            new(GeneratedImages.Name, true, null, "made in memory"),
            Look(
                Cifar10.Name,
                () =>
                {
                    var found = Cifar10.Locate(place ?? throw NoFolder(Cifar10.Name));
                    foreach (var name in File.Exists(found) ? [] : Cifar10Layout.BatchNames)
                        DataFiles.RequireFile(Path.Combine(found, name), new Cifar10Layout().FileSize, Cifar10.Remedy);
                    return found;
                }
            ),
            Look(
                FashionMnist.Name,
                () => FashionMnist.Locate(FashionFolder(place) ?? throw NoFolder(FashionMnist.Name))
            ),
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

    private static string FolderOf(DataOptions options)
    {
        var folder = Given(options.Folder);
        if (options.Name == FashionMnist.Name)
            folder = FashionFolder(folder);
        return folder ?? throw NoFolder(options.Name);
    }

    private static string? Given(string? folder) =>
        !string.IsNullOrWhiteSpace(folder) ? folder
        : Environment.GetEnvironmentVariable(FolderVariable) is { } variable && !string.IsNullOrWhiteSpace(variable)
            ? variable
        : null;

    /// <summary>Where Fashion-MNIST is: the folder given if it is there, else the one of Debian's package.</summary>
    private static string? FashionFolder(string? given) =>
        FashionMnist.IsIn(FashionMnist.DebianFolder) && (given is null || !FashionMnist.IsIn(given))
            ? FashionMnist.DebianFolder
            : given;

    private static GhnException NoFolder(string name) =>
        new(
            $"The data set '{name}' needs a folder: set {FolderVariable} or give --data-folder; "
                + "'ghn data download cifar10' fetches CIFAR-10."
        );
}

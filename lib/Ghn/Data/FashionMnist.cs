namespace Ghn.Data;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 28×28 grey images of ten kinds of clothing. They are padded with black
/// to 32×32 and repeated over three channels, so that networks for CIFAR-10 accept them. 55,000 training, 5,000
/// validation and 10,000 test images.
/// </summary>
public static class FashionMnist
{
    /// <summary>Name in <see cref="DataOptions.Name"/>.</summary>
    public const string Name = "fashion";

    /// <summary>The folder in which Debian's package dataset-fashion-mnist installs the files.</summary>
    public const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    private const string Remedy =
        "install the Debian package dataset-fashion-mnist, or put the four files of github.com/zalandoresearch/fashion-mnist there";
    private const int Side = 28;
    private const int Pad = 2; // on each side: 32×32

    private static IReadOnlyList<string> ClassNames { get; } =
    ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>
    /// Reads all images from the folder of the four IDX files (.gz or plain), or from a folder that contains it as
    /// <c>fashion-mnist</c>.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="splitSeed">Seed of the random choice of validation images.</param>
    /// <exception cref="GhnException">A file or folder is missing, has a wrong size, or is damaged.</exception>
    public static DataSplits Load(string folder, long splitSeed = 0) => Load(folder, splitSeed, 60_000, 10_000, 5_000);

    internal static DataSplits Load(string folder, long splitSeed, int trainingCount, int testCount, int validation)
    {
        var place = Locate(folder);
        using var scope = NewDisposeScope();
        return DataSplits.Draw(
            Name,
            ClassNames,
            ReadPart(place, "train", trainingCount),
            ReadPart(place, "t10k", testCount),
            validation,
            splitSeed
        );
    }

    /// <summary>The folder of the files; an error if there is none.</summary>
    internal static string Locate(string folder)
    {
        DataFiles.RequireFolder(folder, Remedy);
        return Places(folder).FirstOrDefault(HoldsFiles)
            ?? throw DataFiles.Bad(folder, $"{FileNames[0]}.gz and its three companions in it", "none", Remedy);
    }

    /// <summary>The folder of the files; an error if any of the four is missing.</summary>
    internal static string LocateAll(string folder)
    {
        var place = Locate(folder);
        foreach (var name in FileNames)
            DataFiles.RequireFile(IdxFile.PathOf(place, name), Remedy);
        return place;
    }

    /// <summary>Whether <see cref="Locate"/> finds files.</summary>
    internal static bool IsIn(string folder) => Places(folder).Any(HoldsFiles);

    private static string[] Places(string folder) => [folder, Path.Combine(folder, "fashion-mnist")];

    private static bool HoldsFiles(string place) =>
        FileNames.Any(name => Path.Exists(Path.Combine(place, name)) || Path.Exists(Path.Combine(place, name + ".gz")));

    internal static IReadOnlyList<string> FileNames { get; } =
    ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static (Tensor Images, Tensor Labels) ReadPart(string folder, string part, int count)
    {
        var pixels = IdxFile.Read(folder, $"{part}-images-idx3-ubyte", [count, Side, Side], Remedy);
        var classes = IdxFile.Read(folder, $"{part}-labels-idx1-ubyte", [count], Remedy);
        var labels = tensor(classes.Content).to(ScalarType.Int64); // [N]
        DataFiles.RequireLabels(classes, labels, ClassNames.Count, Remedy);
        var grey = zeros(count, Side + 2 * Pad, Side + 2 * Pad, dtype: ScalarType.Byte);
        grey.narrow(1, Pad, Side).narrow(2, Pad, Side).copy_(tensor(pixels.Content, [count, Side, Side]));
        var images = grey.unsqueeze(3).expand(count, grey.shape[1], grey.shape[2], 3).contiguous(); // [N, 32, 32, 3]
        return (images, labels);
    }
}

namespace Ghn.Tool.Checks;

/// <summary>Which data sets are there; without any, the notebooks use the generated set.</summary>
internal static class DataSetCheck
{
    private static readonly string[] s_fashionFolders =
    [
        "fashion-mnist",
        "/usr/share/datasets/fashion-mnist", // Debian's package dataset-fashion-mnist
    ];

    public static IEnumerable<CheckRow> Rows(string? folder) =>
        Find(folder ?? Environment.GetEnvironmentVariable("GHN_DATA"))
            .Select(d =>
                d.Found
                    ? CheckRow.Ok(d.Name, d.PathOrReason)
                    : CheckRow.Warning(
                        d.Name,
                        d.PathOrReason,
                        "Name the folder that holds it by --data-folder or GHN_DATA; without it the generated set is used."
                    )
            );

    private static IEnumerable<(string Name, bool Found, string PathOrReason)> Find(string? folder) =>
        [
            Look("CIFAR-10", folder, ["cifar-10-batches-bin"], "data_batch_1.bin"),
            Look("Fashion-MNIST", folder, s_fashionFolders, "train-images-idx3-ubyte*"),
        ];

    private static (string, bool, string) Look(string name, string? folder, string[] candidates, string file)
    {
        var found = candidates
            .Select(c => Path.Combine(folder ?? "", c))
            .Where(Path.IsPathRooted)
            .Concat(folder is null ? [] : [folder])
            .FirstOrDefault(f => Directory.Exists(f) && Directory.EnumerateFiles(f, file).Any());
        return (name, found is not null, found ?? $"no {file} under {folder ?? "GHN_DATA (not set)"}");
    }
}

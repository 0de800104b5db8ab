namespace Ghn.Data;

/// <summary>
/// CIFAR-10 (Krizhevsky 2009): 32×32 colour photographs of ten classes, in the official binary layout. Split into
/// 45,000 training, 5,000 validation and 10,000 test images.
/// </summary>
public static class Cifar10
{
    /// <summary>Name in <see cref="DataOptions.Name"/>.</summary>
    public const string Name = "cifar10";

    /// <summary>Folder inside the official archive that holds the six batch files.</summary>
    public const string FolderName = "cifar-10-batches-bin";

    /// <summary>File name of the official archive.</summary>
    public const string ArchiveName = "cifar-10-binary.tar.gz";

    internal const string Remedy = "download it again with 'ghn data download cifar10'";

    private static readonly string[] s_archiveEnds = [".tar.gz", ".tgz", ".tar"]; // whether it is zipped, the content tells

    /// <summary>
    /// Reads all images from the folder of the batch files, from a folder that contains <see cref="FolderName"/> or
    /// <see cref="ArchiveName"/>, or from the archive (.tar.gz, .tgz or .tar, unpacked in memory).
    /// </summary>
    /// <param name="path">The folder or the archive.</param>
    /// <param name="splitSeed">Seed of the random choice of validation images.</param>
    /// <exception cref="GhnException">A file or folder is missing, has a wrong size, or is damaged.</exception>
    public static DataSplits Load(string path, long splitSeed = 0) => Load(path, splitSeed, new Cifar10Layout());

    /// <summary>
    /// Downloads the official archive (170 MB), verifies its MD5, unpacks it, and returns the path of the new folder
    /// <see cref="FolderName"/> in <paramref name="folder"/>. Temporary names are used until the end, so a folder with
    /// the final name is complete. Returns at once if that folder is already complete.
    /// </summary>
    /// <param name="folder">The parent folder; created if missing.</param>
    /// <param name="progress">Reports received bytes, once per MiB.</param>
    /// <param name="handler">Replaces the network, for tests and proxies; not disposed.</param>
    /// <param name="cancellation">Stops the download; nothing is left behind.</param>
    /// <exception cref="GhnException">No network, an HTTP error, a wrong checksum, or no writable folder.</exception>
    public static Task<string> DownloadAsync(
        string folder,
        IProgress<DownloadProgress>? progress = null,
        HttpMessageHandler? handler = null,
        CancellationToken cancellation = default
    ) => new Cifar10Download().RunAsync(folder, progress, handler, cancellation);

    internal static DataSplits Load(string path, long splitSeed, Cifar10Layout layout)
    {
        var place = Locate(path);
        using var scope = NewDisposeScope();
        var parts = new Dictionary<string, (Tensor Images, Tensor Labels)>();
        IReadOnlyList<string> classNames = Cifar10Layout.ClassNames;
        foreach (var file in File.Exists(place) ? Cifar10Archive.Read(place) : ReadFolder(place, layout))
        {
            if (file.Name == Cifar10Layout.MetaName)
                classNames = Cifar10Layout.ParseClassNames(file);
            else
                parts[file.Name] = layout.Parse(file);
        }
        foreach (var name in Cifar10Layout.BatchNames)
            if (!parts.ContainsKey(name))
                throw DataFiles.Bad(place, $"the entry {name}", "none", Remedy);
        var training = Cifar10Layout.TrainingNames.Select(name => parts[name]).ToList();
        var images = cat(training.Select(part => part.Images).ToArray()); // [50000, 32, 32, 3]
        var labels = cat(training.Select(part => part.Labels).ToArray()); // [50000]
        training.ForEach(part => part.Images.Dispose()); // 150 MB less before the split copies them once more
        return DataSplits.Draw(
            Name,
            classNames,
            (images, labels),
            parts[Cifar10Layout.TestName],
            layout.Validation,
            splitSeed
        );
    }

    /// <summary>The folder that holds the batch files, or the archive; an error if <paramref name="path"/> has neither.</summary>
    internal static string Locate(string path)
    {
        if (File.Exists(path) && s_archiveEnds.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
            return path;
        DataFiles.RequireFolder(path, $"name the folder that contains {FolderName}, or {Remedy}");
        if (Cifar10Layout.BatchNames.Any(name => Path.Exists(Path.Combine(path, name))))
            return path;
        if (Path.Combine(path, FolderName) is var inner && Path.Exists(inner))
        {
            DataFiles.RequireFolder(inner, Remedy);
            return inner;
        }
        var names = s_archiveEnds.Select(end => ArchiveName.Replace(s_archiveEnds[0], end, StringComparison.Ordinal));
        if (names.Select(name => Path.Combine(path, name)).FirstOrDefault(Path.Exists) is { } archive)
        {
            DataFiles.RequireFile(archive, Remedy);
            return archive;
        }
        string[] python = ["cifar-10-batches-py", "cifar-10-python.tar.gz", Cifar10Layout.PythonBatchName];
        if (python.Select(name => Path.Combine(path, name)).FirstOrDefault(Path.Exists) is { } other)
            throw Python(other);
        throw DataFiles.Bad(path, $"{FolderName} or {ArchiveName} in it", "neither", "run 'ghn data download cifar10'");
    }

    /// <summary>As <see cref="Locate"/>; an error also if a batch file in the folder is missing or has a wrong size.</summary>
    internal static string LocateAll(string path)
    {
        var place = Locate(path);
        if (!File.Exists(place))
            foreach (var name in Cifar10Layout.BatchNames)
                DataFiles.RequireFile(Path.Combine(place, name), new Cifar10Layout().FileSize, Remedy);
        return place;
    }

    internal static GhnException Python(string place) =>
        new(
            $"{place} is the Python version of CIFAR-10; the binary version is needed: run 'ghn data download cifar10', "
                + $"or put {ArchiveName} into the folder."
        );

    private static IEnumerable<DataFile> ReadFolder(string folder, Cifar10Layout layout)
    {
        foreach (var name in Cifar10Layout.BatchNames)
        {
            var path = Path.Combine(folder, name);
            yield return new(name, path, DataFiles.Read(path, layout.FileSize, Remedy));
        }
        if (Path.Combine(folder, Cifar10Layout.MetaName) is var meta && File.Exists(meta))
            yield return new(Cifar10Layout.MetaName, meta, DataFiles.Read(meta, Remedy));
    }
}

namespace Ghn.Tool.Checks;

// Whether the DLLs in artifacts/ghn are newer than the sources that they were built from. Project by project: a change
// inside one library does not rebuild those that refer to it.
internal static class ArtifactsCheck
{
    private const string Name = "artifacts/ghn";
    private static readonly string[] s_sources = ["*.cs", "*.csproj", "*.props", "*.targets"];

    public static CheckRow Row() =>
        Installation.Root is { } root
            ? Row(root, Installation.Folder)
            : CheckRow.Warning(
                Name,
                $"{Installation.Folder} is outside a clone",
                "Its age cannot be checked: run the copy in artifacts/ghn of a clone."
            );

    internal static CheckRow Row(string root, string folder)
    {
        var tool = typeof(ArtifactsCheck).Assembly.GetName().Name + ".dll";
        var stale = Directory
            .EnumerateDirectories(Path.Combine(root, "lib"))
            .Append(Path.Combine(root, "environment", "Ghn.Bench"))
            .Append(Path.Combine(root, "environment", "Ghn.Kernel"))
            .Where(Directory.Exists)
            .Select(project => (Dll: Path.GetFileName(project) + ".dll", Folders: new[] { project }))
            .Append(
                (tool, [Path.Combine(root, "environment", "Ghn.Tool"), Path.Combine(root, "environment", "native")])
            )
            .SelectMany(p => Stale(root, Path.Combine(folder, p.Dll), p.Folders))
            .FirstOrDefault();
        return stale is null
            ? CheckRow.Ok(Name, "newer than every source")
            : CheckRow.Failed(Name, stale, $"Run '{Installation.BuildCommand}' and restart the notebook kernel.");
    }

    private static IEnumerable<string> Stale(string root, string dll, string[] folders)
    {
        if (!File.Exists(dll))
            return [$"{Path.GetFileName(dll)} is missing"];
        var built = File.GetLastWriteTimeUtc(dll);
        var newest = folders
            .SelectMany(Sources)
            .Concat(Directory.EnumerateFiles(root, "Directory.*"))
            .MaxBy(File.GetLastWriteTimeUtc);
        return newest is not null && File.GetLastWriteTimeUtc(newest) > built
            ? [$"{Path.GetFileName(dll)} is older than {Path.GetRelativePath(root, newest)}"]
            : [];
    }

    private static IEnumerable<string> Sources(string folder)
    {
        var here = s_sources.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern));
        var below = Directory.EnumerateDirectories(folder).Where(d => Path.GetFileName(d) is not ("bin" or "obj"));
        return here.Concat(below.SelectMany(Sources));
    }
}

namespace Ghn.Tool.Commands;

// The notebooks that words of a command line name: files, folders of notebooks, and patterns with * and ?.
internal static class NotebookNames
{
    // The notebooks. One that cannot be run is an error where a word names it, and else left out.
    public static IReadOnlyList<NotebookFile> Load(string[] named, out IReadOnlyList<GhnException> leftOut)
    {
        var asked = named.Select(Path.GetFullPath).ToHashSet();
        var (notebooks, problems) = (new List<NotebookFile>(), new List<GhnException>());
        foreach (var path in Paths(named))
            try
            {
                notebooks.Add(NotebookFile.Load(path));
            }
            catch (GhnException e) when (!asked.Contains(path))
            {
                problems.Add(e);
            }
        leftOut = problems;
        return notebooks.Count > 0 ? notebooks : throw problems[0];
    }

    // The folders with notebooks in a named folder: they are not searched.
    public static IEnumerable<string> NotSearched(string[] named) =>
        named
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Where(folder => Path.GetFileName(folder)[0] != '.' && Matching(folder, "*").Length > 0);

    // The paths; all notebooks of the repository, in the order of their numbers, if none is named.
    public static IReadOnlyList<string> Paths(string[] named) =>
        named.Length == 0 ? In(Installation.Notebooks) : [.. named.SelectMany(Paths).Distinct()];

    private static IReadOnlyList<string> Paths(string name)
    {
        var path = Path.GetFullPath(name);
        if (File.Exists(path))
            return [path];
        if (Directory.Exists(path))
            return In(path);
        // A shell that finds no match, or does not look for one (Windows), hands the pattern over.
        if (Path.GetFileName(path).AsSpan().ContainsAny('*', '?'))
            return Matching(Path.GetDirectoryName(path)!, Path.GetFileName(path)) is { Length: > 0 } found
                ? found
                : throw new GhnException($"No notebook matches '{name}'.");
        throw new GhnException($"There is no notebook '{path}'{Hint(path)}");
    }

    private static string[] In(string folder) =>
        Matching(folder, "*") is { Length: > 0 } all
            ? all
            : throw new GhnException($"There are no notebooks in '{folder}'; give the notebooks to run.");

    private static string[] Matching(string folder, string pattern) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .GetFiles(folder, pattern)
                    .Where(file => Path.GetExtension(file) == ".ipynb")
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    private static string Hint(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var known = new[] { Path.GetDirectoryName(path)!, Installation.Notebooks }
            .SelectMany(folder => Matching(folder, "*"))
            .ToArray();
        var near = Nearest.To(name, known.Select(Path.GetFileNameWithoutExtension)!);
        var meant = known.FirstOrDefault(one =>
            near is null
                ? name.Length > 0 && Path.GetFileName(one).Contains(name, StringComparison.OrdinalIgnoreCase)
                : Path.GetFileNameWithoutExtension(one) == near
        );
        return meant is null ? "." : $"; did you mean '{Path.GetRelativePath(".", meant)}'?";
    }
}

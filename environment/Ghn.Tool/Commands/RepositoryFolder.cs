namespace Ghn.Tool.Commands;

/// <summary>Finds the repository that this program was built in: it lies in its artifacts/ghn.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find();

    public static string Notebooks => System.IO.Path.Combine(Path, "notebooks");

    /// <summary>The notebooks that were named, or else all of the repository's, in the order of their numbers.</summary>
    public static IReadOnlyList<string> NotebooksOrAll(string[] named)
    {
        if (named.FirstOrDefault(name => name.StartsWith('-')) is { } option)
            throw new GhnException($"There is no option '{option}' (ghn --help).");
        if (named.Length > 0)
            return [.. named.Select(System.IO.Path.GetFullPath)];
        var all = Directory.Exists(Notebooks) ? Directory.GetFiles(Notebooks, "*.ipynb") : [];
        if (all.Length == 0)
            throw new GhnException($"There are no notebooks in '{Notebooks}'; name the ones to take.");
        return [.. all.Order(StringComparer.Ordinal)];
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GhnNotebooks.sln")))
                return folder.FullName;
        return Directory.GetCurrentDirectory();
    }
}

namespace Ghn.Tool.Commands;

/// <summary>Finds the repository that this program was built in: it lies in its artifacts/ghn.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find();

    public static string Notebooks => System.IO.Path.Combine(Path, "notebooks");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GhnNotebooks.sln")))
                return folder.FullName;
        return Directory.GetCurrentDirectory();
    }
}

namespace Ghn.Tool;

// Where this tool lies: the flat folder with the DLLs and the native libraries, and the clone around it.
internal static class Installation
{
    // How to build the folder again; the remedy of several rows.
    public const string BuildCommand = "dotnet build environment/Ghn.Tool";

    public static string Folder { get; } = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    // The repository's root, or null where the folder was copied out of its clone.
    public static string? Root { get; } = FindRoot();

    public static string Repository => Root ?? Directory.GetCurrentDirectory();

    public static string Notebooks => Path.Combine(Repository, "notebooks");

    private static string? FindRoot()
    {
        for (var folder = Folder; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "GhnNotebooks.sln")))
                return folder;
        return null;
    }
}

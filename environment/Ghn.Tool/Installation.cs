namespace Ghn.Tool;

/// <summary>Where this tool lies: the flat folder with the DLLs and the native libraries, and the clone around it.</summary>
internal static class Installation
{
    /// <summary>How to build the folder again; the remedy of several rows.</summary>
    public const string BuildCommand = "dotnet build environment/Ghn.Tool";

    /// <summary>The folder that notebooks reference, artifacts/ghn.</summary>
    public static string Folder { get; } = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    /// <summary>The repository's root, or null where the folder was copied out of its clone.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>The clone, or else the current folder.</summary>
    public static string Repository => Root ?? Directory.GetCurrentDirectory();

    /// <summary>The course's notebooks.</summary>
    public static string Notebooks => Path.Combine(Repository, "notebooks");

    private static string? FindRoot()
    {
        for (var folder = Folder; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "GhnNotebooks.sln")))
                return folder;
        return null;
    }
}

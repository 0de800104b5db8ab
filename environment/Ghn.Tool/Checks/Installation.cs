namespace Ghn.Tool.Checks;

/// <summary>Where this tool lies: the flat folder with the DLLs and the native libraries, and the clone around it.</summary>
internal static class Installation
{
    /// <summary>How to build the folder again; the remedy of several rows.</summary>
    public const string BuildCommand = "dotnet build environment/Ghn.Tool";

    /// <summary>The folder that notebooks reference, artifacts/ghn.</summary>
    public static string Folder { get; } = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    /// <summary>The repository's root (artifacts/ghn/../..), or null where the folder was copied out of its clone.</summary>
    public static string? Root { get; } =
        Path.GetFullPath(Path.Combine(Folder, "..", "..")) is var root
        && File.Exists(Path.Combine(root, "GhnNotebooks.sln"))
            ? root
            : null;
}

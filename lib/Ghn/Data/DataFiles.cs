namespace Ghn.Data;

/// <summary>A file in memory: its name in the data set's layout, where it came from (for messages), and its bytes.</summary>
internal sealed record DataFile(string Name, string Source, byte[] Content);

/// <summary>Reads whole files and says in one sentence what is wrong with them: file, expected, found, remedy.</summary>
internal static class DataFiles
{
    public static byte[] Read(string path, string remedy)
    {
        RequireFile(path, remedy);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad(path, "a readable file", e.Message.TrimEnd('.'), remedy, e);
        }
    }

    /// <summary>Reads a file whose size is known: a wrong one is reported without reading it.</summary>
    public static byte[] Read(string path, long size, string remedy)
    {
        RequireFile(path, size, remedy);
        return Read(path, remedy);
    }

    public static void RequireFile(string path, long size, string remedy)
    {
        RequireFile(path, remedy);
        RequireSize(path, size, new FileInfo(path).Length, remedy);
    }

    public static void RequireSize(string path, long expected, long found, string remedy)
    {
        if (found != expected)
            throw Bad(path, $"{expected:N0} bytes", $"{found:N0}", remedy);
    }

    public static void RequireFile(string path, string remedy)
    {
        if (Directory.Exists(path))
            throw Bad(path, "a file", "a folder", remedy);
        if (!File.Exists(path))
            throw Bad(path, "a file", "nothing", remedy);
    }

    public static void RequireFolder(string path, string remedy)
    {
        if (File.Exists(path))
            throw Bad(path, "a folder", "a file", remedy);
        if (!Directory.Exists(path))
            throw Bad(path, "a folder", "nothing", remedy);
    }

    public static GhnException Bad(
        string path,
        string expected,
        string found,
        string remedy,
        Exception? cause = null
    ) => new($"{path}: expected {expected}, found {found}; {remedy}.", cause);
}

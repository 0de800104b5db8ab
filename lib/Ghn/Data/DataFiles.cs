namespace Ghn.Data;

/// <summary>A file in memory: its name in the data set's layout, where it came from (for messages), and its bytes.</summary>
internal sealed record DataFile(string Name, string Source, byte[] Content);

/// <summary>Reads whole files. Errors are one sentence with file, expected content, found content and remedy.</summary>
internal static class DataFiles
{
    public static byte[] Read(string path, string remedy)
    {
        RequireFile(path, remedy);
        return Open(path, "a readable file", remedy, File.ReadAllBytes);
    }

    public static T Open<T>(string path, string expected, string remedy, Func<string, T> open)
    {
        try
        {
            return open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad(path, expected, e.Message.TrimEnd('.'), remedy, e);
        }
    }

    /// <summary>Reads a file of known size; a wrong size is reported without reading it.</summary>
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

    /// <summary>Throws an error that names the first record with an invalid label (int64 [N]).</summary>
    public static void RequireLabels(DataFile file, Tensor labels, int classes, string remedy)
    {
        var values = labels.data<long>().ToArray();
        if (Array.FindIndex(values, v => v < 0 || v >= classes) is >= 0 and var bad)
            throw Bad(file.Source, $"labels 0 to {classes - 1}", $"{values[bad]} in record {bad}", remedy);
    }

    public static GhnException Bad(
        string path,
        string expected,
        string found,
        string remedy,
        Exception? cause = null
    ) => new($"{path}: expected {expected}, found {found}; {remedy}.", cause);
}

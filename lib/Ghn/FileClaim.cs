namespace Ghn;

/// <summary>
/// A lock file for mutual exclusion between threads and processes. The lock ends when its process dies.
/// </summary>
internal sealed class FileClaim : IDisposable
{
    private const int Attempts = 3;

    private readonly FileStream _file;
    private readonly string _path;

    private FileClaim(FileStream file, string path) => (_file, _path) = (file, path);

    /// <summary>
    /// Creates and locks the file; null if another worker of this or another process holds it. Throws
    /// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> if the folder is not writable.
    /// </summary>
    public static FileClaim? Try(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        for (var attempt = 1; ; attempt++)
            try
            {
                return new FileClaim(
                    new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None),
                    path
                );
            }
            catch (IOException) when (File.Exists(path)) // locked
            {
                return null;
            }
            catch (IOException) when (attempt < Attempts) { } // it was locked, and its claim has ended since
    }

    public void Dispose()
    {
        File.Delete(_path); // before the lock goes: whoever waits for it looks at what was done
        _file.Dispose();
    }
}

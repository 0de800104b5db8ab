namespace Ghn.Kernel.Document;

// Text files of the user's: no letter is lost in reading, and no file in writing.
internal static class TextFile
{
    // UTF-8, or UTF-16 if the file begins with its mark. Throws GhnException for anything else.
    public static string Read(string path)
    {
        if (FileFacts.Of(path) is { IsFile: false }) // opening a pipe would wait for its writer
            throw new GhnException($"'{path}' is a folder, a pipe or a device, not a file; give a file.");
        byte[] bytes = [];
        try
        {
            bytes = File.ReadAllBytes(path);
            return Encoding(bytes).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            var line = bytes.AsSpan(0, e.Index).Count((byte)'\n') + 1;
            throw new GhnException($"'{path}' is not UTF-8 text (line {line}); save it as UTF-8.", e);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw new GhnException($"'{path}' cannot be read ({e.Message}).", e);
        }
    }

    // Writes beside the file and renames: a stop half-way leaves the old file whole. A link stays a link, and the file
    // keeps its mode. A rename would make a file of its own, of whoever runs this: into a file that has another name,
    // too, or another owner, what was written beside is copied.
    public static void Write(string path, string text) =>
        WriteBeside(
            path,
            text,
            (unfinished, target) =>
            {
                if (WouldSplit(unfinished, target))
                {
                    File.Copy(unfinished, target, overwrite: true);
                    File.Delete(unfinished);
                }
                else
                    File.Move(unfinished, target, overwrite: true);
            }
        );

    // Does what Write does, and throws what it would throw, but changes nothing.
    public static void TryWriting(string path) =>
        WriteBeside(
            path,
            "ghn tries to write here.",
            (unfinished, target) =>
            {
                if (WouldSplit(unfinished, target))
                    File.OpenWrite(target).Dispose();
                File.Delete(unfinished);
            }
        );

    // The file behind a link, which need not exist; any other path is its own.
    public static string Target(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    public static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException;

    private static bool WouldSplit(string unfinished, string target) =>
        FileFacts.Of(target) is { } old
        && FileFacts.Of(unfinished) is { } fresh
        && (old.Names > 1 || (old.Owner, old.Group) != (fresh.Owner, fresh.Group));

    private static void WriteBeside(string path, string text, Action<string, string> end)
    {
        var target = Target(path);
        if (Directory.Exists(target))
            throw new IOException("It is a folder.");
        var unfinished = $"{target}.{Environment.ProcessId}.unfinished"; // two runs may write the same file
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            options.UnixCreateMode = File.GetUnixFileMode(target); // from the start: what is secret stays secret
        try
        {
            using (var writer = new StreamWriter(unfinished, new UTF8Encoding(false), options))
                writer.Write(text);
            if (!OperatingSystem.IsWindows() && options.UnixCreateMode is { } mode)
                File.SetUnixFileMode(unfinished, mode); // without what umask takes
            end(unfinished, target);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
            throw;
        }
    }

    private static Encoding Encoding(byte[] bytes) =>
        bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]
            ? new UnicodeEncoding(bigEndian: bytes[0] == 0xFE, byteOrderMark: true, throwOnInvalidBytes: true)
            : new UTF8Encoding(false, throwOnInvalidBytes: true);
}

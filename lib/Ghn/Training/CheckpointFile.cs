using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Ghn.Training;

/// <summary>
/// The file of a checkpoint: eight letters, schema version and length of the header (int32 each), the header as JSON, all
/// tensors as float32, SHA-256 of all that. Little-endian.
/// </summary>
internal sealed class CheckpointFile
{
    private const int SchemaVersion = 1;
    private const int HeaderStart = 16;
    private const int ChecksumLength = SHA256.HashSizeInBytes;

    private readonly string _path;
    private readonly byte[] _content;
    private readonly int _tensorStart;

    private CheckpointFile(string path, byte[] content, int headerLength)
    {
        (_path, _content, _tensorStart) = (path, content, HeaderStart + headerLength);
        var header = content.AsSpan(HeaderStart, headerLength);
        Header =
            JsonSerializer.Deserialize<CheckpointHeader>(header, CheckpointHeader.Json) ?? throw new JsonException();
    }

    private static ReadOnlySpan<byte> Magic => "GHNCHECK"u8;

    /// <summary>Everything but the numbers.</summary>
    public CheckpointHeader Header { get; }

    /// <summary>
    /// Before a training: removes what a writer of this checkpoint left that was killed, and locks the checkpoint until
    /// disposal, if nobody else has claimed it. Throws <see cref="GhnException"/> if another training holds the lock, or
    /// if the folder cannot be written.
    /// </summary>
    public static IDisposable? Begin(CheckpointOptions checkpoint)
    {
        var (folder, name) = Place(checkpoint.Path);
        try
        {
            Directory.CreateDirectory(folder);
            var claim = checkpoint.IsClaimed
                ? null
                : FileClaim.Try(Path.Combine(folder, name + ".claim"))
                    ?? throw new GhnException(
                        $"Another training works on the checkpoint {checkpoint.Path}; wait until it ends, or name another file."
                    );
            var unfinished = new Regex($@"^{Regex.Escape(name)}\.[^.]+-\d+\.new$");
            foreach (var file in Directory.GetFiles(folder).Where(f => unfinished.IsMatch(Path.GetFileName(f))))
                File.Delete(file);
            return claim;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(checkpoint.Path, e);
        }
    }

    /// <summary>
    /// Writes beside the file and renames, so that at any moment the file is a whole checkpoint, the one before or this one.
    /// </summary>
    public static void Write(string path, CheckpointHeader header, IReadOnlyList<Tensor> tensors)
    {
        var (folder, name) = Place(path);
        var beside = Path.Combine(folder, $"{name}.{Environment.MachineName}-{Environment.ProcessId}.new"); // of a lost node that still works, too
        try
        {
            Directory.CreateDirectory(folder);
            try
            {
                using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
                {
                    WriteContent(stream, JsonSerializer.SerializeToUtf8Bytes(header, CheckpointHeader.Json), tensors);
                    stream.Flush(flushToDisk: true);
                }
                File.Move(beside, Path.Combine(folder, name), overwrite: true);
            }
            finally
            {
                File.Delete(beside); // there only if something failed, such as a full disk
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e);
        }
    }

    /// <summary>Reads a whole file, or null if there is none. Throws <see cref="GhnException"/> if it is not whole.</summary>
    public static CheckpointFile? Read(string path)
    {
        byte[] content;
        try
        {
            if (!File.Exists(path) && !Directory.Exists(path))
                return null;
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GhnException($"The checkpoint {path} cannot be read ({e.Message}); name another file.", e);
        }
        if (content.Length < HeaderStart || !content.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new GhnException($"{path} is not a checkpoint; name another file.");
        var schema = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(8));
        if (schema != SchemaVersion)
            throw new GhnException(
                $"The checkpoint {path} has schema version {schema}, this version reads {SchemaVersion}; "
                    + "go on with the version that wrote it, or name another file to begin again."
            );
        if (!IsWhole(content))
            throw new GhnException(
                $"The checkpoint {path} is damaged or cut short; delete it to begin again, or bring back a copy."
            );
        return new CheckpointFile(path, content, BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(12)));
    }

    /// <summary>
    /// Copies the stored numbers into the tensors of these names. Throws <see cref="GhnException"/> naming the first that
    /// is missing or has another shape; nothing is changed then. If <paramref name="growing"/>, tensors may be new, or larger
    /// than the stored ones: these fill the first places.
    /// </summary>
    public void CopyTo(IReadOnlyList<(string Name, Tensor Value)> tensors, bool growing = false)
    {
        var stored = Numbers();
        foreach (var (name, tensor) in growing ? [] : tensors)
        {
            var shape = stored.TryGetValue(name, out var s) ? $"[{string.Join(", ", s.Shape)}]" : "none";
            var wanted = $"[{string.Join(", ", tensor.shape)}]";
            if (shape != wanted)
                throw new GhnException(
                    $"The checkpoint {_path} was written by another version: {name} is {shape} there and {wanted} here; "
                        + "name another file to begin again."
                );
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, target) in tensors.Where(t => stored.ContainsKey(t.Name)))
        {
            var (shape, values) = stored[name];
            var places = shape.Select((size, dimension) => (size, dimension));
            places.Aggregate(target, (t, p) => t.narrow(p.dimension, 0, p.size)).copy_(tensor(values, [.. shape]));
        }
    }

    private Dictionary<string, (IReadOnlyList<long> Shape, float[] Values)> Numbers()
    {
        var all = new Dictionary<string, (IReadOnlyList<long>, float[])>();
        var from = _tensorStart;
        foreach (var (name, shape) in Header.Tensors)
        {
            var length = (int)(sizeof(float) * shape.Aggregate(1L, (a, b) => a * b));
            all.Add(name, (shape, MemoryMarshal.Cast<byte, float>(_content.AsSpan(from, length)).ToArray()));
            from += length;
        }
        return all;
    }

    private static (string Folder, string Name) Place(string path)
    {
        var full = Path.GetFullPath(path);
        return (Path.GetDirectoryName(full)!, Path.GetFileName(full));
    }

    private static GhnException Unwritable(string path, Exception e) =>
        new($"The checkpoint {path} cannot be written ({e.Message}); name another file.", e);

    private static bool IsWhole(byte[] content)
    {
        var end = content.Length - ChecksumLength;
        return end >= HeaderStart
            && SHA256.HashData(content.AsSpan(0, end)).AsSpan().SequenceEqual(content.AsSpan(end));
    }

    private static void WriteContent(FileStream stream, byte[] header, IReadOnlyList<Tensor> tensors)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Append(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
        Span<byte> numbers = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, SchemaVersion);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], header.Length);
        Append(Magic);
        Append(numbers);
        Append(header);
        foreach (var tensor in tensors)
            Append(tensor.detach().cpu().contiguous().bytes);
        stream.Write(hash.GetHashAndReset());
    }
}

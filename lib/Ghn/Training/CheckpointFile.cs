using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ghn.Hypernetworks;

namespace Ghn.Training;

/// <summary>
/// A checkpoint file in the safetensors format; Python reads its tensors with <c>safetensors.safe_open</c>. The
/// metadata contains a <see cref="CheckpointHeader"/> as "ghn". "sha256" is the checksum of the file with 64 zeros in
/// that place. Files of schema version 1 are also read: eight letters, version and length of the header (int32 each),
/// the header as JSON, all tensors as float32, and a SHA-256 of all that. Little-endian.
/// </summary>
internal sealed class CheckpointFile
{
    private const string SchemaVersion = "2";
    private const int OldHeaderStart = 16;
    private const int ChecksumLength = SHA256.HashSizeInBytes;

    private static readonly byte[] s_noChecksum = [.. Enumerable.Repeat((byte)'0', 2 * ChecksumLength)];

    private readonly string _path;
    private readonly byte[] _content;
    private readonly int _tensorStart;

    private CheckpointFile(string path, byte[] content, int tensorStart, CheckpointHeader header)
    {
        (_path, _content, _tensorStart) = (path, content, tensorStart);
        // A kind that has another name since.
        Header = header.Kind == "FlatHypernetwork" ? header with { Kind = nameof(SmashHypernetwork) } : header;
    }

    private static ReadOnlySpan<byte> OldMagic => "GHNCHECK"u8;

    public CheckpointHeader Header { get; }

    /// <summary>
    /// Prepares a training: removes temporary files of a killed writer of this checkpoint, and locks the checkpoint
    /// until disposal unless the caller has locked it. Throws <see cref="GhnException"/> if another training holds the
    /// lock, or if the folder is not writable.
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
                        $"Another training uses the checkpoint {checkpoint.Path}; wait until it ends, or use another file."
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
    /// Writes a temporary file and renames it, so that the file is always a complete checkpoint, either the previous
    /// one or this one.
    /// </summary>
    public static void Write(string path, CheckpointHeader header, IReadOnlyList<(string Name, Tensor Value)> tensors)
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
                    WriteContent(stream, header, tensors);
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

    /// <summary>
    /// Reads a file, or returns null if it does not exist. Throws <see cref="GhnException"/> if it is damaged.
    /// </summary>
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
            throw new GhnException($"The checkpoint {path} cannot be read ({e.Message}); use another file.", e);
        }
        var file = content.AsSpan().StartsWith(OldMagic) ? ReadOld(path, content) : ReadSafetensors(path, content);
        return file
            ?? throw new GhnException(
                $"The checkpoint {path} is damaged or truncated; delete it to start over, or restore a copy."
            );
    }

    /// <summary>
    /// Copies the stored values into the tensors with these names. If one is missing or has another shape, it changes
    /// nothing and throws <see cref="GhnException"/>. If <paramref name="growing"/>, tensors may be new or larger than
    /// the stored ones, which then fill the first rows.
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
                    $"The checkpoint {_path} is from another version: {name} is {shape} there and {wanted} here; "
                        + "use another file to start over."
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
        foreach (var (name, shape) in Header.Tensors!)
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
        new($"The checkpoint {path} cannot be written ({e.Message}); use another file.", e);

    /// <summary>The file, or null if it is damaged. Throws if it is not a checkpoint.</summary>
    private static CheckpointFile? ReadSafetensors(string path, byte[] content)
    {
        var length = content.Length < sizeof(long) ? -1 : BinaryPrimitives.ReadInt64LittleEndian(content);
        if (length is < 2 or > int.MaxValue || content.Length <= sizeof(long) || content[sizeof(long)] != '{')
            throw new GhnException($"{path} is not a checkpoint; use another file.");
        var start = sizeof(long) + (int)length;
        if (start > content.Length)
            return null;
        Dictionary<string, JsonElement> places;
        string header;
        try
        {
            places = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
                content.AsSpan()[sizeof(long)..start]
            )!;
            if (!places.Remove("__metadata__", out var about) || !about.TryGetProperty("ghn", out var ours))
                return Path.GetExtension(path) == ".ghn" || content.AsSpan(0, start).IndexOf("sha256"u8) >= 0
                    ? null
                    : throw new GhnException(
                        $"{path} contains tensors, but is not a checkpoint of this library; use another file."
                    );
            header = ours.GetString()!;
            var checksum = about.GetProperty("sha256").GetString()!;
            var at = content.AsSpan(0, start).IndexOf(Encoding.ASCII.GetBytes(checksum));
            if (checksum.Length != s_noChecksum.Length || at < 0)
                return null;
            s_noChecksum.CopyTo(content, at);
            if (!SHA256.HashData(content).SequenceEqual(Convert.FromHexString(checksum)))
                return null;
            if (about.GetProperty("schema").GetString() is var schema && schema != SchemaVersion)
                throw new GhnException(
                    $"The checkpoint {path} has schema version {schema}, but this version reads {SchemaVersion}; "
                        + "continue with the version that wrote it, or use another file to start over."
                );
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
        var tensors = places
            .OrderBy(p => p.Value.GetProperty("data_offsets")[0].GetInt64())
            .Select(p => new StoredTensor(p.Key, p.Value.GetProperty("shape").Deserialize<long[]>()!));
        var read = JsonSerializer.Deserialize<CheckpointHeader>(header, CheckpointHeader.Json)!;
        return new CheckpointFile(path, content, start, read with { Tensors = [.. tensors] });
    }

    private static CheckpointFile? ReadOld(string path, byte[] content)
    {
        var end = content.Length - ChecksumLength;
        if (end < OldHeaderStart || !content.AsSpan(end).SequenceEqual(SHA256.HashData(content.AsSpan(0, end))))
            return null;
        var start = OldHeaderStart + BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(12));
        var json = content.AsSpan()[OldHeaderStart..start];
        var header = JsonSerializer.Deserialize<CheckpointHeader>(json, CheckpointHeader.Json)!;
        return new CheckpointFile(path, content, start, header);
    }

    private static void WriteContent(
        FileStream stream,
        CheckpointHeader header,
        IReadOnlyList<(string Name, Tensor Value)> tensors
    )
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        byte[] Beginning(string checksum)
        {
            var entries = new JsonObject
            {
                ["__metadata__"] = new JsonObject
                {
                    ["sha256"] = checksum,
                    ["schema"] = SchemaVersion,
                    ["ghn"] = JsonSerializer.Serialize(header, CheckpointHeader.Json),
                },
            };
            var from = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var to = from + sizeof(float) * tensor.numel();
                entries[name] = new JsonObject
                {
                    ["dtype"] = "F32",
                    ["shape"] = JsonSerializer.SerializeToNode(tensor.shape),
                    ["data_offsets"] = new JsonArray(from, to),
                };
                from = to;
            }
            var json = JsonSerializer.SerializeToUtf8Bytes(entries);
            var beginning = new byte[sizeof(long) + (json.Length + 7) / 8 * 8]; // tensors begin at a multiple of 8
            beginning.AsSpan().Fill((byte)' ');
            BinaryPrimitives.WriteInt64LittleEndian(beginning, beginning.Length - sizeof(long));
            json.CopyTo(beginning, sizeof(long));
            return beginning;
        }
        var bytes = tensors.Select(t => t.Value.detach().cpu().contiguous()).ToArray();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Beginning(Encoding.ASCII.GetString(s_noChecksum)));
        foreach (var tensor in bytes)
            hash.AppendData(tensor.bytes);
        stream.Write(Beginning(Convert.ToHexString(hash.GetHashAndReset())));
        foreach (var tensor in bytes)
            stream.Write(tensor.bytes);
    }
}

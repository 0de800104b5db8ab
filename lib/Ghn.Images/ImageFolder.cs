using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ghn.Data;
using static TorchSharp.torch;

namespace Ghn.Images;

/// <summary>A skipped file and the reason.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">The reason.</param>
public sealed record SkippedImage(string Path, string Reason);

/// <summary>
/// One part of ImageNet in its standard layout, <c>train|val/&lt;class&gt;/*.JPEG</c>. Files are decoded on demand, in
/// parallel and ahead of the training step; decoded images are not kept.
/// </summary>
public sealed class ImageFolder : IImageSource
{
    private const string Remedy =
        "unpack ImageNet so that train and val each contain one folder per class with its files";

    private static readonly string[] s_extensions = [".jpeg", ".jpg", ".png"];

    private readonly (string Path, int Label)[] _files;
    private readonly ConcurrentDictionary<string, string> _skipped = new(StringComparer.Ordinal);
    private readonly ImageDecoder _decoder;
    private readonly Lazy<string> _checksum;

    private ImageFolder(
        string name,
        string root,
        (string Path, int Label)[] files,
        IReadOnlyList<string> classes,
        ImageFolderOptions options
    )
    {
        (Name, _files, ClassNames, Options) = (name, files, classes, options);
        _decoder = new ImageDecoder(options);
        _checksum = new(() => Digest(root, files, options));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The options for reading images.</summary>
    public ImageFolderOptions Options { get; }

    /// <inheritdoc/>
    public int Count => _files.Length;

    /// <inheritdoc/>
    public int Height => Options.Size;

    /// <inheritdoc/>
    public int Width => Options.Size;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// SHA-256 (lower-case hex) of the names and lengths of all files, and of the options that affect pixels. Contents
    /// are not included, because reading 140 GB would take too long.
    /// </summary>
    public string Checksum => _checksum.Value;

    /// <summary>The skipped files so far, by name.</summary>
    public IReadOnlyList<SkippedImage> Skipped => // a copy at one moment: others may be added meanwhile
        [
            .. _skipped
                .ToArray()
                .OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => new SkippedImage(s.Key, s.Value)),
        ];

    /// <summary>Number of images that were not skipped so far.</summary>
    public int Usable => _files.Count(f => !_skipped.ContainsKey(f.Path));

    /// <summary>
    /// Lists the files of a part without decoding them. Classes are the folders of <c>train</c>, or of the part itself
    /// if there is no <c>train</c>, ordered by name; files are shuffled. Files without the extension of an image, and
    /// files and folders with a leading dot, are skipped and listed in <see cref="Skipped"/>. Throws
    /// <see cref="GhnException"/> if a folder is missing or contains no images.
    /// </summary>
    /// <param name="folder">The folder with <c>train</c> and <c>val</c>.</param>
    /// <param name="part"><c>train</c> or <c>val</c>.</param>
    /// <param name="options">null: the defaults.</param>
    public static ImageFolder Open(string folder, string part, ImageFolderOptions? options = null)
    {
        options ??= new ImageFolderOptions();
        if (options.EvaluationSide < options.Size)
            throw new GhnException(
                $"EvaluationSide = {options.EvaluationSide} is impossible: it must be at least Size = {options.Size}."
            );
        var training = Path.Combine(folder, "train");
        var root = Path.Combine(folder, part);
        return List(root, Directory.Exists(training) ? training : root, $"imagenet/{part}", options, Remedy);
    }

    /// <summary>As <see cref="Open"/>, for a folder without parts that contains one folder per class.</summary>
    internal static ImageFolder OfClasses(string folder, string name, ImageFolderOptions options) =>
        List(folder, folder, name, options, "give a folder that contains one folder per class with its images");

    private static ImageFolder List(
        string root,
        string training,
        string title,
        ImageFolderOptions options,
        string remedy
    )
    {
        GhnException Bad(string place, string expected, string found) =>
            new($"{place}: expected {expected}, found {found}; {remedy}.");
        string[] Classes(string place) =>
            Directory.Exists(place)
                ?
                [
                    .. Listed(place, Directory.GetDirectories)
                        .Where(d => !IsHidden(d))
                        .Select(d => Path.GetFileName(d)!)
                        .Order(StringComparer.Ordinal),
                ]
                : throw Bad(place, "a folder", "none");
        var classes = Classes(training);
        var files = new List<(string, int)>();
        var hidden = Listed(root, Directory.GetDirectories).Where(IsHidden).ToList();
        var others = new List<SkippedImage>();
        foreach (var name in Classes(root))
        {
            var label = Array.BinarySearch(classes, name, StringComparer.Ordinal);
            if (label < 0)
                throw Bad(Path.Combine(root, name), $"a class that is also in {training}", "another one");
            foreach (var file in Listed(Path.Combine(root, name), Directory.GetFiles).Order(StringComparer.Ordinal))
                if (IsHidden(file))
                    hidden.Add(file);
                else if (s_extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
                    files.Add((file, label));
                else
                    others.Add(new(file, $"its extension is not one of {string.Join(", ", s_extensions)}"));
        }
        if (files.Count == 0)
            throw Bad(root, "JPEG or PNG files in folders of classes", "none");
        // Mixed once: whoever takes the first images, to measure norms or in batches, must not get a few classes alone.
        var mixed = new RandomStream(0, "files").Permutation(files.Count).Select(i => files[i]);
        var opened = new ImageFolder(title, root, [.. mixed], classes, options);
        foreach (var path in hidden) // of tools, such as .ipynb_checkpoints and ._1.JPEG: no bad images to be refused
            opened._skipped[path] = "its name starts with a dot";
        foreach (var (path, reason) in others)
            opened.LeaveOut(path, reason);
        return opened;
    }

    /// <inheritdoc/>
    public ImageBatch Gather(int[] indices, Device device) => ToTensors(Decode(indices, null), device);

    /// <inheritdoc/>
    /// <remarks>
    /// The augmentation is that of <see cref="Options"/>; <paramref name="augmentation"/> is ignored, because it is for
    /// small images.
    /// </remarks>
    public ITrainingBatches Begin(int batchSize, long seed, Augmentation augmentation, Device device) =>
        new FolderBatches(this, new EpochOrder(Count, batchSize, seed), seed, device);

    /// <summary>Decodes a batch on several threads, without torch. <paramref name="streams"/>: null to evaluate.</summary>
    internal PixelBatch Decode(int[] indices, Func<int, RandomStream>? streams)
    {
        var (length, pixels) = (_decoder.Length, new byte[indices.Length * _decoder.Length]);
        var read = new bool[indices.Length];
        var workers = Options.Workers == 0 ? Environment.ProcessorCount : Options.Workers;
        try
        {
            Parallel.For(
                0,
                indices.Length,
                new ParallelOptions { MaxDegreeOfParallelism = workers },
                i => read[i] = TryRead(indices[i], streams?.Invoke(i), pixels.AsSpan(i * length, length))
            );
        }
        catch (AggregateException several)
            when (several.InnerExceptions.OfType<GhnException>().FirstOrDefault() is { } first)
        {
            throw new GhnException(first.Message, first);
        }
        var kept = Enumerable.Range(0, indices.Length).Where(i => read[i]).ToArray();
        if (kept.Length == 0)
            throw new GhnException(
                $"None of the {indices.Length} files of a batch is a usable image, for example {_files[indices[0]].Path}: "
                    + $"{_skipped[_files[indices[0]].Path]}; check the folder."
            );
        for (var to = 0; to < kept.Length; to++)
            if (kept[to] != to)
                pixels.AsSpan(kept[to] * length, length).CopyTo(pixels.AsSpan(to * length));
        return new(pixels, [.. kept.Select(i => (long)_files[indices[i]].Label)]);
    }

    /// <summary>Images float32 [B, 3, H, W], channels-last, normalised, and labels, in the caller's dispose scope.</summary>
    internal ImageBatch ToTensors(PixelBatch batch, Device device)
    {
        using var scope = NewDisposeScope();
        var (count, size) = (batch.Labels.Length, Options.Size);
        var bytes = tensor(batch.Pixels, dtype: ScalarType.Byte).narrow(0, 0, count * _decoder.Length);
        var x = bytes.to(device).to(ScalarType.Float32).view(count, size, size * 3);
        var images = BatchLoader.Finish(x, null, Options.Statistics, white: 255);
        var labels = tensor(batch.Labels, device: device);
        return new(images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }

    private bool TryRead(int index, RandomStream? stream, Span<byte> pixels)
    {
        var path = _files[index].Path;
        if (_decoder.Read(path, stream, pixels) is not { } reason)
            return true;
        LeaveOut(path, reason);
        return false;
    }

    private void LeaveOut(string path, string reason)
    {
        if (Options.Bad == BadImages.Refuse)
            throw new GhnException(
                $"{path} is not usable: {reason}; remove or replace it, or choose BadImages.Skip to continue without it."
            );
        _skipped[path] = reason;
    }

    private static string Digest(string root, (string Path, int Label)[] files, ImageFolderOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(options with { Workers = 0, Ahead = 0 }));
        foreach (var (path, _) in files.OrderBy(f => f.Label).ThenBy(f => f.Path, StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(root, path).Replace('\\', '/');
            var file = new FileInfo(path);
            var length = file.Exists ? file.Length : -1; // a link to nowhere: it is left out when it is to be read
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {length}\n")));
        }
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }

    internal static string[] Listed(string place, Func<string, string[]> list)
    {
        try
        {
            return list(place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GhnException($"{place} cannot be listed ({e.Message.TrimEnd('.')}): make it readable.", e);
        }
    }

    private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');
}

/// <summary>
/// A decoded batch: pixels [B, H, W, 3], one image after the other, and one label each. The pixel array may be longer.
/// </summary>
internal sealed record PixelBatch(byte[] Pixels, long[] Labels);

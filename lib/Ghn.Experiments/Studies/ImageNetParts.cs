using System.Security.Cryptography;
using System.Text;
using Ghn.Images;

namespace Ghn.Experiments.Studies;

/// <summary>The two parts of ImageNet that a training needs, read as it goes on.</summary>
internal sealed class ImageNetParts : IDisposable
{
    /// <summary>Images of ImageNet's <c>val</c> (ILSVRC 2012).</summary>
    public const int ValidationImages = 50_000;

    private readonly DirectoryInfo? _made;

    private ImageNetParts(string folder, ImageFolderOptions options, DirectoryInfo? made)
    {
        _made = made;
        Train = ImageFolder.Open(folder, "train", options);
        Validation = ImageFolder.Open(folder, "val", options);
    }

    public ImageFolder Train { get; }

    /// <summary>Images for the final number: those of the test were never published.</summary>
    public ImageFolder Validation { get; }

    /// <summary>SHA-256 (lower-case hex) of the checksums of both parts.</summary>
    public string Checksum =>
        Convert
            .ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(Train.Checksum + Validation.Checksum)))
            .ToLowerInvariant();

    /// <summary>
    /// Opens the folder that the options name, or <c>imagenet</c> in it; that of the environment variable GHN_DATA if they
    /// name none. For the generated data set a few files are made, and removed in the end. Throws
    /// <see cref="GhnException"/> if there is no such folder.
    /// </summary>
    public static ImageNetParts Open(DataOptions data, ImageFolderOptions options)
    {
        if (data.Name == GeneratedImages.Name)
        {
            var made = GeneratedFolder.Make();
            return new(made.FullName, options, made);
        }
        var given = data.Folder ?? Environment.GetEnvironmentVariable(DataSource.FolderVariable);
        const string remedy =
            "give --data-folder with the folder that holds ImageNet's train and val, one folder a class in each";
        if (string.IsNullOrWhiteSpace(given))
            throw new GhnException($"ImageNet needs a folder: {remedy}.");
        string[] places = [given, Path.Combine(given, "imagenet")];
        var place =
            places.FirstOrDefault(p => Directory.Exists(Path.Combine(p, "train")))
            ?? throw new GhnException($"There is no ImageNet in {given}: {remedy}.");
        return new(place, options, null);
    }

    public void Dispose() => _made?.Delete(recursive: true);
}

using System.Buffers.Binary;
using System.IO.Compression;
using Ghn.Data;
using static TorchSharp.torch;

namespace Ghn.Tests.Data;

public class FashionMnistTests
{
    [Fact]
    public void Grey_pictures_are_padded_and_repeated()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        Write(folder.Path);
        using var data = Load(folder.Path);
        Assert.Equal((25, 5, 10), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal([10, 32, 32, 3], data.Test.Images.shape);
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(Pixel(3, 0, 0), data.Test.Images[3, 2, 2, c].item<byte>());
            Assert.Equal(Pixel(3, 27, 20), data.Test.Images[3, 29, 22, c].item<byte>());
            Assert.Equal(0, data.Test.Images[3, 1, 15, c].item<byte>());
            Assert.Equal(0, data.Test.Images[3, 15, 30, c].item<byte>());
        }
        Assert.Equal(3, data.Test.Labels[3].item<long>());
    }

    [Fact]
    public void Plain_files_and_a_parent_folder_are_taken()
    {
        using var folder = new TemporaryFolder();
        Write(folder["fashion-mnist"], zipped: false);
        using var data = Load(folder.Path);
        Assert.Equal(25, data.Train.Count);
    }

    [Fact]
    public void Bad_files_are_named()
    {
        using var folder = new TemporaryFolder();
        var labels = folder["t10k-labels-idx1-ubyte.gz"];

        Write(folder.Path);
        var whole = File.ReadAllBytes(labels);
        File.WriteAllBytes(labels, whole[..12]);
        Fails(folder.Path, labels, "an IDX header of bytes [10]", "bytes in all");

        whole[^6] ^= 1; // in the gzip check sum
        File.WriteAllBytes(labels, whole);
        Fails(folder.Path, labels, "a whole gzip file", "a damaged one");

        File.WriteAllBytes(labels, "no gzip at all"u8.ToArray());
        Fails(folder.Path, labels, "a whole gzip file", "a damaged one");

        WriteIdx(labels, [9], new byte[9]);
        Fails(folder.Path, labels, "[10]", "[9]");

        WriteIdx(labels, [10], new byte[9]);
        Fails(folder.Path, labels, "18 bytes", "17");

        WriteIdx(labels, [10, 1], new byte[10]);
        Fails(folder.Path, labels, "[10]", "00000802");

        WriteIdx(labels, [10], [0, 1, 2, 3, 4, 5, 6, 77, 8, 9]);
        Fails(folder.Path, labels, "labels 0 to 9", "77 in record 7");

        File.Delete(labels);
        Fails(folder.Path, labels, "a file", "nothing");

        Directory.CreateDirectory(labels);
        Fails(folder.Path, labels, "a file", "a folder");
    }

    [Fact]
    public void Missing_or_empty_folder_is_named()
    {
        Fails("/nowhere/at/all", "/nowhere/at/all", "a folder", "nothing");
        using var folder = new TemporaryFolder();
        Fails(folder.Path, folder.Path, "train-images-idx3-ubyte.gz", "none");
    }

    [Fact]
    public void Real_files_have_the_documented_counts()
    {
        using var scope = NewDisposeScope();
        if (!Directory.Exists(FashionMnist.DebianFolder))
            Assert.Skip("The Debian package dataset-fashion-mnist is not installed.");
        using var data = FashionMnist.Load(FashionMnist.DebianFolder);
        Assert.Equal((55_000, 5_000, 10_000), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.All(data.Test.Labels.bincount(null, 10).data<long>().ToArray(), n => Assert.Equal(1_000, n));
    }

    private static DataSplits Load(string folder) => FashionMnist.Load(folder, 0, 30, 10, 5);

    private static void Fails(string folder, params string[] parts)
    {
        var error = Assert.Throws<GhnException>(() => Load(folder));
        foreach (var part in parts)
            Assert.Contains(part, error.Message);
        Assert.Contains("dataset-fashion-mnist", error.Message);
    }

    private static byte Pixel(int image, int y, int x) => (byte)(11 * image + 5 * y + x + 1);

    private static void Write(string folder, bool zipped = true)
    {
        Directory.CreateDirectory(folder);
        var end = zipped ? ".gz" : "";
        foreach (var (part, count) in new[] { ("train", 30), ("t10k", 10) })
        {
            var pixels =
                from image in Enumerable.Range(0, count)
                from y in Enumerable.Range(0, 28)
                from x in Enumerable.Range(0, 28)
                select Pixel(image, y, x);
            WriteIdx(Path.Combine(folder, $"{part}-images-idx3-ubyte{end}"), [count, 28, 28], [.. pixels]);
            var labels = Enumerable.Range(0, count).Select(i => (byte)(i % 10));
            WriteIdx(Path.Combine(folder, $"{part}-labels-idx1-ubyte{end}"), [count], [.. labels]);
        }
    }

    private static void WriteIdx(string path, int[] shape, byte[] values)
    {
        var header = new byte[4 + 4 * shape.Length];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), shape[i]);
        using var file = File.Create(path);
        using Stream target = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionLevel.Fastest)
            : file;
        target.Write([.. header, .. values]);
    }
}

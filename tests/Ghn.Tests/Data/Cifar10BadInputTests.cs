using System.Formats.Tar;
using Ghn.Data;

namespace Ghn.Tests.Data;

/// <summary>Each message names the file, what was expected, what was found, and the remedy.</summary>
public class Cifar10BadInputTests
{
    [Fact]
    public void Missing_folder() =>
        Fails("/nowhere/at/all", "/nowhere/at/all", "a folder", "nothing", "ghn data download cifar10");

    [Fact]
    public void Folder_without_batches()
    {
        using var folder = new TemporaryFolder();
        Fails(folder.Path, folder.Path, Cifar10.FolderName, "neither", "ghn data download cifar10");
    }

    [Fact]
    public void File_where_a_folder_should_be()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["data"], "");
        Fails(folder["data"], folder["data"], "expected a folder", "found a file");
        File.WriteAllText(folder[Cifar10.FolderName], "");
        Fails(folder.Path, folder[Cifar10.FolderName], "expected a folder", "found a file");
    }

    [Fact]
    public void Folder_where_a_file_should_be()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        File.Delete(folder["data_batch_3.bin"]);
        Directory.CreateDirectory(folder["data_batch_3.bin"]);
        Fails(folder.Path, folder["data_batch_3.bin"], "expected a file", "found a folder");
    }

    [Fact]
    public void Missing_batch_file()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        File.Delete(folder["test_batch.bin"]);
        Fails(folder.Path, folder["test_batch.bin"], "expected a file", "found nothing");
    }

    [Fact]
    public void Truncated_record()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        File.WriteAllBytes(folder["data_batch_2.bin"], SmallCifar10.Batch(1)[..^1]);
        Fails(folder.Path, folder["data_batch_2.bin"], "61,460 bytes", "61,459");
    }

    [Fact]
    public void Real_layout_wants_ten_thousand_records()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        var error = Assert.Throws<GhnException>(() => Cifar10.Load(folder.Path));
        Assert.Contains("expected 30,730,000 bytes, found 61,460", error.Message);
    }

    [Fact]
    public void Label_out_of_range()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        var content = SmallCifar10.Batch(1);
        content[7 * Cifar10Layout.RecordSize] = 200;
        File.WriteAllBytes(folder["data_batch_2.bin"], content);
        Fails(folder.Path, folder["data_batch_2.bin"], "labels 0 to 9", "200 in record 7");
    }

    [Fact]
    public void Wrong_class_names()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        File.WriteAllText(folder[Cifar10Layout.MetaName], "cat\ndog\n");
        Fails(folder.Path, folder[Cifar10Layout.MetaName], "10 class names", "2");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.0)]
    public void Damaged_archive(double kept)
    {
        using var folder = new TemporaryFolder();
        var archive = SmallCifar10.Archive();
        var damaged = kept > 0 ? archive[..(int)(archive.Length * kept)] : "not a gzip file"u8.ToArray();
        File.WriteAllBytes(folder[Cifar10.ArchiveName], damaged);
        Fails(folder.Path, folder[Cifar10.ArchiveName], "a whole archive (.tar.gz)", "a damaged one");
    }

    [Fact]
    public void The_python_version_is_told_from_the_binary_one()
    {
        using var folder = new TemporaryFolder();
        const string told = "is the Python version of CIFAR-10; the binary version is needed";
        var batches = Directory.CreateDirectory(folder["cifar-10-batches-py"]).FullName;
        File.WriteAllText(Path.Combine(batches, "data_batch_1"), "");
        Fails(folder.Path, batches, told);
        Fails(batches, batches, told);
        TarFile.CreateFromDirectory(batches, folder["data.tar"], includeBaseDirectory: true);
        Fails(folder["data.tar"], folder["data.tar"], told);
        Directory.Delete(batches, recursive: true);
        File.WriteAllText(folder["cifar-10-python.tar.gz"], "");
        Fails(folder.Path, folder["cifar-10-python.tar.gz"], told);
    }

    private static void Fails(string path, params string[] parts)
    {
        var error = Assert.Throws<GhnException>(() => Cifar10.Load(path, 0, SmallCifar10.Layout));
        foreach (var part in parts)
            Assert.Contains(part, error.Message);
        Assert.Contains("ghn data download cifar10", error.Message);
        Assert.EndsWith(".", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}

using Ghn.Data;
using static TorchSharp.torch;

namespace Ghn.Tests.Data;

public class Cifar10Tests
{
    [Fact]
    public void Pixels_and_labels_land_where_the_layout_says()
    {
        using var scope = NewDisposeScope();
        var file = new DataFile("test_batch.bin", "here", SmallCifar10.Batch(5));
        var (images, labels) = SmallCifar10.Layout.Parse(file);
        Assert.Equal([20, 32, 32, 3], images.shape);
        Assert.True(images.is_contiguous());
        for (var record = 0; record < 20; record++)
        {
            Assert.Equal(record % 10, labels[record].item<long>());
            for (var channel = 0; channel < 3; channel++)
                Assert.Equal(
                    SmallCifar10.Pixel(5, record, channel, 30, 11),
                    images[record, 30, 11, channel].item<byte>()
                );
        }
    }

    [Fact]
    public void Folder_parent_and_archive_give_the_same_data()
    {
        using var folder = new TemporaryFolder();
        var inner = SmallCifar10.Write(folder[Cifar10.FolderName]);
        File.WriteAllBytes(folder[Cifar10.ArchiveName], SmallCifar10.Archive());
        using var fromFolder = Cifar10.Load(inner, 0, SmallCifar10.Layout);
        using var fromParent = Cifar10.Load(folder.Path, 0, SmallCifar10.Layout);
        using var fromArchive = Cifar10.Load(folder[Cifar10.ArchiveName], 0, SmallCifar10.Layout);
        Directory.Delete(inner, recursive: true);
        using var fromParentOfArchive = Cifar10.Load(folder.Path, 0, SmallCifar10.Layout);
        Assert.Equal(90, fromFolder.Train.Count);
        Assert.Equal(10, fromFolder.Validation.Count);
        Assert.Equal(20, fromFolder.Test.Count);
        Assert.Equal("truck", fromFolder.ClassNames[9]);
        Assert.Equal(fromFolder.Checksum, fromParent.Checksum);
        Assert.Equal(fromFolder.Checksum, fromArchive.Checksum);
        Assert.Equal(fromFolder.Checksum, fromParentOfArchive.Checksum);
    }

    [Theory]
    [InlineData("cifar-10-binary.tar.gz", false)] // a browser has unzipped it, and left its name
    [InlineData("cifar-10-binary.tgz", true)]
    [InlineData("cifar-10-binary.tar", false)]
    public void An_archive_is_read_by_its_content_whatever_its_name_ends_in(string name, bool zipped)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder[name], SmallCifar10.Archive(zipped));
        using var found = Cifar10.Load(folder.Path, 0, SmallCifar10.Layout);
        using var given = Cifar10.Load(folder[name], 0, SmallCifar10.Layout);
        Assert.Equal(90, found.Train.Count);
        Assert.Equal(found.Checksum, given.Checksum);
    }

    [Fact]
    public void Split_depends_on_its_seed_alone_and_leaves_the_test_images()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        using var a = Cifar10.Load(folder.Path, 0, SmallCifar10.Layout);
        using var b = Cifar10.Load(folder.Path, 1, SmallCifar10.Layout);
        Assert.NotEqual(a.Validation.Checksum, b.Validation.Checksum);
        Assert.Equal(a.Test.Checksum, b.Test.Checksum);

        using var scope = NewDisposeScope();
        var together = cat([a.Train.Images, a.Validation.Images]).to(ScalarType.Int64).sum();
        var other = cat([b.Train.Images, b.Validation.Images]).to(ScalarType.Int64).sum();
        Assert.Equal(together.item<long>(), other.item<long>());
    }

    [Fact]
    public void Statistics_are_those_of_the_training_part_and_shared()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        using var data = Cifar10.Load(folder.Path, 0, SmallCifar10.Layout);
        using var scope = NewDisposeScope();
        var pixels = data.Train.Images.to(ScalarType.Float64).Over(255);
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(pixels.select(3, c).mean().item<double>(), data.Train.Mean[c], 6);
            Assert.Equal(pixels.select(3, c).std(unbiased: false).item<double>(), data.Train.Std[c], 6);
        }
        Assert.Same(data.Train.Statistics, data.Test.Statistics);
        Assert.Same(data.Train.Statistics, data.Validation.Statistics);
    }

    [Fact]
    public void Data_outlives_the_scope_in_which_it_was_loaded()
    {
        using var folder = new TemporaryFolder();
        SmallCifar10.Write(folder.Path);
        DataSplits data;
        using (NewDisposeScope())
            data = Cifar10.Load(folder.Path, 0, SmallCifar10.Layout);
        Assert.Equal(64, data.Test.Checksum.Length);
        Assert.Equal(data.Validation.Count, data.Validation.Labels.data<long>().Count);
        data.Dispose();
    }
}

using Ghn.Data;

namespace Ghn.Tests.Data;

public class DataSourceTests
{
    [Fact]
    public void Generated_data_need_no_folder()
    {
        using var data = DataSource.Load(
            new()
            {
                Generated = new()
                {
                    Train = 50,
                    Validation = 20,
                    Test = 30,
                },
            }
        );
        Assert.Equal((50, 20, 30), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal("generated/train", data.Train.Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_folder_that_nobody_named_is_asked_for(string? variable)
    {
        var error = Assert.Throws<GhnException>(() => DataSource.FolderOf(new() { Name = Cifar10.Name }, variable));
        foreach (var part in new[] { "cifar10", "GHN_DATA", "--data-folder", "ghn data download cifar10" })
            Assert.Contains(part, error.Message);
    }

    [Fact]
    public void The_folder_of_the_caller_goes_before_the_variable()
    {
        Assert.Equal("a", DataSource.FolderOf(new() { Name = Cifar10.Name, Folder = "a" }, "b"));
        Assert.Equal("b", DataSource.FolderOf(new() { Name = Cifar10.Name }, "b"));
    }

    [Fact]
    public void Find_reports_what_is_there_and_why_the_rest_is_not()
    {
        using var folder = new TemporaryFolder();
        var found = DataSource.Find(folder.Path).ToDictionary(data => data.Name);
        Assert.Equal(DataSource.Names, found.Keys);
        Assert.True(found[GeneratedImages.Name].Found);
        Assert.False(found[Cifar10.Name].Found);
        Assert.Contains("ghn data download cifar10", found[Cifar10.Name].Reason);

        SmallCifar10.Write(folder.Path); // files of a wrong size
        var wrong = DataSource.Find(folder.Path).Single(data => data.Name == Cifar10.Name);
        Assert.Contains("30,730,000", wrong.Reason);

        foreach (var name in Cifar10Layout.BatchNames)
            using (var file = File.Create(folder[name]))
                file.SetLength(30_730_000);
        var right = DataSource.Find(folder.Path).Single(data => data.Name == Cifar10.Name);
        Assert.Equal(folder.Path, right.Path);
    }

    [Theory]
    [InlineData("/nowhere/at/all")]
    [InlineData("\0")]
    [InlineData("")]
    public void Find_never_throws(string folder) => Assert.Equal(3, DataSource.Find(folder).Count);
}

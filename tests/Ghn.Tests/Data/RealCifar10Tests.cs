using System.Diagnostics;
using Ghn.Data;
using static TorchSharp.torch;

namespace Ghn.Tests.Data;

/// <summary>The real images, where this machine has them: in GHN_DATA.</summary>
public class RealCifar10Tests(ITestOutputHelper output)
{
    [Fact]
    public void Real_images_are_complete_balanced_disjointly_split_and_repeatable()
    {
        var folder = Folder();
        if (folder is null)
            Assert.Skip("No CIFAR-10 here: set GHN_DATA to its folder.");
        var watch = Stopwatch.StartNew();
        using var data = Cifar10.Load(folder);
        output.WriteLine($"loaded in {watch.ElapsedMilliseconds} ms");
        Assert.Equal((45_000, 5_000, 10_000), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal("airplane", data.ClassNames[0]);

        using var scope = NewDisposeScope();
        var training = Classes(data.Train).Zip(Classes(data.Validation), (a, b) => a + b);
        Assert.All(training, n => Assert.Equal(5_000, n));
        Assert.All(Classes(data.Test), n => Assert.Equal(1_000, n));
        Assert.All(Classes(data.Validation), n => Assert.InRange(n, 400, 600));
        Assert.All(data.Train.Mean, m => Assert.InRange(m, 0.40f, 0.55f)); // published: 0.491, 0.482, 0.447
        Assert.All(data.Train.Std, s => Assert.InRange(s, 0.22f, 0.29f)); // published: 0.247, 0.243, 0.262

        var shared = Prints(data.Train).Intersect(Prints(data.Validation)).Count();
        Assert.InRange(shared, 0, 5); // the original has a few exact duplicates among its training images
        output.WriteLine($"{shared} exact duplicates between training and validation images");

        watch.Restart();
        var checksum = data.Checksum;
        output.WriteLine($"checksum {checksum} in {watch.ElapsedMilliseconds} ms");
        using var again = Cifar10.Load(folder);
        Assert.Equal(checksum, again.Checksum);

        var indices = new EpochOrder(data.Train.Count, 64, 0).Batch(0);
        for (var i = 0; i < 20; i++)
            Gather(data.Train, indices, i);
        watch.Restart();
        for (var i = 0; i < 200; i++)
            Gather(data.Train, indices, i);
        output.WriteLine($"batch of 64, augmented: {watch.Elapsed.TotalMilliseconds / 200:0.00} ms");
    }

    private static void Gather(ImageSet set, int[] indices, int step)
    {
        using var batch = BatchLoader.Gather(set, indices, new() { Cutout = 16 }, new RandomStream(0, "augment", step));
    }

    private static long[] Classes(ImageSet set) => set.Labels.bincount(null, 10).data<long>().ToArray();

    private static IEnumerable<string> Prints(ImageSet set)
    {
        var bytes = set.Images.bytes.ToArray();
        return bytes
            .Chunk(3072)
            .Select(image => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(image)));
    }

    internal static string? Folder()
    {
        if (Environment.GetEnvironmentVariable(DataSource.FolderVariable) is { Length: > 0 } given)
            return DataSource.Find(given).Single(data => data.Name == Cifar10.Name).Found ? given : null;
        return null;
    }
}

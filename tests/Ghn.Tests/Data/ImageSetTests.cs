using System.Security.Cryptography;
using Ghn.Data;
using static TorchSharp.torch;

namespace Ghn.Tests.Data;

public class ImageSetTests
{
    private static readonly ChannelStatistics _statistics = new([0, 0, 0], [1, 1, 1]);

    [Fact]
    public void Checksum_is_that_of_pixels_then_labels()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6];
        using var set = new ImageSet(
            "two",
            tensor(pixels, [2, 1, 1, 3]),
            tensor(new long[] { 1, 0 }),
            ["a", "b"],
            _statistics
        );
        byte[] all = [.. pixels, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(Convert.ToHexString(SHA256.HashData(all)).ToLowerInvariant(), set.Checksum);
        using var copy = set.To(CPU);
        Assert.Equal(set.Checksum, copy.Checksum);
        Assert.NotEqual(set.Images.Handle, copy.Images.Handle);
    }

    [Fact]
    public void Other_layouts_are_refused()
    {
        using var scope = NewDisposeScope();
        var labels = zeros(2, ScalarType.Int64);
        var right = zeros(2, 4, 4, 3, ScalarType.Byte);
        Refuses(zeros(2, 4, 4, 3), labels);
        Refuses(zeros(2, 3, 4, 4, ScalarType.Byte), labels);
        Refuses(zeros(2, 3, 4, 4, ScalarType.Byte).permute(0, 2, 3, 1), labels);
        Refuses(right, zeros(2));
        Refuses(right, zeros(3, ScalarType.Int64));
    }

    [Fact]
    public void Statistics_of_known_pixels()
    {
        using var images = tensor(new byte[] { 0, 10, 7, 255, 30, 7 }, [2, 1, 1, 3]);
        var statistics = ChannelStatistics.Of(images);
        Assert.Equal([0.5f, 20 / 255f, 7 / 255f], statistics.Mean);
        Assert.Equal([0.5f, 10 / 255f, 1 / 255f], statistics.Std); // a constant channel gets the least deviation
    }

    private static void Refuses(Tensor images, Tensor labels) =>
        Assert.Throws<ArgumentException>(() => new ImageSet("bad", images, labels, ["a"], _statistics));
}

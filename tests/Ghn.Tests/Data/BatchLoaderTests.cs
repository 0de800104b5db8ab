using Ghn.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Data;

public class BatchLoaderTests
{
    public static TheoryData<int, bool, int> Augmentations =>
        new()
        {
            { 0, false, 0 },
            { 4, true, 0 },
            { 0, true, 8 },
            { 4, false, 5 },
            { 16, true, 32 },
        };

    [Theory]
    [MemberData(nameof(Augmentations))]
    public void Batch_equals_one_image_at_a_time(int pad, bool flip, int cutout)
    {
        using var scope = NewDisposeScope();
        using var set = RandomSet(12, height: 10, width: 14);
        int[] indices = [3, 3, 11, 0, 7];
        var augmentation = new Augmentation
        {
            PadCrop = pad,
            Flip = flip,
            Cutout = cutout,
        };
        var batch = BatchLoader.Gather(set, indices, augmentation, new RandomStream(5, "augment", 9));
        var expected = OneAtATime(set, indices, augmentation, new RandomStream(5, "augment", 9));
        Assert.Equal([5, 3, 10, 14], batch.Images.shape);
        Assert.True((batch.Images - expected).abs().max().item<float>() < 1e-5);
        Assert.Equal(indices.Select(i => set.Labels[i].item<long>()), batch.Labels.data<long>().ToArray());
    }

    [Fact]
    public void Images_are_channels_last_floats()
    {
        using var scope = NewDisposeScope();
        using var set = RandomSet(4, 32, 32);
        foreach (
            var augmentation in new[]
            {
                Augmentation.None,
                new() { Cutout = 8 },
            }
        )
        {
            var batch = BatchLoader.Gather(set, [0, 1], augmentation, new RandomStream(0, "a"));
            Assert.Equal(ScalarType.Float32, batch.Images.dtype);
            Assert.Equal([3 * 32 * 32, 1, 3 * 32, 3], batch.Images.stride());
        }
    }

    [Fact]
    public void The_whole_training_set_is_normalised_to_zero_mean_and_unit_deviation()
    {
        using var scope = NewDisposeScope();
        using var set = RandomSet(50, 8, 8);
        var images = BatchLoader.Gather(set, [.. Enumerable.Range(0, 50)]).Images;
        Assert.True(images.mean([0, 2, 3]).abs().max().item<float>() < 1e-4);
        Assert.True(
            images.permute(1, 0, 2, 3).flatten(1).std(1, unbiased: false).Plus(-1).abs().max().item<float>() < 1e-4
        );
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var set = RandomSet(16, 32, 32);
        var augmentation = new Augmentation { Cutout = 8 };
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 0; step < 20; step++)
        {
            using var batch = BatchLoader.Gather(set, [1, 2, 3], augmentation, new RandomStream(0, "augment", step));
            Assert.Equal(live + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_batch_goes_to_the_device_that_is_asked_for()
    {
        using var scope = NewDisposeScope();
        using var set = RandomSet(4, 32, 32);
        var batch = BatchLoader.Gather(set, [0, 1], new() { Cutout = 8 }, new RandomStream(0, "a"), META);
        Assert.Equal(DeviceType.META, batch.Images.device_type);
        Assert.Equal(DeviceType.META, batch.Labels.device_type);
        Assert.Equal([2, 3, 32, 32], batch.Images.shape);
    }

    [Fact]
    public void Misuse_is_told()
    {
        using var set = RandomSet(4, 8, 8);
        Assert.Throws<ArgumentException>(() => BatchLoader.Gather(set, []));
        Assert.Throws<ArgumentException>(() => BatchLoader.Gather(set, [4]));
        Assert.Throws<ArgumentException>(() => BatchLoader.Gather(set, [-1]));
        Assert.Throws<ArgumentException>(() => BatchLoader.Gather(set, [0], new Augmentation()));
    }

    private static ImageSet RandomSet(int count, int height, int width)
    {
        using var scope = NewDisposeScope();
        var stream = new RandomStream(1, "pixels");
        var pixels = Enumerable.Range(0, count * height * width * 3).Select(_ => (byte)stream.Next(256)).ToArray();
        var images = tensor(pixels, [count, height, width, 3]);
        var labels = tensor(Enumerable.Range(0, count).Select(i => i % 10L).ToArray());
        return new("random", images, labels, GeneratedPattern.ClassNames, ChannelStatistics.Of(images));
    }

    private static Tensor OneAtATime(ImageSet set, int[] indices, Augmentation options, RandomStream stream)
    {
        var result = zeros(indices.Length, 3, set.Height, set.Width);
        for (var b = 0; b < indices.Length; b++)
        {
            var down = stream.Next(2 * options.PadCrop + 1) - options.PadCrop;
            var right = stream.Next(2 * options.PadCrop + 1) - options.PadCrop;
            var flip = stream.NextDouble() < 0.5 && options.Flip;
            var top = stream.Next(set.Height) - options.Cutout / 2;
            var left = stream.Next(set.Width) - options.Cutout / 2;

            var p = options.PadCrop;
            var image = set.Images[indices[b]].permute(2, 0, 1).to(ScalarType.Float32).Over(255); // [3, H, W]
            image = nn.functional.pad(image, [p, p, p, p]);
            image = image.narrow(1, p + down, set.Height).narrow(2, p + right, set.Width);
            if (flip)
                image = image.flip(2);
            image = (image - Column(set.Mean)) / Column(set.Std);
            var (bottom, end) = (
                Math.Min(set.Height, top + options.Cutout),
                Math.Min(set.Width, left + options.Cutout)
            );
            (top, left) = (Math.Max(0, top), Math.Max(0, left));
            if (bottom > top && end > left)
                image.narrow(1, top, bottom - top).narrow(2, left, end - left).zero_();
            result[b] = image;
        }
        return result;
    }

    private static Tensor Column(IReadOnlyList<float> values) => tensor(values.ToArray()).view(3, 1, 1);
}

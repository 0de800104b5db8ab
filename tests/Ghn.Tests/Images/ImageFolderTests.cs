using Ghn.Data;
using Ghn.Graphs;
using Ghn.Images;
using Ghn.Training;
using Ghn.Weights;
using SkiaSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Images;

public sealed class ImageFolderTests : IDisposable
{
    private static readonly ImageFolderOptions s_small = new()
    {
        Size = 16,
        EvaluationSide = 16,
        Workers = 2,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Files by name, and the colours that the left and the right edge must have.</summary>
    public static TheoryData<string, byte[], uint, uint> Usable()
    {
        const uint red = 0xFF0000,
            blue = 0x0000FF;
        var halves = OddFiles.Halves(48, 32);
        return new()
        {
            { "plain", halves, red, blue },
            { "PNG named JPEG", OddFiles.Halves(48, 32, SKEncodedImageFormat.Png), red, blue },
            { "greyscale", OddFiles.Grey(48, 32, 200), 0xC8C8C8, 0xC8C8C8 },
            { "four inks", OddFiles.Cmyk(), red, red },
            { "upside down", OddFiles.Turned(halves, 3), blue, red },
            { "mirrored", OddFiles.Turned(halves, 2), blue, red },
            { "turned left", OddFiles.Turned(TopAndBottom(), 6), blue, red },
            { "turned right", OddFiles.Turned(TopAndBottom(), 8), red, blue },
        };
    }

    [Theory]
    [MemberData(nameof(Usable))]
    public void Odd_files_become_upright_colours(string name, byte[] content, uint left, uint right)
    {
        Write($"val/a/{name}.JPEG", content);
        using var scope = NewDisposeScope();
        var folder = Open("val");
        var batch = folder.Gather([0], CPU);
        Assert.Equal([1L, 3, 16, 16], batch.Images.shape);
        Assert.Equal(1, batch.Images.stride()[1]); // channels-last
        Assert.Empty(folder.Skipped);
        void AssertColour(uint expected, int column)
        {
            for (var c = 0; c < 3; c++)
            {
                var value = batch.Images[0, c, 8, column].item<float>() * s_small.Statistics.Std[c];
                var found = (value + s_small.Statistics.Mean[c]) * 255;
                Assert.InRange(found - (byte)(expected >> (16 - 8 * c)), -6, 6);
            }
        }
        AssertColour(left, 0);
        AssertColour(right, 15);
    }

    [Theory]
    [InlineData(1, "left", "top")] // the sides of the picture at which the first column and the first row of pixels lie
    [InlineData(2, "right", "top")]
    [InlineData(3, "right", "bottom")]
    [InlineData(4, "left", "bottom")]
    [InlineData(5, "top", "left")]
    [InlineData(6, "top", "right")]
    [InlineData(7, "bottom", "right")]
    [InlineData(8, "bottom", "left")]
    public void However_the_camera_was_held_the_picture_stands_upright(byte orientation, string column, string row)
    {
        const int side = 32;
        SKColor[] quarters = [SKColors.Red, SKColors.Blue, SKColors.White, SKColors.Black]; // in reading order
        using var stored = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < side; y++)
        for (var x = 0; x < side; x++)
        {
            int Along(string at, int steps) => at is "left" or "top" ? steps : side - 1 - steps;
            var (across, down) = column is "left" or "right"
                ? (Along(column, x), Along(row, y))
                : (Along(row, y), Along(column, x));
            stored.SetPixel(x, y, quarters[2 * (2 * down / side) + 2 * across / side]);
        }
        using var jpeg = stored.Encode(SKEncodedImageFormat.Jpeg, 95);
        Write("val/a/0.JPEG", OddFiles.Turned(jpeg.ToArray(), orientation));
        using var scope = NewDisposeScope();
        var image = Pixels(Open("val").Gather([0], CPU).Images)[0];
        SKColor[] seen = [image[2, 2], image[13, 2], image[2, 13], image[13, 13]];
        Assert.All(
            quarters.Zip(seen),
            p =>
            {
                Assert.InRange(p.First.Red - p.Second.Red, -9, 9);
                Assert.InRange(p.First.Green - p.Second.Green, -9, 9);
                Assert.InRange(p.First.Blue - p.Second.Blue, -9, 9);
            }
        );
    }

    [Fact]
    public void Random_crops_keep_a_share_of_the_area_at_a_ratio_and_half_are_mirrored()
    {
        const int side = 256,
            images = 200;
        using var ramps = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < side; y++)
        for (var x = 0; x < side; x++)
            ramps.SetPixel(x, y, new SKColor((byte)x, (byte)y, 0)); // a pixel tells where it was
        using var png = ramps.Encode(SKEncodedImageFormat.Png, 100);
        for (var i = 0; i < images; i++)
            Write($"train/a/{i}.png", png.ToArray());
        using var scope = NewDisposeScope();
        using var batches = Open("train", s_small with { Jitter = 0, Hue = 0, LeastArea = 0.25 })
            .Begin(images, 0, Augmentation.None, CPU);
        var crops = Pixels(batches.Batch(0).Images)
            .Select(image =>
            {
                double Length(int first, int last) => (last - first) * 16 / 15.0; // they are middles of pixels
                var (w, h) = (Length(image[0, 8].Red, image[15, 8].Red), Length(image[8, 0].Green, image[8, 15].Green));
                return (
                    Area: Math.Abs(w) * h / (side * side),
                    Ratio: Math.Abs(w) / h,
                    Mirrored: w < 0,
                    Left: image[8, 8].Red - Math.Abs(w) / 2
                );
            })
            .ToArray();
        Assert.All(crops, c => Assert.InRange(c.Area, 0.25 - 0.03, 1.03));
        Assert.All(crops, c => Assert.InRange(c.Ratio, 0.75 - 0.04, 4 / 3.0 + 0.06));
        Assert.True(crops.Min(c => c.Area) < 0.3 && crops.Max(c => c.Area) > 0.85);
        Assert.True(crops.Min(c => c.Ratio) < 0.85 && crops.Max(c => c.Ratio) > 1.18);
        Assert.InRange(crops.Count(c => c.Mirrored), 70, 130);
        Assert.True(crops.Min(c => c.Left) < 10 && crops.Max(c => c.Left) > 80);
    }

    [Fact]
    public void Jitter_changes_brightness_contrast_and_saturation_by_factors_within_it()
    {
        const int images = 100;
        const double jitter = 0.3;
        SKColor dark = new(110, 70, 70),
            light = new(150, 110, 110);
        using var halves = new SKBitmap(new SKImageInfo(16, 16, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < 16; y++)
        for (var x = 0; x < 16; x++)
            halves.SetPixel(x, y, y < 8 ? dark : light);
        using var png = halves.Encode(SKEncodedImageFormat.Png, 100);
        for (var i = 0; i < images; i++)
            Write($"train/a/{i}.png", png.ToArray());
        using var scope = NewDisposeScope();
        using var batches = Open("train", s_small with { Jitter = jitter, Hue = 0, LeastArea = 1, Flip = false })
            .Begin(images, 0, Augmentation.None, CPU);
        static double Grey(SKColor c) => 0.299 * c.Red + 0.587 * c.Green + 0.114 * c.Blue;
        var factors = Pixels(batches.Batch(0).Images)
            .Select(image =>
            {
                var (above, below) = (image[8, 0], image[8, 15]);
                var brightness = (Grey(above) + Grey(below)) / (Grey(dark) + Grey(light)); // contrast keeps the mean
                var both = (Grey(below) - Grey(above)) / (Grey(light) - Grey(dark)); // saturation keeps grey
                var all = (above.Red - above.Green + below.Red - below.Green) / 80.0;
                return (Brightness: brightness, Contrast: both / brightness, Saturation: all / both);
            })
            .ToArray();
        void AssertFactors(IEnumerable<double> found)
        {
            Assert.All(found, f => Assert.InRange(f, 1 - jitter - 0.05, 1 + jitter + 0.05));
            Assert.True(found.Min() < 1 - 0.8 * jitter && found.Max() > 1 + 0.8 * jitter);
            Assert.InRange(found.Average(), 1 - 0.07, 1 + 0.07);
        }
        AssertFactors(factors.Select(f => f.Brightness));
        AssertFactors(factors.Select(f => f.Contrast));
        AssertFactors(factors.Select(f => f.Saturation));
    }

    [Fact]
    public void The_checksum_tells_files_and_changes_of_pixels_apart()
    {
        Write("train/a/0.png", OddFiles.Filled(16, 16, SKColors.Red));
        var checksum = Open("train").Checksum;
        Assert.Equal(checksum, Open("train", s_small with { Workers = 1, Ahead = 0 }).Checksum);
        Assert.NotEqual(checksum, Open("train", s_small with { Jitter = 0.1 }).Checksum);
        Assert.NotEqual(checksum, Open("train", s_small with { Statistics = new([0, 0, 0], [1, 1, 1]) }).Checksum);
        File.CreateSymbolicLink(_folder["train/a/1.png"], _folder["nowhere.png"]);
        var linked = Open("train");
        Assert.NotEqual(checksum, linked.Checksum);
        using var scope = NewDisposeScope();
        Assert.Equal(1, linked.Gather([0, 1], CPU).Images.shape[0]);
        Assert.Equal("1.png", Path.GetFileName(Assert.Single(linked.Skipped).Path));
    }

    [Fact]
    public void Unusable_files_are_left_out_named_and_counted()
    {
        var noise = OddFiles.Noise(64, 64, 0);
        Write("val/a/0.JPEG", noise);
        Write("val/a/1 cut.JPEG", noise[..(noise.Length / 2)]);
        Write("val/a/2 tiny.JPEG", OddFiles.Halves(3, 3));
        Write("val/b/3 text.JPEG", "no image"u8.ToArray());
        Write("val/b/4 empty.JPEG", []);
        Write("val/b/5.JPEG", noise);
        Write("val/b/6 damaged.png", OddFiles.Damaged(64, 64));
        using var scope = NewDisposeScope();
        var folder = Open("val");
        var batch = folder.Gather([0, 1, 2, 3, 4, 5, 6], CPU);
        Assert.Equal([0L, 1], batch.Labels.data<long>().ToArray().Order());
        Assert.Equal(2, batch.Images.shape[0]);
        Assert.Equal(0, (batch.Images[0] - batch.Images[1]).abs().max().item<float>()); // pixels went with their labels
        Assert.Equal(
            ["1 cut.JPEG", "2 tiny.JPEG", "3 text.JPEG", "4 empty.JPEG", "6 damaged.png"],
            folder.Skipped.Select(s => Path.GetFileName(s.Path))
        );
        Assert.Contains("truncated", folder.Skipped[0].Reason);
        Assert.Contains("3 × 3 pixels", folder.Skipped[1].Reason);
        Assert.Contains("it is damaged", folder.Skipped[4].Reason);
        Assert.All(folder.Skipped, s => Assert.NotEmpty(s.Reason));
        var refused = Enumerable
            .Range(0, 7)
            .Count(i =>
                Record.Exception(() => folder.Gather([i], CPU)) is GhnException e
                && e.Message.Contains("None of the 1 files", StringComparison.Ordinal)
            );
        Assert.Equal(5, refused);
    }

    [Fact]
    public void What_would_take_much_memory_is_left_out()
    {
        Write("val/a/0.png", OddFiles.Filled(5_000, 4_000, SKColors.Red)); // 80 MB decoded
        Write("val/a/1.JPEG", OddFiles.Halves(5_000, 4_000)); // at an eighth
        using var scope = NewDisposeScope();
        var folder = Open("val");
        Assert.Equal(1, folder.Gather([0, 1], CPU).Images.shape[0]);
        var left = Assert.Single(folder.Skipped);
        Assert.Equal("0.png", Path.GetFileName(left.Path));
        Assert.Contains("5000 × 4000 pixels, more than the limit of 16,777,216", left.Reason);
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_named()
    {
        foreach (var thrown in new Exception[] { new UnauthorizedAccessException("No."), new IOException("No.") })
        {
            var error = Assert.Throws<GhnException>(() => ImageFolder.Listed("/images/val", _ => throw thrown));
            Assert.Equal("/images/val cannot be listed (No): make it readable.", error.Message);
        }
    }

    [Fact]
    public void Unusable_files_are_refused_by_option()
    {
        Write("val/a/0.JPEG", OddFiles.Halves(32, 32));
        Write("val/a/1 text.JPEG", "no image"u8.ToArray());
        var folder = ImageFolder.Open(_folder.Path, "val", s_small with { Bad = BadImages.Refuse });
        var error = Assert.Throws<GhnException>(() => folder.Gather([0, 1], CPU));
        Assert.Contains("1 text.JPEG is not usable: it cannot be decoded as an image", error.Message);
    }

    [Fact]
    public void The_first_images_are_of_many_classes()
    {
        for (var c = 0; c < 20; c++)
        for (var i = 0; i < 5; i++)
            Write($"train/{c:00}/{i}.png", OddFiles.Filled(16, 16, SKColors.Red));
        using var scope = NewDisposeScope();
        var first = Open("train").Gather([.. Enumerable.Range(0, 20)], CPU).Labels.data<long>().ToArray();
        Assert.True(first.Distinct().Count() > 8, string.Join(" ", first)); // in the order of their names: 4
    }

    [Fact]
    public void A_file_is_decoded_at_no_smaller_size_than_is_needed()
    {
        foreach (
            var (scale, decoded) in new[] { (0.683f, 0.75f), (0.5f, 0.5f), (0.51f, 0.625f), (0.01f, 0.125f), (3f, 1f) }
        )
            Assert.Equal(decoded, ImageDecoder.Eighths(scale));
    }

    /// <summary>256 of which 224 are seen, in the default; here the middle half.</summary>
    [Theory]
    [InlineData(16, 0)]
    [InlineData(32, 255)]
    public void The_border_is_cut_off_to_evaluate(int side, int expected)
    {
        Write(
            "val/a/0.png",
            Rectangle(64, 64, SKColors.Black, SKRect.Create(14, 14, 36, 36), SKColors.White, SKEncodedImageFormat.Png)
        );
        using var scope = NewDisposeScope();
        var corner = Open("val", s_small with { EvaluationSide = side })
            .Gather([0], CPU)
            .Images[0, 0, 0, 0]
            .item<float>();
        Assert.Equal(expected, 255 * (corner * s_small.Statistics.Std[0] + s_small.Statistics.Mean[0]), 1.0);
    }

    [Fact]
    public void The_centre_is_what_is_evaluated()
    {
        Write("val/a/0.JPEG", OddFiles.Halves(64, 16)); // of which 16×16 in the middle are seen
        using var scope = NewDisposeScope();
        using var batch = Open("val").Gather([0], CPU);
        var red = batch.Images[0, 0, 8].data<float>().ToArray();
        Assert.True(red[5] > 1 && red[10] < -1); // the border lies in the middle
    }

    [Fact]
    public void Turning_the_hue_keeps_value_and_saturation()
    {
        for (var i = 0; i < 8; i++)
            Write($"train/a/{i}.png", OddFiles.Filled(16, 16, new SKColor(200, 100, 60)));
        (int R, int G, int B)[] Colours(double hue)
        {
            using var scope = NewDisposeScope();
            var folder = Open("train", s_small with { Jitter = 0, Hue = hue });
            using var batches = folder.Begin(8, 1, Augmentation.None, CPU);
            var images = batches.Batch(0).Images;
            int Value(int i, int c) =>
                (int)
                    MathF.Round(
                        255
                            * (
                                images[i, c, 8, 8].item<float>() * s_small.Statistics.Std[c]
                                + s_small.Statistics.Mean[c]
                            )
                    );
            return [.. Enumerable.Range(0, 8).Select(i => (Value(i, 0), Value(i, 1), Value(i, 2)))];
        }
        Assert.All(Colours(0), c => Assert.Equal((200, 100, 60), c));
        var turned = Colours(0.5);
        Assert.All(
            turned,
            c => Assert.Equal((200, 60), (new[] { c.R, c.G, c.B }.Max(), new[] { c.R, c.G, c.B }.Min()))
        );
        Assert.True(turned.Distinct().Count() > 4, string.Join(" ", turned));
        Assert.Contains(turned, c => c.B == 200); // more than a third of the circle
    }

    [Fact]
    public void Batches_are_a_function_of_seed_and_step_however_they_are_made()
    {
        for (var i = 0; i < 12; i++)
            Write($"train/{"abc"[i % 3]}/{i}.JPEG", OddFiles.Noise(20 + i, 40 - i, i));
        (float Sum, long[] Labels)[] Steps(int workers, int ahead, long seed, params int[] steps)
        {
            using var scope = NewDisposeScope();
            var folder = ImageFolder.Open(_folder.Path, "train", s_small with { Workers = workers, Ahead = ahead });
            using var batches = folder.Begin(4, seed, new Augmentation(), CPU);
            Assert.Equal(3, batches.StepsPerEpoch);
            return
            [
                .. steps.Select(s =>
                {
                    using var batch = batches.Batch(s);
                    return (batch.Images.abs().sum().item<float>(), batch.Labels.data<long>().ToArray());
                }),
            ];
        }
        var all = Steps(1, 0, 0, 0, 1, 2, 3, 4, 5);
        var ahead = Steps(2, 3, 0, 0, 1, 2, 3, 4, 5);
        Assert.Equal(all.Select(b => b.Sum), ahead.Select(b => b.Sum));
        Assert.Equal(all.Select(b => b.Labels), ahead.Select(b => b.Labels));
        Assert.Equal(all[4].Sum, Steps(2, 1, 0, 4)[0].Sum); // resumed
        Assert.NotEqual(all[0].Sum, Steps(1, 0, 1, 0)[0].Sum);
        Assert.NotEqual(all[0].Labels.Concat(all[1].Labels), all[3].Labels.Concat(all[4].Labels));
    }

    /// <summary>A file that is no image is named as soon as its batch is decoded: these tell which batches were.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void So_many_batches_are_decoded_ahead_and_no_more(int ahead)
    {
        for (var i = 0; i < 64; i++)
            Write($"train/a/{i}.JPEG", i % 2 == 0 ? OddFiles.Filled(16, 16, SKColors.Red) : [0]);
        using var scope = NewDisposeScope();
        string[] Named(ImageFolder folder) => [.. folder.Skipped.Select(s => s.Path)];
        var (asked, folder) = (Open("train"), Open("train", s_small with { Ahead = ahead }));
        var order = new EpochOrder(folder.Count, 8, 0);
        for (var step = 0; step <= ahead; step++)
            asked.Gather(order.Batch(step), CPU);
        using var batches = folder.Begin(8, 0, Augmentation.None, CPU);
        batches.Batch(0).Dispose();
        SpinWait.SpinUntil(() => folder.Skipped.Count >= asked.Skipped.Count, TimeSpan.FromSeconds(30));
        Thread.Sleep(100); // for what must not come
        Assert.Equal(Named(asked), Named(folder));
        Assert.InRange(folder.Skipped.Count, 1, 31);
    }

    [Fact]
    public void An_unusable_file_ends_a_training_that_refuses_it()
    {
        for (var i = 0; i < 8; i++)
            Write($"train/a/{i}.JPEG", OddFiles.Halves(24, 24));
        Write("train/a/bad.JPEG", "no image"u8.ToArray());
        using var scope = NewDisposeScope();
        var folder = Open("train", s_small with { Bad = BadImages.Refuse });
        using var batches = folder.Begin(3, 0, Augmentation.None, CPU);
        var error = Assert.Throws<GhnException>(() =>
        {
            for (var step = 0; step < batches.StepsPerEpoch; step++)
                batches.Batch(step).Dispose();
        });
        Assert.Contains("bad.JPEG is not usable: it cannot be decoded as an image", error.Message);
    }

    [Fact]
    public void Files_of_other_kinds_are_named_and_counted()
    {
        Write("train/a/0.png", OddFiles.Filled(16, 16, SKColors.Red));
        Write("train/a/1.webp", [0]);
        Write("train/a/README", [0]);
        var folder = Open("train");
        Assert.Equal(1, folder.Count);
        Assert.Equal(["1.webp", "README"], folder.Skipped.Select(s => Path.GetFileName(s.Path)));
        Assert.All(folder.Skipped, s => Assert.Equal("its extension is not one of .jpeg, .jpg, .png", s.Reason));
        var error = Assert.Throws<GhnException>(() => Open("train", s_small with { Bad = BadImages.Refuse }));
        Assert.Contains("1.webp is not usable: its extension is not one", error.Message);
    }

    [Fact]
    public void What_begins_with_a_dot_is_no_class_and_no_image_and_is_named_once()
    {
        var red = OddFiles.Filled(16, 16, SKColors.Red);
        foreach (var file in new[] { "a/0.png", "a/._0.png", "a/.DS_Store", ".ipynb_checkpoints/0-checkpoint.png" })
            Write("train/" + file, red);
        Write("val/a/0.png", red);
        var folder = Open("train", s_small with { Bad = BadImages.Refuse });
        Assert.Equal(["a"], folder.ClassNames);
        Assert.Equal((1, 1), (folder.Count, folder.Usable));
        string[] hidden = [".ipynb_checkpoints", ".DS_Store", "._0.png"];
        Assert.Equal(hidden, folder.Skipped.Select(s => Path.GetFileName(s.Path)));
        Assert.All(folder.Skipped, s => Assert.Equal("its name starts with a dot", s.Reason));
        Assert.Equal(["a"], Open("val").ClassNames);
    }

    [Fact]
    public void A_network_trains_on_files_and_goes_on_to_the_same_bits()
    {
        for (var i = 0; i < 12; i++)
            foreach (var part in new[] { "train", "val" })
                Write(
                    $"{part}/{"ab"[i % 2]}/{i}.JPEG",
                    i % 2 == 0 ? OddFiles.Grey(24, 24, 60) : OddFiles.Halves(24, 24)
                );
        Write("train/a/bad.JPEG", "no image"u8.ToArray());
        var (train, validation) = (Open("train"), Open("val"));
        var options = new NetworkTrainingOptions
        {
            Steps = 12,
            BatchSize = 4,
            MeasureImages = 12,
            LearningRate = 0.05,
        };
        var network = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = 4,
            ImageSize = 16,
            Classes = 2,
        };
        var graph = new ComputationGraph(
            new Ghn.Architectures.Architecture([new(Ghn.Operators.Operator.Convolution1x1, [0])]),
            network
        );
        float Train(CheckpointOptions? checkpoint, int? stopAt = null)
        {
            using var stop = new CancellationTokenSource();
            var progress = new DirectProgress<TrainingProgress>(p =>
            {
                if (p.Step == stopAt)
                    stop.Cancel();
            });
            using var trained = new NetworkTrainer(options, train, validation).Train(
                new RandomWeights(0),
                graph,
                checkpoint,
                progress,
                stop.Token
            );
            Assert.InRange(trained.Trace.Points[^1].Accuracy!.Value, 0.6, 1);
            return (float)trained.Trace.Points[^1].Loss;
        }
        var whole = Train(null);
        var checkpoint = new CheckpointOptions { Path = _folder["network.checkpoint"] };
        Assert.Throws<OperationCanceledException>(() => Train(checkpoint, stopAt: 5));
        Assert.Equal(whole, Train(checkpoint));
        Assert.Equal("bad.JPEG", Path.GetFileName(Assert.Single(train.Skipped).Path));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        string Refused(string part) =>
            Assert.Throws<GhnException>(() => ImageFolder.Open(_folder.Path, part, s_small)).Message;
        Assert.Contains("val: expected a folder, found none", Refused("val"));
        Directory.CreateDirectory(_folder["val/a"]);
        Assert.Contains("expected JPEG or PNG files", Refused("val"));
        Directory.CreateDirectory(_folder["train/b"]);
        Assert.Contains("expected a class that", Refused("val"));
        Assert.Contains(
            "EvaluationSide = 8 is impossible",
            Assert
                .Throws<GhnException>(() =>
                    ImageFolder.Open(_folder.Path, "val", new() { Size = 16, EvaluationSide = 8 })
                )
                .Message
        );
    }

    [Fact]
    public void Real_images_are_read()
    {
        var data = Environment.GetEnvironmentVariable(DataSource.FolderVariable);
        var folder = data is null ? null : Path.Combine(data, "imagenet-sample");
        if (!Directory.Exists(folder))
            Assert.Skip("No imagenet-sample here: set GHN_DATA to the folder that has it.");
        using var scope = NewDisposeScope();
        var images = ImageFolder.Open(folder!, "val");
        using var batch = images.Gather([.. Enumerable.Range(0, images.Count)], CPU);
        Assert.Empty(images.Skipped);
        Assert.Equal([images.Count, 3L, 224, 224], batch.Images.shape);
        Assert.InRange(batch.Images.mean().item<float>(), -1, 1); // normalised by ImageNet's own statistics
        Assert.InRange(batch.Images.std().item<float>(), 0.7, 1.4);
    }

    /// <summary>A red upper and a blue lower half.</summary>
    private static byte[] TopAndBottom() =>
        Rectangle(32, 48, SKColors.Blue, SKRect.Create(0, 0, 32, 24), SKColors.Red, SKEncodedImageFormat.Jpeg);

    private static byte[] Rectangle(
        int width,
        int height,
        SKColor ground,
        SKRect place,
        SKColor colour,
        SKEncodedImageFormat format
    )
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(ground);
            using var paint = new SKPaint { Color = colour };
            canvas.DrawRect(place, paint);
        }
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>Each image's pixels, [x, y], before they were normalised.</summary>
    private static SKColor[][,] Pixels(Tensor images)
    {
        var (count, size) = ((int)images.shape[0], (int)images.shape[2]);
        var values = images.permute(0, 2, 3, 1).contiguous().data<float>().ToArray(); // [B, H, W, 3]
        byte Byte(int at) =>
            (byte)MathF.Round(255 * (values[at] * s_small.Statistics.Std[at % 3] + s_small.Statistics.Mean[at % 3]));
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var pixels = new SKColor[size, size];
                    for (var y = 0; y < size; y++)
                    for (var x = 0; x < size; x++)
                    {
                        var at = 3 * ((i * size + y) * size + x);
                        pixels[x, y] = new SKColor(Byte(at), Byte(at + 1), Byte(at + 2));
                    }
                    return pixels;
                }),
        ];
    }

    private ImageFolder Open(string part, ImageFolderOptions? options = null) =>
        ImageFolder.Open(_folder.Path, part, options ?? s_small);

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], content);
    }
}

using Ghn;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Images;
using Ghn.Spaces;
using Ghn.Training;
using SkiaSharp;
using static TorchSharp.torch;

namespace Extension.Tests;

/// <summary>A data set of one's own: from arrays, from a folder of pictures, from a source; a tiny GHN trains on each.</summary>
public sealed class DataTests : IDisposable
{
    private const int Side = 16;
    private static readonly string[] s_classes = ["left", "right", "top"];

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void From_arrays()
    {
        var labels = Labels(240);
        byte[] pixels = [.. labels.SelectMany(Pixels)];
        using var data = DataSplits.Of("halves", pixels, Side, Side, labels, s_classes, new SplitOptions { Seed = 1 });
        Assert.Equal((168, 24, 48), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Learns(data.Train, data.Validation);
        using var same = DataSplits.Of("halves", pixels, Side, Side, labels, s_classes, new SplitOptions { Seed = 1 });
        using var other = DataSplits.Of("halves", pixels, Side, Side, labels, s_classes, new SplitOptions { Seed = 2 });
        Assert.Equal(data.Checksum, same.Checksum);
        Assert.NotEqual(data.Checksum, other.Checksum);
    }

    [Fact]
    public void From_grey_arrays_with_numbered_classes()
    {
        var labels = Labels(30);
        byte[] pixels = [.. labels.SelectMany(l => Pixels(l, 0).Where((_, i) => i % 3 == 0))];
        using var data = DataSplits.Of("grey", pixels, Side, Side, labels);
        Assert.Equal(["0", "1", "2"], data.ClassNames);
        Assert.Equal([21, Side, Side, 3], data.Train.Images.shape);
        Assert.Equal(data.Train.Mean[0], data.Train.Mean[2]);
    }

    [Fact]
    public void From_a_folder_of_pictures()
    {
        Write(120, s_classes);
        using var data = PictureFolder.Load(_folder, Side);
        Assert.Equal(s_classes, data.ClassNames);
        Assert.Equal((84, 12, 24), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Learns(data.Train, data.Validation);
    }

    [Fact]
    public void From_a_source_of_ones_own()
    {
        var (train, validation, test) = SourceSplits.Draw(new Halves(240));
        Assert.Equal((168, 24, 48), (train.Count, validation.Count, test.Count));
        using var batch = train.Gather([.. Enumerable.Range(0, train.Count)], CPU);
        Assert.InRange(batch.Images.mean().item<float>(), -1e-4f, 1e-4f); // normalised by these images
        Assert.InRange(batch.Images.std().item<float>(), 0.99f, 1.01f);
        Learns(train, validation);
    }

    [Fact]
    public void The_name_of_a_folder_makes_a_valid_file_name()
    {
        var options = new DataOptions { Name = "folder:/some/my pictures.2024/" };
        Assert.Matches("^folder-mypictures2024-[0-9a-f]{8}$", options.Label);
        Assert.NotEqual(options.Label, new DataOptions { Name = "folder:/other/my pictures.2024" }.Label);
        Assert.Equal("cifar10", new DataOptions { Name = "cifar10" }.Label);
    }

    [Theory]
    [InlineData(0, "found none")]
    [InlineData(1, "1 class; a classifier needs at least two")]
    [InlineData(3, "has 3 images")]
    public void Pictures_that_make_no_data_set_are_one_sentence(int classes, string expected)
    {
        if (classes > 0)
            Write(3, s_classes[..classes]);
        var options = new DataOptions { Name = $"folder:{_folder}" };
        Assert.Contains(expected, Assert.Throws<GhnException>(() => PictureFolder.Load(options)).Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_and_arrays_that_do_not_fit_are_one_sentence()
    {
        string Message(Action action) => Assert.Throws<GhnException>(action).Message;
        Assert.Contains("found none", Message(() => PictureFolder.Load(Path.Combine(_folder, "nowhere"))));
        Assert.Contains("bytes for 2 labels", Message(() => DataSplits.Of("a", new byte[7], 2, 2, [0, 1])));
        Assert.Contains("label 5 of image 1", Message(() => DataSplits.Of("a", new byte[8], 2, 2, [0, 5], ["x", "y"])));
        Assert.Contains("Validation is 2", Message(() => _ = new SplitOptions { Validation = 2 }));
    }

    /// <summary>200 steps of a tiny GHN; afterwards weights for unseen networks are better than chance.</summary>
    private static void Learns(IImageSource train, IImageSource validation)
    {
        using var ghn = new GraphHyperNetwork(
            new GhnOptions
            {
                Gnn = new() { EmbeddingSize = 8, Phases = 1 },
                Decoder = new() { ChunkChannels = 8, Hidden = 16 },
            }
        );
        var options = new GhnTrainingOptions
        {
            Space = new BlockSpace { Nodes = 2 },
            Network = new NetworkOptions
            {
                Blocks = 1,
                ReductionsAfter = [],
                Channels = 4,
                StemStride = 2,
                ImageSize = Side,
                Classes = s_classes.Length,
            },
            Steps = 200,
            BatchSize = 16,
            ArchitecturesPerStep = 2,
            LearningRate = 1e-2,
            WarmupSteps = 10,
            ValidateEvery = 200,
            ValidationArchitectures = 4,
            ValidationImages = validation.Count,
            Augmentation = new Augmentation { PadCrop = 1, Flip = false },
        };
        using var workers = new WorkerThreads(2);
        var trace = new GhnTrainer(ghn, options, train, validation).Train(workers);
        Assert.Equal(200, trace.Points.Count);
        Assert.InRange(trace.Points[^1].Accuracy!.Value, 0.6, 1); // chance: 1/3
    }

    private void Write(int count, string[] classes)
    {
        for (var i = 0; i < count; i++)
        {
            var label = i % classes.Length;
            var place = Directory.CreateDirectory(Path.Combine(_folder, classes[label])).FullName;
            var pixels = Pixels(label, i);
            using var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
            for (var p = 0; p < Side * Side; p++)
                bitmap.SetPixel(p % Side, p / Side, new SKColor(pixels[3 * p], pixels[3 * p + 1], pixels[3 * p + 2]));
            using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(Path.Combine(place, $"{i}.png"), png.ToArray());
        }
    }

    private static int[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => i % s_classes.Length)];

    /// <summary>Noise that is brighter on one side: the class.</summary>
    private static byte[] Pixels(int label, int number)
    {
        var random = new RandomStream(0, "pixels", number);
        byte[] pixels = new byte[Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column) = (i / 3 / Side, i / 3 % Side);
            var isBright = label switch
            {
                0 => column < Side / 2,
                1 => column >= Side / 2,
                _ => row < Side / 2,
            };
            pixels[i] = (byte)(random.Next(100) + (isBright ? 120 : 0));
        }
        return pixels;
    }

    /// <summary>What an outsider writes: images that are computed as they are asked for.</summary>
    private sealed class Halves(int count) : IImageSource
    {
        public string Name => "halves";

        public int Count => count;

        public int Height => Side;

        public int Width => Side;

        public IReadOnlyList<string> ClassNames => s_classes;

        public string Checksum => $"halves {count}";

        public ImageBatch Gather(int[] indices, Device device)
        {
            using var scope = NewDisposeScope();
            byte[] pixels = [.. indices.SelectMany(i => Pixels(i % 3, i))];
            var images = tensor(pixels, [indices.Length, Side, Side, 3]).to(float32).permute(0, 3, 1, 2).to(device);
            var labels = tensor(indices.Select(i => i % 3L).ToArray(), device: device);
            return new(images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
        }

        public ITrainingBatches Begin(int batchSize, long seed, Augmentation augmentation, Device device) =>
            throw new NotSupportedException("It is split first.");
    }
}

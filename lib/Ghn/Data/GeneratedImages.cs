using System.Runtime.InteropServices;

namespace Ghn.Data;

/// <summary>
/// A data set that needs no files: 32×32 colour images of ten shapes and textures. Position, size, angle, colours, sign
/// of the contrast, background and noise vary, so that no single pixel depends on the class. A linear classifier stays
/// near chance, while a small convolutional network learns the task within a few epochs.
/// </summary>
/// <remarks>
/// Mirroring and shifts of 4 pixels keep the class, so the usual augmentation of CIFAR-10 is valid.
/// Differs: the paper has no such set. It is for tests, first runs and machines without data, not for results.
/// </remarks>
public static class GeneratedImages
{
    /// <summary>Name in <see cref="DataOptions.Name"/>.</summary>
    public const string Name = "generated";

    private const int Side = 32;
    private const int Chunk = 250; // images made at once: the temporaries stay in the cache

    /// <summary>
    /// Generates the set: balanced classes in random order, a pure function of the options and the split seed.
    /// </summary>
    public static DataSplits Make(GeneratedOptions options, long splitSeed = 0)
    {
        using var scope = NewDisposeScope();
        return DataSplits.Draw(
            Name,
            GeneratedPattern.ClassNames,
            Part("training", options.Train + options.Validation, options.Seed),
            Part("test", options.Test, options.Seed),
            options.Validation,
            splitSeed
        );
    }

    /// <summary><paramref name="n"/> numbers uniform in [<paramref name="low"/>, <paramref name="high"/>), as [n, 1, 1].</summary>
    internal static Tensor Draw(RandomStream stream, int n, double low, double high)
    {
        var values = new float[n];
        for (var i = 0; i < n; i++)
            values[i] = (float)(low + (high - low) * stream.NextDouble());
        return tensor(values, [n, 1, 1]);
    }

    private static (Tensor Images, Tensor Labels) Part(string part, int count, long seed)
    {
        using var scope = NewDisposeScope();
        var images = new List<Tensor>();
        var labels = new List<long>();
        var classes = GeneratedPattern.ClassNames.Count;
        for (var label = 0; label < classes; label++)
        {
            var stream = new RandomStream(seed, $"generated/{part}", label);
            var ofClass = count / classes + (label < count % classes ? 1 : 0);
            for (var done = 0; done < ofClass; done += Chunk)
                images.Add(Images(label, Math.Min(Chunk, ofClass - done), stream));
            labels.AddRange(Enumerable.Repeat((long)label, ofClass));
        }
        var order = new RandomStream(seed, $"generated/{part}/order").Permutation(count);
        var which = tensor(Array.ConvertAll(order, i => (long)i));
        return (
            cat(images).index_select(0, which).MoveToOuterDisposeScope(),
            tensor(labels.ToArray()).index_select(0, which).MoveToOuterDisposeScope()
        );
    }

    /// <summary><paramref name="n"/> images of one class, uint8 [n, 32, 32, 3].</summary>
    private static Tensor Images(int label, int n, RandomStream stream)
    {
        using var scope = NewDisposeScope();
        using var pattern = new GeneratedPattern(n, Side, stream);
        var coverage = pattern.Coverage(label).unsqueeze(1); // [n, 1, 32, 32]
        var grid = GeneratedPattern.Pixels(Side).Over(Side); // −½ … ½
        Tensor OfChannel(double low, double high) => Draw(stream, 3 * n, low, high).view(n, 3, 1, 1);

        var background = OfChannel(0.2, 0.8)
            .Plus(OfChannel(-0.3, 0.3) * grid.view(1, 1, 1, Side))
            .Plus(OfChannel(-0.3, 0.3) * grid.view(1, 1, Side, 1));
        var contrast = OfChannel(-1, 1).sign() * OfChannel(0.08, 0.35);
        var noise = Noise(n, stream) * Draw(stream, n, 0.02, 0.2).view(n, 1, 1, 1);
        var image = background.Plus(coverage * contrast).Plus(noise); // [n, 3, 32, 32]
        return GeneratedPattern
            .Between01(image)
            .Times(255)
            .round()
            .to(ScalarType.Byte)
            .permute(0, 2, 3, 1)
            .contiguous()
            .MoveToOuterDisposeScope();
    }

    /// <summary>Uniform in [−1, 1], float32 [n, 3, 32, 32]: from the stream's own bits, eight pixels a draw.</summary>
    private static Tensor Noise(int n, RandomStream stream)
    {
        var bits = new ulong[n * 3 * Side * Side / sizeof(ulong)];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = stream.NextBits();
        var bytes = MemoryMarshal.AsBytes(bits.AsSpan()).ToArray();
        return tensor(bytes, [n, 3, Side, Side]).to(ScalarType.Float32).Over(127.5).Plus(-1);
    }
}

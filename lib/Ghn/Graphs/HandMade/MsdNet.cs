namespace Ghn.Graphs.HandMade;

/// <summary>
/// The multi-scale dense network (Huang et al. 2018, "Multi-Scale Dense Networks for Resource Efficient Image
/// Classification") for small images: three scales, dense connections, an exit after each block. The anytime baseline of
/// figure 3.
/// </summary>
/// <remarks>
/// A ReLU stands before each convolution here and behind each batch norm there: the same function, because every batch
/// norm's output is read through a ReLU. With <see cref="MsdNetOptions.Separable"/>, which is not published, a map of
/// another size is pooled before that ReLU.
/// Differs: an exit ends in global average pooling; there it is 2×2, which is the same for images of 32 pixels. Each
/// block, with its exit, is one block of the graph.
/// </remarks>
public static class MsdNet
{
    private const int Scales = 3;

    /// <summary>Builds the network.</summary>
    public static ComputationGraph Build(MsdNetOptions options)
    {
        var layers = Enumerable
            .Range(0, options.Blocks)
            .Select(i =>
                i == 0 ? options.FirstLayers
                : options.LinearGrowth ? options.Step * i + 1
                : options.Step
            )
            .ToArray();
        var builder = new GraphBuilder(options.ImageSize);
        var maps = FirstLayer(builder, options);
        var layer = 0;
        for (var block = 0; block < options.Blocks; block++)
        {
            if (block > 0)
                builder.BeginBlock();
            for (var i = 0; i < layers[block]; i++, layer++)
                maps = Layer(builder, options, maps, Finest(layer, layers.Sum()));
            AddExit(builder, options, maps[^1]);
        }
        return builder.Build(options.NormAffine);
    }

    /// <summary>Channels, growth and bottleneck width of a scale, relative to the finest.</summary>
    private static int Factor(int scale) => 1 << scale;

    /// <summary>The finest scale that is left in a layer (from 0): after each third of the layers it is dropped.</summary>
    private static int Finest(int layer, int layers) => layer / ((layers + Scales - 1) / Scales);

    private static int[] FirstLayer(GraphBuilder builder, MsdNetOptions options)
    {
        var maps = new int[Scales];
        maps[0] = builder.Add(Operator.Stem, [], options.Channels, options.StemStride);
        for (var s = 1; s < Scales; s++)
            maps[s] = Convolution(builder, options, maps[s - 1], options.Channels * Factor(s), stride: 2);
        return maps;
    }

    /// <summary>
    /// Each scale keeps its map and gets new channels beside it; where there is a finer map, half of them come from it. A
    /// layer that no longer has the finest scale of <paramref name="maps"/> (the node of each scale; −1 for those dropped
    /// before) halves all channels afterwards.
    /// </summary>
    private static int[] Layer(GraphBuilder builder, MsdNetOptions options, int[] maps, int finest)
    {
        var next = new int[Scales];
        Array.Fill(next, -1);
        for (var s = finest; s < Scales; s++)
        {
            var fresh = options.Growth * Factor(s);
            var finer = s > 0 ? maps[s - 1] : -1;
            next[s] =
                finer < 0
                    ? builder.Add(Operator.Concatenation, [maps[s], Bottleneck(builder, options, maps[s], fresh, s, 1)])
                    : builder.Add(
                        Operator.Concatenation,
                        [
                            maps[s],
                            Bottleneck(builder, options, finer, fresh / 2, s - 1, 2),
                            Bottleneck(builder, options, maps[s], fresh / 2, s, 1),
                        ]
                    );
        }
        var dropped = finest > 0 && maps[finest - 1] >= 0;
        for (var s = finest; dropped && s < Scales; s++)
        {
            var halved = builder.Nodes[next[s]].OutputChannels / Factor(s) / 2 * Factor(s);
            next[s] = builder.Add(Operator.Convolution1x1, [next[s]], halved);
        }
        return next;
    }

    /// <summary>
    /// A 1×1 convolution to at most so many channels, then the 3×3 convolution; the width follows the scale read. A separable
    /// convolution has a 1×1 of its own and comes without.
    /// </summary>
    private static int Bottleneck(
        GraphBuilder builder,
        MsdNetOptions options,
        int input,
        int channels,
        int scale,
        int stride
    )
    {
        if (options.Separable)
            return Convolution(builder, options, input, channels, stride);
        var width = Math.Min(builder.Nodes[input].OutputChannels, Factor(scale) * channels);
        var narrow = builder.Add(Operator.Convolution1x1, [input], width);
        return Convolution(builder, options, narrow, channels, stride);
    }

    private static void AddExit(GraphBuilder builder, MsdNetOptions options, int input)
    {
        for (var i = 0; i < 2 && options.ExitChannels > 0; i++)
            input = Convolution(builder, options, input, options.ExitChannels, stride: 2);
        builder.Add(Operator.Classifier, [input], options.Classes);
    }

    /// <summary>A 3×3 convolution; a separable one has no stride, so what it reads is pooled.</summary>
    private static int Convolution(GraphBuilder builder, MsdNetOptions options, int input, int channels, int stride)
    {
        if (!options.Separable)
            return builder.Add(Operator.Convolution3x3, [input], channels, stride);
        var size = (builder.Nodes[input].OutputSize + stride - 1) / stride; // as a dense one's
        return builder.Add(Operator.SeparableConvolution3x3, [input], channels, size: size);
    }
}

namespace Ghn.Graphs.HandMade;

/// <summary>
/// The multi-scale dense network (Huang et al. 2018, "Multi-Scale Dense Networks for Resource Efficient Image
/// Classification") for small images: three scales, dense connections, an exit after each block. The anytime baseline of
/// figure 3.
/// </summary>
/// <remarks>
/// Here a ReLU precedes each convolution; there it follows each batch norm. Both are the same function, because every
/// batch norm's output is read through a ReLU. With <see cref="MsdNetOptions.Separable"/>, which is not published, a
/// map of another size is pooled before that ReLU.
/// Differs: an exit ends in global average pooling. There the pooling is 2×2, which is the same for images of 32
/// pixels. Each block, with its exit, is one block of the graph.
/// </remarks>
public sealed class MsdNet
{
    private const int Scales = 3;

    private readonly MsdNetOptions _options;
    private readonly GraphBuilder _builder;

    private MsdNet(MsdNetOptions options) => (_options, _builder) = (options, new GraphBuilder(options.ImageSize));

    /// <summary>Builds the network.</summary>
    public static ComputationGraph Build(MsdNetOptions options) => new MsdNet(options).Build();

    private ComputationGraph Build()
    {
        var layers = Enumerable
            .Range(0, _options.Blocks)
            .Select(i =>
                i == 0 ? _options.FirstLayers
                : _options.LinearGrowth ? _options.Step * i + 1
                : _options.Step
            )
            .ToArray();
        var maps = FirstLayer();
        var layer = 0;
        for (var block = 0; block < _options.Blocks; block++)
        {
            if (block > 0)
                _builder.BeginBlock();
            for (var i = 0; i < layers[block]; i++, layer++)
                maps = Layer(maps, Finest(layer, layers.Sum()));
            AddExit(maps[^1]);
        }
        return _builder.Build(_options.NormAffine);
    }

    /// <summary>Channels, growth and bottleneck width of a scale, relative to the finest.</summary>
    private static int Factor(int scale) => 1 << scale;

    /// <summary>
    /// The finest scale of a layer (from 0); after each third of the layers the finest one is dropped.
    /// </summary>
    private static int Finest(int layer, int layers) => layer / ((layers + Scales - 1) / Scales);

    private int[] FirstLayer()
    {
        var maps = new int[Scales];
        maps[0] = _builder.Add(Operator.Stem, [], _options.Channels, _options.StemStride);
        for (var s = 1; s < Scales; s++)
            maps[s] = Convolution(maps[s - 1], _options.Channels * Factor(s), stride: 2);
        return maps;
    }

    /// <summary>
    /// Each scale keeps its map and concatenates new channels to it; half of them come from the finer map, if there is
    /// one. A layer that no longer has the finest scale of <paramref name="maps"/> (the node of each scale; −1 for
    /// those dropped before) halves all channels afterwards.
    /// </summary>
    private int[] Layer(int[] maps, int finest)
    {
        var next = new int[Scales];
        Array.Fill(next, -1);
        for (var s = finest; s < Scales; s++)
        {
            var fresh = _options.Growth * Factor(s);
            var finer = s > 0 ? maps[s - 1] : -1;
            next[s] =
                finer < 0
                    ? _builder.Add(Operator.Concatenation, [maps[s], Bottleneck(maps[s], fresh, s, 1)])
                    : _builder.Add(
                        Operator.Concatenation,
                        [maps[s], Bottleneck(finer, fresh / 2, s - 1, 2), Bottleneck(maps[s], fresh / 2, s, 1)]
                    );
        }
        var dropped = finest > 0 && maps[finest - 1] >= 0;
        for (var s = finest; dropped && s < Scales; s++)
        {
            var halved = _builder.Nodes[next[s]].OutputChannels / Factor(s) / 2 * Factor(s);
            next[s] = _builder.Add(Operator.Convolution1x1, [next[s]], halved);
        }
        return next;
    }

    /// <summary>
    /// A 1×1 convolution to at most so many channels, then the 3×3 convolution; the width follows the scale read. A separable
    /// convolution has a 1×1 of its own and comes without.
    /// </summary>
    private int Bottleneck(int input, int channels, int scale, int stride)
    {
        if (_options.Separable)
            return Convolution(input, channels, stride);
        var width = Math.Min(_builder.Nodes[input].OutputChannels, Factor(scale) * channels);
        var narrow = _builder.Add(Operator.Convolution1x1, [input], width);
        return Convolution(narrow, channels, stride);
    }

    private void AddExit(int input)
    {
        for (var i = 0; i < 2 && _options.ExitChannels > 0; i++)
            input = Convolution(input, _options.ExitChannels, stride: 2);
        _builder.Add(Operator.Classifier, [input], _options.Classes);
    }

    /// <summary>A 3×3 convolution; a separable one has no stride, so what it reads is pooled.</summary>
    private int Convolution(int input, int channels, int stride)
    {
        if (!_options.Separable)
            return _builder.Add(Operator.Convolution3x3, [input], channels, stride);
        var size = (_builder.Nodes[input].OutputSize + stride - 1) / stride; // as a dense one's
        return _builder.Add(Operator.SeparableConvolution3x3, [input], channels, size: size);
    }
}

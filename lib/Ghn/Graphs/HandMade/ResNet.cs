namespace Ghn.Graphs.HandMade;

/// <summary>
/// The residual network for small images (He et al. 2016, section 4.2): a 3×3 convolution, three stages of n residual
/// blocks at full, half and quarter resolution, global average pooling and a linear layer. With several exits, it is a
/// baseline of figure 3.
/// </summary>
/// <remarks>
/// Differs: at the start of a stage the shortcut is a strided 1×1 convolution with batch norm (their option B). Their
/// networks of this size pad with zeros (option A), which saves 0.003 million parameters. Each residual block is one
/// block of the graph.
/// </remarks>
public static class ResNet
{
    private const int Stages = 3;

    /// <summary>Builds the network. Throws <see cref="GhnException"/> if it has more exits than residual blocks.</summary>
    public static ComputationGraph Build(ResNetOptions options)
    {
        var builder = new GraphBuilder(options.ImageSize);
        var last = builder.Add(Operator.Stem, [], options.Channels, options.StemStride);
        last = builder.Add(Operator.Relu, [last]);
        var blocks = (options.Depth - 2) / 6;
        var exits = HandMadeOptions.EarlyExits(Stages * blocks, options.Exits);
        for (var i = 0; i < Stages * blocks; i++)
        {
            if (i > 0)
                builder.BeginBlock();
            last = AddBlock(builder, last, options.Channels << (i / blocks));
            if (exits.Contains(i + 1))
                builder.Add(Operator.Classifier, [last], options.Classes);
        }
        builder.Add(Operator.Classifier, [last], options.Classes);
        return builder.Build(options.NormAffine);
    }

    /// <summary>ReLU(x + norm(3×3(ReLU(norm(3×3(x)))))): x is a ReLU's output, so the one before each convolution changes nothing.</summary>
    private static int AddBlock(GraphBuilder builder, int input, int channels)
    {
        var widens = channels != builder.Nodes[input].OutputChannels;
        var stride = widens ? 2 : 1;
        var first = builder.Add(Operator.Convolution3x3, [input], channels, stride);
        var second = builder.Add(Operator.Convolution3x3, [first], channels);
        var shortcut = widens ? builder.Add(Operator.Convolution1x1, [input], channels, stride) : input;
        return builder.Add(Operator.Relu, [shortcut, second]);
    }
}

namespace Ghn.Graphs.HandMade;

/// <summary>
/// The densely connected network for small images (Huang et al. 2017): a 3×3 convolution, three dense blocks at full,
/// half and quarter resolution, global average pooling and a linear layer. In a dense block every layer reads all
/// earlier feature maps. Transitions are a 1×1 convolution and 2×2 average pooling. With several exits, it is a
/// baseline of figure 3.
/// </summary>
/// <remarks>
/// Differs: a batch norm follows the convolution that produces a channel. Theirs precedes every convolution that reads
/// the channel, with a scale and a shift for each reader. With scale and shift fixed at 1 and 0 both are the same
/// function: mean and variance of a channel do not depend on its reader, and a transition's pooling and 1×1 convolution
/// commute. Each dense block is one block of the graph.
/// </remarks>
public static class DenseNet
{
    private const int Blocks = 3;

    /// <summary>
    /// Builds the network. Throws <see cref="GhnException"/> if it has more exits than layers or if the image size
    /// cannot be halved twice.
    /// </summary>
    public static ComputationGraph Build(DenseNetOptions options)
    {
        var exits = HandMadeOptions.EarlyExits(Blocks * options.Layers, options.Exits);
        var builder = new GraphBuilder(options.ImageSize);
        var last = builder.Add(Operator.Stem, [], options.Bottleneck ? 2 * options.Growth : 16, options.StemStride);
        for (var layer = 0; layer < Blocks * options.Layers; layer++)
        {
            if (layer > 0 && layer % options.Layers == 0)
            {
                builder.BeginBlock();
                var channels = builder.Nodes[last].OutputChannels;
                last = builder.Add(Operator.Reduction, [last], options.Bottleneck ? channels / 2 : channels);
            }
            last = builder.Add(Operator.Concatenation, [last, Layer(builder, options, last)]);
            if (exits.Contains(layer + 1))
                builder.Add(Operator.Classifier, [last], options.Classes);
        }
        builder.Add(Operator.Classifier, [last], options.Classes);
        return builder.Build(options.NormAffine);
    }

    private static int Layer(GraphBuilder builder, DenseNetOptions options, int input)
    {
        if (options.Bottleneck)
            input = builder.Add(Operator.Convolution1x1, [input], 4 * options.Growth);
        return builder.Add(Operator.Convolution3x3, [input], options.Growth);
    }
}

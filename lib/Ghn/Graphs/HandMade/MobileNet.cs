namespace Ghn.Graphs.HandMade;

/// <summary>
/// MobileNet-V1, the network that defined the mobile setting (Howard et al. 2017): a strided 3×3 convolution, thirteen
/// separable 3×3 convolutions, global average pooling, linear layer. Published: 569 million multiply-adds, 4.2 million
/// parameters.
/// </summary>
/// <remarks>
/// Differs: five of its depthwise convolutions have stride 2; here the map is average-pooled before them, which costs
/// the same. Its depthwise convolutions have separate batch norms with 9,920 parameters in all; here one norm follows
/// each pair. Each resolution is a block.
/// </remarks>
public static class MobileNet
{
    private const int Stem = 32;

    /// <summary>
    /// Output channels of the separable convolutions. A negative number means that the resolution is halved first.
    /// </summary>
    private static readonly int[] s_layers = [64, -128, 128, -256, 256, -512, 512, 512, 512, 512, 512, -1024, 1024];

    /// <summary>Builds the network. <paramref name="imageSize"/> is in pixels, a multiple of 32.</summary>
    public static ComputationGraph Build(int imageSize = 224, int classes = 1_000)
    {
        Require.That(imageSize >= 32 && imageSize % 32 == 0, imageSize, "use a multiple of 32", nameof(imageSize));
        var builder = new GraphBuilder(imageSize);
        var last = builder.Add(Operator.Stem, [], Stem, stride: 2);
        foreach (var layer in s_layers)
        {
            var size = builder.Nodes[last].OutputSize;
            if (layer < 0)
            {
                builder.BeginBlock();
                size /= 2;
            }
            last = builder.Add(Operator.SeparableConvolution3x3, [last], Math.Abs(layer), size: size);
        }
        builder.Add(Operator.Classifier, [last], classes);
        return builder.Build(normAffine: true);
    }
}

namespace Ghn.Graphs.HandMade;

/// <summary>
/// Sizes of a densely connected network for small images (Huang et al. 2017, "Densely Connected Convolutional Networks");
/// the defaults are their smallest for CIFAR, DenseNet with growth 12 and depth 40.
/// </summary>
public sealed record DenseNetOptions : HandMadeOptions
{
    /// <summary>Layers in each of the three dense blocks.</summary>
    public int Layers
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 12;

    /// <summary>Channels that a layer adds: the growth rate k.</summary>
    public int Growth
    {
        get;
        init => field = Require.AtLeast(2, value);
    } = 12;

    /// <summary>
    /// Whether to build DenseNet-BC. Then each layer begins with a 1×1 convolution to 4k channels, transitions halve
    /// the channels, and the first convolution has 2k channels. Otherwise the first convolution has 16 channels, and
    /// transitions keep their number.
    /// </summary>
    public bool Bottleneck { get; init; }

    /// <summary>Layers with weights, L in the paper: 3 · <see cref="Layers"/> + 4, or 6 · <see cref="Layers"/> + 4.</summary>
    public int Depth => 3 * Layers * (Bottleneck ? 2 : 1) + 4;

    /// <summary>
    /// Number of exits, spread evenly over the dense layers, at most one per layer; the last one is at the end. An
    /// early exit is global average pooling and a linear layer.
    /// </summary>
    public int Exits
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 1;
}

namespace Ghn.Graphs.HandMade;

/// <summary>
/// Sizes of a multi-scale dense network (Huang et al. 2018) for small images; the defaults are their anytime network
/// for CIFAR with seven exits.
/// </summary>
public sealed record MsdNetOptions : HandMadeOptions
{
    /// <summary>Number of blocks; each ends in an exit.</summary>
    public int Blocks
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 7;

    /// <summary>Layers in the first block.</summary>
    public int FirstLayers
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 4;

    /// <summary>
    /// Layers in each further block; with <see cref="LinearGrowth"/> the number of layers by which blocks grow.
    /// </summary>
    public int Step
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 2;

    /// <summary>
    /// Whether block i (from 0) has i · <see cref="Step"/> + 1 layers, as in their networks for budgeted batches,
    /// instead of <see cref="Step"/>.
    /// </summary>
    public bool LinearGrowth { get; init; }

    /// <summary>Channels of the first layer at the finest scale; the next scales have twice and four times as many.</summary>
    public int Channels
    {
        get;
        init => field = Require.AtLeast(2, value);
    } = 16;

    /// <summary>Channels that a layer adds at the finest scale; the next scales get twice and four times as many.</summary>
    public int Growth
    {
        get;
        init => field = Require.AtLeast(2, value);
    } = 6;

    /// <summary>
    /// Channels of the two convolutions of an exit. 0: no convolution, only a linear layer on the mean over all pixels.
    /// </summary>
    public int ExitChannels
    {
        get;
        init => field = Require.AtLeast(0, value);
    } = 128;

    /// <summary>
    /// Whether a depthwise separable 3×3 convolution replaces each dense one and the 1×1 convolution before it. Pooling
    /// of the input replaces stride 2, so a halved size must be even. Not published.
    /// </summary>
    public bool Separable { get; init; }
}

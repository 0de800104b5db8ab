namespace Ghn.Graphs.HandMade;

/// <summary>
/// Sizes of a multi-scale dense network (Huang et al. 2018) for small images; the defaults are their anytime network
/// for CIFAR with seven exits.
/// </summary>
public sealed record MsdNetOptions : HandMadeOptions
{
    /// <summary>Blocks, each of which ends in an exit.</summary>
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

    /// <summary>Layers in each further block, or, if <see cref="LinearGrowth"/>, the number by which blocks grow.</summary>
    public int Step
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 2;

    /// <summary>
    /// Whether block i (from 0) has i · <see cref="Step"/> + 1 layers, as in their networks for budgeted batches, or
    /// <see cref="Step"/>.
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

    /// <summary>Channels of the two convolutions of an exit; 0: a linear layer on the mean over all pixels, and no convolution.</summary>
    public int ExitChannels
    {
        get;
        init => field = Require.AtLeast(0, value);
    } = 128;

    /// <summary>
    /// Whether a depthwise separable 3×3 convolution stands in place of each dense one and of the 1×1 convolution before it;
    /// instead of a stride of 2 its input is pooled, so sizes must be even where they are halved. Not published.
    /// </summary>
    public bool Separable { get; init; }
}

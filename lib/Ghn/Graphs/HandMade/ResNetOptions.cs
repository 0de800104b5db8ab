namespace Ghn.Graphs.HandMade;

/// <summary>Sizes of a residual network for small images (He et al. 2016, section 4.2); the defaults are ResNet-20.</summary>
public sealed record ResNetOptions : HandMadeOptions
{
    /// <summary>Layers with weights, 6n + 2: three stages of n blocks with two 3×3 convolutions each.</summary>
    public int Depth
    {
        get;
        init => field = Require.That(value >= 8 && (value - 2) % 6 == 0, value, "use 6n + 2, such as 20, 32 or 44");
    } = 20;

    /// <summary>Channels of the first stage; the next ones have twice and four times as many.</summary>
    public int Channels
    {
        get;
        init => field = Require.AtLeast(2, value);
    } = 16;

    /// <summary>
    /// Number of exits, spread evenly over the residual blocks, at most one per block; the last one is at the end. An
    /// early exit is global average pooling and a linear layer.
    /// </summary>
    public int Exits
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 1;
}

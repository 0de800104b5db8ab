namespace Ghn.Graphs.HandMade;

/// <summary>Common options of the hand-made networks.</summary>
public abstract record HandMadeOptions
{
    /// <summary>Height and width of an input image, in pixels.</summary>
    public int ImageSize
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 32;

    /// <summary>
    /// Stride of the first convolution: 1 as published; 2 for a comparison with networks that have stride 2.
    /// </summary>
    public int StemStride
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 1;

    /// <summary>Number of classes.</summary>
    public int Classes
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 10;

    /// <summary>Whether batch norm's scale and shift are free tensors, as published, or fixed at 1 and 0.</summary>
    public bool NormAffine { get; init; } = true;

    /// <summary>
    /// The units (from 1) that an early exit follows in a network with several classifiers ("MC", Huang et al. 2018).
    /// Exit j of E is at j/E of the depth, rounded to the nearest unit; the last exit is not included.
    /// </summary>
    internal static IReadOnlySet<int> EarlyExits(int units, int exits) =>
        exits <= units
            ? Enumerable.Range(1, exits - 1).Select(j => (2 * j * units + exits) / (2 * exits)).ToHashSet()
            : throw new GhnException(
                $"Exits = {exits} is impossible: the network has {units} blocks or layers, at most one exit for each."
            );
}

namespace Ghn.Graphs.HandMade;

/// <summary>What the networks made by hand have in common.</summary>
public abstract record HandMadeOptions
{
    /// <summary>Height and width of an input image, in pixels.</summary>
    public int ImageSize
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 32;

    /// <summary>Stride of the first convolution: 1 as published; 2 for networks that are compared with others that begin so.</summary>
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
    /// The units (from 1) after which an early exit hangs in a network with several classifiers ("MC", Huang et al. 2018):
    /// exit j of E stands at j/E of the depth, rounded to the nearest unit; the last exit is not among them.
    /// </summary>
    internal static IReadOnlySet<int> EarlyExits(int units, int exits) =>
        exits <= units
            ? Enumerable.Range(1, exits - 1).Select(j => (2 * j * units + exits) / (2 * exits)).ToHashSet()
            : throw new GhnException(
                $"Exits = {exits} is impossible: the network has {units} blocks or layers to hang them on."
            );
}

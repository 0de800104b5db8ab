namespace Ghn.Graphs;

/// <summary>
/// The chain of blocks around an architecture (table "Settings": 18 blocks; resolution halves and channels double after
/// blocks 6 and 12; F = 32 in the searches of tables 1 and 2).
/// </summary>
public sealed record NetworkOptions
{
    /// <summary>Blocks in the chain, at least 1.</summary>
    public int Blocks
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 18;

    /// <summary>
    /// Numbers (from 1) of the blocks after which resolution halves and channels double, ascending. 0 means before the
    /// first block.
    /// </summary>
    public IReadOnlyList<int> ReductionsAfter
    {
        get;
        init => field = new ValueList<int>(value);
    } = new ValueList<int>([6, 12]);

    /// <summary>
    /// Channels F of the first blocks, at least 2: in libtorch 2.10 the gradient of a 3×3 or 5×5 convolution of one
    /// channel reads uninitialised memory.
    /// </summary>
    public int Channels
    {
        get;
        init => field = Require.AtLeast(2, value);
    } = 32;

    /// <summary>Stride of the first convolution, 1 or 2. 2 quarters the cost: the workshop's choice.</summary>
    public int StemStride
    {
        get;
        init => field = Require.That(value is 1 or 2, value, "use 1 or 2");
    } = 1;

    /// <summary>Height and width of an input image, in pixels.</summary>
    public int ImageSize
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 32;

    /// <summary>Number of classes.</summary>
    public int Classes
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 10;

    /// <summary>
    /// Whether batch norm's scale and shift are free tensors (generated or trained) or fixed at 1 and 0 (the default).
    /// The paper does not say.
    /// </summary>
    public bool NormAffine { get; init; }

    /// <summary>Throws <see cref="GhnException"/> if the options contradict each other.</summary>
    public void Validate()
    {
        var ascending = ReductionsAfter.Zip(ReductionsAfter.Skip(1)).All(p => p.First < p.Second);
        if (!ascending || ReductionsAfter.Any(b => b < 0 || b >= Blocks))
            throw new GhnException(
                $"ReductionsAfter = [{string.Join(", ", ReductionsAfter)}] is impossible with {Blocks} blocks: "
                    + $"use ascending block numbers within 0 … {Blocks - 1}."
            );
        var factor = StemStride << ReductionsAfter.Count;
        if (ImageSize % factor != 0)
            throw new GhnException(
                $"ImageSize = {ImageSize} cannot be divided by {factor} (stem stride times 2 for each reduction)."
            );
    }
}

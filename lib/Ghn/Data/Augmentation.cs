namespace Ghn.Data;

/// <summary>
/// Random changes that keep the class. Defaults: the usual ones of CIFAR-10, random crops out of the image padded by 4,
/// and flips. <see cref="None"/> switches all off.
/// </summary>
public sealed record Augmentation
{
    /// <summary>Nothing changes: for evaluation.</summary>
    public static Augmentation None { get; } = new() { PadCrop = 0, Flip = false };

    /// <summary>Black pixels added at each side before a crop of the original size, 0 (no crop) to 16.</summary>
    public int PadCrop
    {
        get;
        init => field = Checked(value, 16, nameof(PadCrop));
    } = 4;

    /// <summary>
    /// Mirror left and right with probability 1/2. Every class of every data set here survives it, the diagonal stripes of
    /// the generated set too (both directions are one class).
    /// </summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Side of the square that is replaced by the mean colour (DeVries and Taylor 2017), its centre anywhere in the image;
    /// 0 (none) to 32 pixels.
    /// </summary>
    public int Cutout
    {
        get;
        init => field = Checked(value, 32, nameof(Cutout));
    }

    private static int Checked(int value, int most, string name) =>
        value >= 0 && value <= most
            ? value
            : throw new GhnException($"{nameof(Augmentation)}.{name} is {value}; choose 0 to {most} pixels.");
}

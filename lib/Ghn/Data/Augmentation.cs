namespace Ghn.Data;

/// <summary>
/// Random augmentation of training images. The defaults are usual for CIFAR-10: random crops after padding by 4 pixels,
/// and flips. <see cref="None"/> switches everything off.
/// </summary>
public sealed record Augmentation
{
    /// <summary>No augmentation, for evaluation.</summary>
    public static Augmentation None { get; } = new() { PadCrop = 0, Flip = false };

    /// <summary>Black pixels added at each side before a crop of the original size, 0 (no crop) to 16.</summary>
    public int PadCrop
    {
        get;
        init => field = Checked(value, 16, nameof(PadCrop));
    } = 4;

    /// <summary>
    /// Mirror left and right with probability 1/2. This keeps the class in every data set here; in the generated set
    /// both directions of diagonal stripes are one class.
    /// </summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Cutout (DeVries and Taylor 2017): side of a square that is replaced by the mean colour, with its centre anywhere
    /// in the image; 0 (none) to 32 pixels.
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
